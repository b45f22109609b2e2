import { type Defect, instead, without } from './defect.ts';

const openai = 'src/agent/models/openai-model.ts';
const retries = 'src/agent/models/with-retries.ts';
const faults = ['src/agent/models/model-faults.test.ts'];

/** What a model's stream could do to a run. */
export const modelDefects = {
  'models: a stream that breaks off is an answer': {
    threat: 'T27',
    suites: faults,
    change: without(openai, "  if (!finished) throw streamFault('truncated');\n"),
  },
  'models: asked again after a word was shown': {
    threat: 'T27',
    suites: faults,
    change: without(retries, 'shown || '),
  },
  'models: never asked again': {
    threat: 'T27',
    suites: faults,
    change: instead(retries, 'tried > retries', 'tried > 0'),
  },
  'models: asked again before the time that they asked for': {
    threat: 'T15',
    suites: faults,
    change: instead(
      retries,
      'if (retryAfterMs === undefined) return',
      'if (retryAfterMs !== Infinity) return',
    ),
  },
  'models: a stopped run waits for the next try': {
    threat: 'T15',
    suites: ['src/agent/models/with-retries.test.ts'],
    change: without(retries, ', undefined, { signal }'),
  },
} satisfies Record<string, Defect>;

import { type Defect, instead, without } from './defect.ts';

const openai = 'src/agent/models/openai-model.ts';
const retries = 'src/agent/models/with-retries.ts';
const guard = 'src/agent/run-guard.ts';
const limits = ['src/agent/run-limits.test.ts'];
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
  'models: corrected without end': {
    threat: 'T15',
    suites: limits,
    change: instead(guard, 'if (corrections <= maxCorrections) return;', 'return;'),
  },
  'runs: as many steps as the model likes': {
    threat: 'T15',
    suites: limits,
    change: instead(guard, 'if (step <= maxSteps) return;', 'return;'),
  },
  'runs: for as long as the model likes': {
    threat: 'T15',
    suites: limits,
    change: without(
      'src/agent/execute-run.ts',
      '  const timer = setTimeout(() => abort.abort(ranTooLong(limits)), limits.maxMs);\n',
    ),
  },
  'runs: as many of one person as one likes': {
    threat: 'T15',
    suites: limits,
    change: instead('src/agent/require-free-run.ts', '< perPerson) return;', '>= 0) return;'),
  },
  'runs: counted while others begin': {
    threat: 'T15',
    suites: limits,
    change: instead(
      'src/db/repositories/run.ts',
      "SELECT pg_advisory_xact_lock(hashtextextended('runs of ' || ${actor.userId}, 0))",
      'SELECT ${actor.userId}::text',
    ),
  },
} satisfies Record<string, Defect>;

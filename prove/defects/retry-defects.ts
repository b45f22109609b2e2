import { type Defect, instead, without } from './defect.ts';

const idempotent = 'mcp-server/idempotent.ts';
const suites = ['mcp-server/idempotent.test.ts'];

/** How a call that is made again could act again, or tell what it should not. */
export const retryDefects = {
  'retries: each is a call of its own': {
    threat: 'T24',
    suites,
    change: instead(idempotent, 'if (key === undefined || ', 'if (key !== undefined || '),
  },
  'retries: two at once take one key': {
    threat: 'T24',
    suites,
    change: { sql: 'ALTER TABLE app.idempotency_keys DROP CONSTRAINT idempotency_keys_pkey' },
  },
  'retries: a key with other arguments': {
    threat: 'T24',
    suites,
    change: instead(idempotent, 'kept.fingerprint !== fingerprint', "kept.fingerprint === ''"),
  },
  'retries: a key with another tool': {
    threat: 'T24',
    suites,
    change: instead(idempotent, '{ tool: contract.name, input }', '{ input }'),
  },
  'retries: the answer is not kept': {
    threat: 'T24',
    suites,
    change: without(idempotent, '  await keepAnswer(transaction, actor, key, result);\n'),
  },
  'retries: a key that is none': {
    threat: 'T24',
    suites,
    change: instead(
      idempotent,
      'if (given === undefined) return undefined;',
      "if (typeof given !== 'string') return undefined;",
    ),
  },
  'retries: clients share keys': {
    threat: 'T24',
    suites,
    change: instead(
      'src/db/repositories/idempotency-key.ts',
      "clientId: actor.kind === 'client' ? actor.clientId : ''",
      "clientId: ''",
    ),
  },
  'retries: a new key for each': {
    threat: 'T24',
    suites: ['src/agent/mcp-client.test.ts'],
    change: instead(
      'src/agent/mcp-client.ts',
      '{ ...options, idempotencyKey }',
      '{ ...options, idempotencyKey: newId() }',
    ),
  },
} satisfies Record<string, Defect>;

import { type Defect, instead, without } from './defect.ts';

const grants = ['src/auth/run-grants.test.ts'];
const journal = ['src/agent/run-journal.test.ts'];
const takeover = ['src/agent/takeover.test.ts'];
const execute = 'src/agent/execute-run.ts';
const loop = 'src/agent/run-agent.ts';

/** What lets a run outlive its process and its person's token, and no more than that. */
export const runDefects = {
  'run: a worker that lost it goes on writing': {
    threat: 'T24',
    suites: journal,
    change: without('src/db/repositories/run.ts', ' AND attempt = ${attempt}'),
  },
  'run: events follow its end': {
    threat: 'T24',
    suites: journal,
    change: without('src/db/repositories/run.ts', "status = 'running' AND "),
  },
  'run: answered steps are asked again': {
    threat: 'T24',
    suites: takeover,
    change: without(loop, 'done?.answer ?? '),
  },
  'run: calls with a result are made again': {
    threat: 'T24',
    suites: takeover,
    change: without(loop, '          done?.results[call.callId] ??\n'),
  },
  'run: goes on after signing out': {
    threat: 'T9',
    suites: takeover,
    change: without(execute, '  void heedSignOut();\n'),
  },
  'run: begins without its grant being looked at': {
    threat: 'T9',
    suites: takeover,
    change: instead(
      execute,
      'actor = await exchanger.openGrant({ grant, runId });',
      "actor = { ...owner, scopes: ['tasks:read', 'tasks:write'] };",
    ),
  },
  'run: text of a broken-off step stays': {
    threat: 'T24',
    suites: ['src/contracts/run-event.test.ts'],
    change: instead(
      'src/contracts/run-event.ts',
      "event.status === 'restarted' && parts.at(-1)?.type === 'text'",
      'false',
    ),
  },
  'retention: deletes whatever it is told to': {
    threat: 'T33',
    suites: ['src/agent/run-retention.test.ts', 'prisma/catalogue.test.ts'],
    change: {
      sql: 'ALTER POLICY maintenance ON app.audit_entries USING (true);',
    },
  },
  'grant: for any run': {
    threat: 'T2',
    suites: grants,
    change: instead(
      'src/auth/run-grants.ts',
      'hash(token), runId, expiresAt: {',
      'hash(token), expiresAt: {',
    ),
  },
  'grant: for ever': {
    threat: 'T2',
    suites: grants,
    change: without('src/auth/run-grants.ts', ' expiresAt: { gt: new Date() } '),
  },
  'grant: stored as it is': {
    threat: 'T2',
    suites: grants,
    change: instead(
      'src/auth/run-grants.ts',
      "return createHash('sha256').update(token).digest('base64url');",
      'void createHash; return token;',
    ),
  },
  'grant: scopes are widened': {
    threat: 'T2',
    suites: grants,
    change: instead(
      'src/auth/run-grants.ts',
      "scope: scopes.join(' '), expiresAt }",
      "scope: 'tasks:read tasks:write', expiresAt }",
    ),
  },
  'grant: outlives its session': {
    threat: 'T9',
    suites: grants,
    change: instead(
      'src/auth/token-exchange-grant.ts',
      'const session = await findLiveSession(database, subject);',
      'const session = subject.grant ? { id: subject.sid, expiresAt: new Date(Date.now() + 60_000) } : await findLiveSession(database, subject);',
    ),
  },
} satisfies Record<string, Defect>;

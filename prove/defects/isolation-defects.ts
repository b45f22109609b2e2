import { type Defect, instead } from './defect.ts';

const adapter = 'src/db/actor-adapter.ts';
const withActor = ['src/db/with-actor.test.ts'];
const unwalled = ['prove/isolation/without-row-level-security.test.ts'];

/** What could mix up people between a verified token and PostgreSQL. */
export const isolationDefects = {
  'actor: outlives its transaction': {
    threat: 'T1',
    suites: ['src/db/actor-adapter.test.ts'],
    change: instead(
      adapter,
      "set_config('app.user_id', $1, true)",
      "set_config('app.user_id', $1, false)",
    ),
  },
  'actor: the first caller for everybody': {
    threat: 'T1',
    suites: ['prove/random/random.test.ts'],
    change: instead(
      'src/auth/actor-from-token.ts',
      `    kind: 'client',
    userId: claims.sub,`,
      `    kind: 'client',
    userId: (Object(actorFromMcpToken).first ??= claims.sub),`,
    ),
  },
  'actor: not needed': {
    threat: 'T1',
    suites: withActor,
    change: instead(
      adapter,
      "if (!actor) throw new Error('A transaction needs an actor: call withActor.');",
      'if (!actor) return this.#inner.startTransaction(...isolation);',
    ),
  },
  'actor: never set': {
    threat: 'T1',
    suites: withActor,
    change: instead(adapter, 'args: [userId, ', "args: ['', "),
  },
  'actor: nobody looks whether it was set': {
    threat: 'T1',
    suites: withActor,
    change: instead(
      adapter,
      'Promise.all([statement, this.#actorSet])',
      'Promise.all([statement])',
    ),
  },
  'reports: everybody is an operator': {
    threat: 'T30',
    suites: ['src/gateway/reports.test.ts'],
    change: instead('src/auth/user-token.ts', 'return isOperator ?', 'return true ?'),
  },
  'reports: operators by the word of the identity provider': {
    threat: 'T30',
    suites: ['src/gateway/reports.test.ts'],
    change: { sql: 'GRANT INSERT ON auth.operators TO throughline_web' },
  },
  'reports: clients may ask for the scope': {
    threat: 'T30',
    suites: ['src/auth/prepare.test.ts'],
    change: instead(
      'src/auth/known-clients.ts',
      'export const clientScopes = [...Scope.options,',
      "export const clientScopes = [...Scope.options, 'operator',",
    ),
  },
  'task: read by its id alone': {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/task.ts',
      `  const row = await transaction.task.findUnique({
    where: { userId_id: { userId: actor.userId, id } },`,
      `  const row = await transaction.task.findFirst({
    where: { id },`,
    ),
  },
  "tasks: everybody's in one list": {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/task-list.ts',
      '[Prisma.sql`user_id = ${actor.userId}`]',
      '[Prisma.sql`true`]',
    ),
  },
  'activity: read by its id alone': {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/activity.ts',
      'WHERE user_id = ${actor.userId} AND id = ${id}::uuid`;',
      'WHERE id = ${id}::uuid`;',
    ),
  },
  "activity: everybody's in one list": {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/activity.ts',
      '[Prisma.sql`user_id = ${actor.userId}`]',
      '[Prisma.sql`true`]',
    ),
  },
  'conversation: read by its id alone': {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/conversation.ts',
      `  const row = await transaction.conversation.findUnique({
    where: { userId_id: { userId: actor.userId, id } },`,
      `  const row = await transaction.conversation.findFirst({
    where: { id },`,
    ),
  },
  'conversation: locked by its id alone': {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/conversation.ts',
      'WHERE user_id = ${actor.userId} AND id = ${id}::uuid FOR UPDATE',
      'WHERE id = ${id}::uuid FOR UPDATE',
    ),
  },
  "conversations: everybody's in one list": {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/conversation.ts',
      `    where: {
      userId: actor.userId,
      ...(after`,
      `    where: {
      ...(after`,
    ),
  },
  'run: read by its id alone': {
    threat: 'T31',
    suites: unwalled,
    change: instead(
      'src/db/repositories/run.ts',
      `  return transaction.run.findUnique({
    where: { userId_id: { userId: actor.userId, id } },`,
      `  return transaction.run.findFirst({
    where: { id },`,
    ),
  },
  'changes: told to everybody': {
    threat: 'T1',
    suites: ['prove/isolation/procedures.test.ts'],
    change: instead(
      'src/agent/event-bus.ts',
      'return JSON.stringify([topic.kind, topic.userId, topic.resource]);',
      'return JSON.stringify([topic.kind, topic.resource]);',
    ),
  },
  'tools: a description that changed': {
    threat: 'T22',
    suites: ['src/agent/tool-pins.test.ts'],
    change: instead(
      'src/agent/tool-pins.ts',
      'if (listed.get(contract.name) === pin) return;',
      'if (listed.size > 0) return;',
    ),
  },
  'tools: an input names a person': {
    threat: 'T1',
    suites: ['src/contracts/contracts.test.ts'],
    change: instead(
      'src/contracts/tools/get-task.ts',
      'z.strictObject({ id: TaskId })',
      'z.strictObject({ id: TaskId, userId: TaskId.optional() })',
    ),
  },
  'tools: an input with more than it should have': {
    threat: 'T1',
    suites: ['prove/isolation/agent.test.ts'],
    change: instead(
      'src/contracts/tools/get-task.ts',
      'z.strictObject({ id: TaskId })',
      'z.looseObject({ id: TaskId })',
    ),
  },
  'tools: a foreign task is told from a missing one': {
    threat: 'T31',
    suites: ['prove/isolation/tools.test.ts'],
    change: instead(
      'mcp-server/to-tool-result.ts',
      "    content: [{ type: 'text', text: error.message }],",
      "    content: [{ type: 'text', text: `${error.message} ${Math.random()}` }],",
    ),
  },
} satisfies Record<string, Defect>;

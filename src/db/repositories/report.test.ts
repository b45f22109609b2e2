import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorFromMcpToken } from '#src/auth/actor-from-token.ts';
import { identifiers } from '#test/identifiers.ts';
import { createClient } from '#test/database.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolBench, type ToolBench } from '#test/tool-call.ts';
import { addTask } from '#mcp-server/tools/add-task.ts';
import { completeTask } from '#mcp-server/tools/complete-task.ts';
import { getTask } from '#mcp-server/tools/get-task.ts';
import { withActor } from '../with-actor.ts';
import { dailyActivity } from './report.ts';

let bench: ToolBench;
let tools: pg.Client;
beforeAll(async () => {
  bench = await startToolBench();
  tools = await createClient(bench.database.tools);
});
afterAll(async () => {
  await tools.end();
  await bench.stop();
});

/** The actor of a token with this scope claim. */
function actorWith(scope: string) {
  const now = Math.floor(Date.now() / 1000);
  const { issuer: iss, mcpResource: aud, gatewayClientId } = identifiers;
  const [sub, jti] = [randomUUID(), randomUUID()];
  const claims = { iss, aud, sub, sid: 'session', scope, jti, iat: now, exp: now + 60 };
  return actorFromMcpToken({ ...claims, client_id: gatewayClientId });
}

const report = (scope: string, days: number) => {
  const actor = actorWith(scope);
  return withActor(bench.db, actor, (transaction) => dailyActivity(transaction, actor, days));
};

/** Raw SQL as the role of the MCP server, in a transaction with these settings. */
async function asTools(settings: Record<string, string>, sql: string) {
  await tools.query('BEGIN');
  try {
    for (const setting of Object.entries(settings)) {
      await tools.query('SELECT set_config($1, $2, true)', setting);
    }
    return (await tools.query(sql)).rows;
  } finally {
    await tools.query('ROLLBACK');
  }
}

const refused = { code: '42501' };

test('an operator counts people, calls and tasks of the last days, and sees nothing else', async () => {
  const [ada, bob] = [bench.newActor(), bench.newActor()];
  const { id } = await bench.call(addTask, ada, { title: 'Secret' });
  await bench.call(addTask, bob, { title: 'Secret' });
  await bench.call(completeTask, ada, { id });
  await bench.failure(getTask, bob, { id });
  const days = await report('tasks:read operator', 3);
  expect(days).toHaveLength(3);
  // A test that runs over midnight finds them in the last two days.
  const counts = (name: keyof (typeof days)[number]) =>
    days.slice(1).reduce((sum, day) => sum + Number(day[name]), 0);
  expect(counts('people')).toBeGreaterThanOrEqual(2);
  expect(counts('calls')).toBe(4);
  expect(counts('failedCalls')).toBe(1);
  expect(counts('tasksAdded')).toBe(2);
  expect(counts('tasksCompleted')).toBe(1);
  expect(days[0]).toMatchObject({ people: 0, calls: 0, tasksAdded: 0 });
  expect(JSON.stringify(days)).not.toContain('Secret');
});

test.each(['', 'tasks:read tasks:write', 'Operator', 'operators', 'operator:read'])(
  'a token with the scope %j counts nothing',
  async (scope) => {
    const { code, details } = await failureOf(report(scope, 1));
    expect({ code, details }).toEqual({ code: 'FORBIDDEN', details: { scopes: ['operator'] } });
  },
);

test('PostgreSQL asks for the scope itself, and takes it from the transaction alone', async () => {
  const sql = 'SELECT calls FROM app.report_daily_activity(1)';
  const user = { 'app.user_id': randomUUID() };
  for (const scopes of ['', 'tasks:read', 'operators', 'no-operator']) {
    await expect(asTools({ ...user, 'app.scopes': scopes }, sql)).rejects.toMatchObject(refused);
  }
  await expect(
    asTools({ ...user, 'app.scopes': 'tasks:read operator' }, sql),
  ).resolves.toHaveLength(1);
  await expect(asTools(user, sql)).rejects.toMatchObject(refused);
});

test("the scope opens the report and no row of anybody's", async () => {
  const ada = bench.newActor();
  await bench.call(addTask, ada, { title: 'Secret' });
  const operator = { 'app.user_id': randomUUID(), 'app.scopes': 'operator' };
  for (const table of ['app.tasks', 'app.audit_entries']) {
    await expect(asTools(operator, `SELECT 1 FROM ${table}`)).resolves.toEqual([]);
  }
});

test('the reports read counted columns alone, and with the scope alone', async () => {
  await using owner = await createClient(bench.database.owner);
  await owner.query('SET ROLE throughline_reports');
  const { rows } = await owner.query('SELECT count(*)::int AS rows FROM app.audit_entries');
  expect(rows).toEqual([{ rows: 0 }]);
  for (const sql of ['SELECT title FROM app.tasks', 'SELECT arguments FROM app.audit_entries']) {
    await expect(owner.query(sql)).rejects.toMatchObject(refused);
  }
});

test.each(['gateway', 'web'] as const)('the role of %s has no report', async (tier) => {
  await using client = await createClient(bench.database[tier]);
  const sql = `SELECT set_config('app.scopes', 'operator', false);
    SELECT app.report_daily_activity(1)`;
  await expect(client.query(sql)).rejects.toMatchObject(refused);
});

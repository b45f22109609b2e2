import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { formatScopes } from '#src/contracts/scope.ts';
import { Task } from '#src/contracts/task.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { completeTask } from '#src/contracts/tools/complete-task.ts';
import { deleteTask } from '#src/contracts/tools/delete-task.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { updateTask } from '#src/contracts/tools/update-task.ts';
import { countLockWaiters, createClient } from '#test/database.ts';
import { failureOf } from '#test/failure-of.ts';
import { identifiers } from '#test/identifiers.ts';
import { exampleInput } from '#test/tool-examples.ts';
import { rpc, startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
let owner: pg.Client;
beforeAll(async () => {
  server = await startToolServer();
  owner = await createClient(server.database.owner);
  // A machine that is busy must not make a call that waits for the test one that waited too long.
  const { name } = server.database;
  await owner.query(`ALTER ROLE throughline_tools IN DATABASE ${name} SET lock_timeout = '60s'`);
});
afterAll(async () => {
  await owner.end();
  await server.stop();
});

interface Row {
  tool: string;
  outcome: string;
  before: unknown;
  after: unknown;
  [column: string]: unknown;
}

/** The audit rows of this person, oldest first. */
async function auditOf({ userId }: { userId: string }): Promise<Row[]> {
  const sql = 'SELECT * FROM app.audit_entries WHERE user_id = $1 ORDER BY id';
  return (await owner.query<Row>(sql, [userId])).rows;
}

/** Somebody with a task of a run; what brought it about is not looked at again. */
async function personWithTask() {
  const person = server.newPerson();
  const runId = randomUUID();
  const meta = { 'throughline/runId': runId };
  const { structuredContent } = await person.callRaw('add_task', { title: 'Before' }, meta);
  const task = Task.parse(structuredContent);
  const [added] = await auditOf(person);
  return { person, task, example: { ...task, changeId: String(added?.['id']), runId } };
}

const contracts: [string, ToolContract][] = Object.entries(toolRegistry);

describe.each(contracts)('%s leaves exactly one row', (name, contract) => {
  test('when it succeeds, with the row before and after if it changes one', async () => {
    const { person, task, example } = await personWithTask();
    if (name === 'reopen_task') await person.call(completeTask, { id: task.id });
    const earlier = await auditOf(person);
    const input = exampleInput(name, example);
    const isUndo = name.startsWith('undo_');
    const { structuredContent } = await person.callRaw(name, input);
    const rows = await auditOf(person);
    expect(rows).toHaveLength(earlier.length + 1);
    expect(rows.at(-1)).toEqual({
      user_id: person.userId,
      id: expect.any(String),
      at: expect.any(Date),
      tool: name,
      client_id: identifiers.gatewayClientId,
      act: identifiers.gatewayClientId,
      session_id: 'session',
      run_id: null,
      call_id: null,
      arguments: input,
      outcome: 'ok',
      before: name === 'add_task' || contract.annotations.readOnly ? null : expect.anything(),
      after:
        name === 'delete_task' || isUndo || contract.annotations.readOnly
          ? null
          : structuredContent,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      duration_ms: expect.any(Number),
      undoes: isUndo ? example.changeId : null,
      row_id: contract.annotations.readOnly ? null : expect.any(String),
      made_by: 'person',
      search: expect.any(String),
    });
  });

  test('when it fails in a way that nobody foresaw', async () => {
    const { person, example } = await personWithTask();
    const tables = 'app.tasks, app.audit_entries';
    await owner.query(`REVOKE SELECT ON ${tables} FROM throughline_tools;
      REVOKE USAGE ON SCHEMA app FROM throughline_reports`);
    try {
      const answer = await person.callRaw(name, exampleInput(name, example));
      expect(answer).toMatchObject({ isError: true });
    } finally {
      await owner.query(`GRANT SELECT ON ${tables} TO throughline_tools;
        GRANT USAGE ON SCHEMA app TO throughline_reports`);
    }
    expect((await auditOf(person)).slice(1)).toMatchObject([
      { tool: name, outcome: 'INTERNAL', before: null, after: null },
    ]);
  });

  test('when its input is refused', async () => {
    const person = server.newPerson();
    await person.callRaw(name, { userId: 'someone else' });
    expect(await auditOf(person)).toMatchObject([
      { tool: name, outcome: 'BAD_REQUEST', arguments: { userId: 'someone else' } },
    ]);
  });

  test('when the token lacks its scope', async () => {
    const userId = randomUUID();
    for (const scope of ['', 'tasks:other']) {
      const response = await server.post({
        token: server.token({ sub: userId, scope }),
        body: rpc('tools/call', { name, arguments: exampleInput(name) }),
      });
      expect(response.status).toBe(403);
    }
    expect(await auditOf({ userId })).toMatchObject([
      { tool: name, outcome: 'FORBIDDEN', arguments: exampleInput(name) },
      { tool: name, outcome: 'FORBIDDEN' },
    ]);
  });

  test('when the caller goes away', async () => {
    const { person, example } = await personWithTask();
    await owner.query('BEGIN');
    await owner.query('LOCK TABLE app.tasks, app.audit_entries');
    const gone = new AbortController();
    const call = server.post({
      token: server.token({ sub: person.userId }),
      body: rpc('tools/call', { name, arguments: exampleInput(name, example) }),
      signal: gone.signal,
    });
    await expect.poll(() => countLockWaiters(server.database)).toBe(1);
    gone.abort();
    await expect(call.then((response) => response.text())).rejects.toThrow();
    // The server has seen the connection close once it has answered a later request.
    await (await server.post()).text();
    await owner.query('COMMIT');
    await expect.poll(() => auditOf(person)).toHaveLength(2);
    expect((await auditOf(person)).slice(1)).toMatchObject([
      { tool: name, outcome: 'CANCELLED', before: null, after: null },
    ]);
  });
});

test.each(['get_task', 'complete_task', 'delete_task'])(
  '%s of a foreign task is written down as the caller was told, for the caller alone',
  async (name) => {
    const { person, task } = await personWithTask();
    const stranger = server.newPerson();
    await stranger.callRaw(name, { id: task.id });
    expect(await auditOf(stranger)).toMatchObject([{ tool: name, outcome: 'NOT_FOUND' }]);
    expect(await auditOf(person)).toHaveLength(1);
  },
);

test('the rows of a task tell its whole story', async () => {
  const { person, task } = await personWithTask();
  const renamed = await person.call(updateTask, { id: task.id, version: 1, title: 'After' });
  const stale = person.call(updateTask, { id: task.id, version: 1, title: 'Too late' });
  expect((await failureOf(stale)).code).toBe('CONFLICT');
  const same = await person.call(updateTask, { id: task.id, version: 2, title: 'After' });
  expect(same).toEqual(renamed);
  await person.call(deleteTask, { id: task.id });
  expect(await auditOf(person)).toMatchObject([
    { tool: 'add_task', outcome: 'ok', before: null, after: task },
    { tool: 'update_task', outcome: 'ok', before: task, after: renamed },
    { tool: 'update_task', outcome: 'CONFLICT', before: null, after: null },
    { tool: 'update_task', outcome: 'ok', before: null, after: null },
    { tool: 'delete_task', outcome: 'ok', before: renamed, after: null },
  ]);
});

test('an external client acts in its own name, and nobody for it', async () => {
  const userId = randomUUID();
  const claims = { sub: userId, sid: 'their-session', client_id: 'some-editor', act: undefined };
  const body = rpc('tools/call', { name: 'list_tasks', arguments: {} });
  await (await server.post({ token: server.token(claims), body })).text();
  expect(await auditOf({ userId })).toMatchObject([
    { client_id: 'some-editor', act: null, session_id: 'their-session', outcome: 'ok' },
  ]);
});

describe('what never reaches a tool leaves exactly one row as well', () => {
  const long = 'n'.repeat(10_000);
  test.each([
    ['a tool that does not exist', { name: 'drop_tables', arguments: {} }, 'drop_tables'],
    ['arguments that are no object', { name: 'list_tasks', arguments: 'all' }, 'list_tasks'],
    ['a name that is no text', { name: 7 }, ''],
    ['no name', {}, ''],
    ['a name without end', { name: long }, long.slice(0, 128)],
    ['a name that PostgreSQL cannot store', { name: 'a\0b\ud800' }, 'ab\ufffd'],
    ['no parameters', undefined, ''],
  ])('%s', async (_what, params, tool) => {
    const userId = randomUUID();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    await (await server.post({ token: server.token({ sub: userId }), body })).text();
    await expect.poll(() => auditOf({ userId })).toMatchObject([{ tool, outcome: 'BAD_REQUEST' }]);
  });

  test('a call outside of the contracts', async () => {
    const person = server.newPerson();
    await person.callRaw('health_check', {});
    expect(await auditOf(person)).toMatchObject([{ tool: 'health_check', outcome: 'ok' }]);
  });

  test('but what is no call leaves none, nor does who has no good token', async () => {
    const countRows = async () =>
      (await owner.query('SELECT count(*)::int AS rows FROM app.audit_entries')).rows;
    const before = await countRows();
    const call = rpc('tools/call', { name: 'list_tasks', arguments: {} });
    await (await server.post({ body: rpc('tools/list') })).text();
    for (const token of ['', 'forged', server.token({ exp: 1 }), server.token({ aud: 'other' })]) {
      expect((await server.post({ token, body: call })).status).toBe(401);
    }
    expect(await countRows()).toEqual(before);
  });
});

test('a call whose row cannot be written changes nothing', async () => {
  const { person, task, example } = await personWithTask();
  await owner.query('ALTER TABLE app.audit_entries ADD CONSTRAINT full_up CHECK (false) NOT VALID');
  try {
    for (const [name, { annotations }] of contracts) {
      const answer = await person.callRaw(name, exampleInput(name, example));
      expect(answer._meta?.['throughline/error'], name).toMatchObject({ code: 'INTERNAL' });
      expect(annotations.readOnly || answer.isError).toBe(true);
    }
  } finally {
    await owner.query('ALTER TABLE app.audit_entries DROP CONSTRAINT full_up');
  }
  await expect(person.call(listTasks, {})).resolves.toMatchObject({ items: [task], total: 1 });
});

test('what a caller says of its run is kept, and nothing else that it says of itself', async () => {
  const userId = randomUUID();
  const call = (_meta: object) =>
    server.post({
      token: server.token({ sub: userId, scope: formatScopes(['tasks:read']) }),
      body: rpc('tools/call', { name: 'list_tasks', arguments: {}, _meta }),
    });
  for (const meta of [
    { 'throughline/runId': 'run-1', 'throughline/callId': 'call_1_1', userId: 'x', actor: {} },
    { 'throughline/runId': { $ne: null }, 'throughline/callId': 'x'.repeat(1_000) },
  ]) {
    await (await call(meta)).text();
  }
  expect(await auditOf({ userId })).toMatchObject([
    { user_id: userId, run_id: 'run-1', call_id: 'call_1_1', act: identifiers.gatewayClientId },
    { user_id: userId, run_id: null, call_id: 'x'.repeat(128) },
  ]);
});

describe('rows are written once and read by their person alone', () => {
  const refused = { code: '42501' };
  const required = 'user_id, id, at, tool, session_id, arguments, outcome, trace_id, duration_ms';

  test('the tools may read and add the own rows', async () => {
    const [{ person }, stranger] = [await personWithTask(), server.newPerson()];
    await using tools = await createClient(server.database.tools);
    const seenBy = async (userId: string) => {
      await tools.query('BEGIN');
      await tools.query("SELECT set_config('app.user_id', $1, true)", [userId]);
      const { rowCount } = await tools.query('SELECT 1 FROM app.audit_entries');
      await tools.query('COMMIT');
      return rowCount;
    };
    expect(await seenBy(person.userId)).toBe(1);
    expect(await seenBy(stranger.userId)).toBe(0);
  });

  test.each([
    'UPDATE app.audit_entries SET outcome = outcome',
    'DELETE FROM app.audit_entries',
    'TRUNCATE app.audit_entries',
    'SELECT 1 FROM app.audit_entries FOR UPDATE',
    `INSERT INTO app.audit_entries (${required}) SELECT ${required} FROM app.audit_entries ON CONFLICT (user_id, id) DO UPDATE SET outcome = excluded.outcome`,
  ])('the tools are refused: %s', async (sql) => {
    await using tools = await createClient(server.database.tools);
    await expect(tools.query(sql)).rejects.toMatchObject(refused);
  });

  test.each(['gateway', 'web'] as const)('the role of %s sees none', async (tier) => {
    await using client = await createClient(server.database[tier]);
    for (const sql of ['SELECT 1 FROM app.audit_entries', 'DELETE FROM app.audit_entries']) {
      await expect(client.query(sql)).rejects.toMatchObject(refused);
    }
  });
});

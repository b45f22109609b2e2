import { randomUUID } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/client';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { arrangedTask } from '#test/arranged-task.ts';
import { countLockWaiters, createClient } from '#test/database.ts';
import { exampleInput } from '#test/tool-examples.ts';
import { startToolServer, type ToolCaller, type ToolServer } from '#test/tool-server.ts';

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

const contracts: ToolContract[] = Object.values(toolRegistry);
const mutating = contracts.filter(({ annotations }) => !annotations.readOnly);

const under = (idempotencyKey: unknown) => ({ 'throughline/idempotencyKey': idempotencyKey });
const refused = {
  isError: true,
  _meta: {
    'throughline/error': {
      code: 'BAD_REQUEST',
      message: 'This idempotency key stands for another call: use a new one for each call.',
    },
  },
};

/** Somebody with a task, and an input that has an effect on it. */
async function arranged(tool: string, person = server.newPerson()) {
  return { person, input: exampleInput(tool, await arrangedTask(tool, person)) };
}

/** The first in what a call answered with. */
const idOf = ({ structuredContent }: CallToolResult) =>
  /"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(structuredContent))?.[1];

/** What the person's calls of a tool did, oldest first; only one that did something has a change. */
async function auditOf({ userId }: ToolCaller, tool: string) {
  const { rows } = await owner.query<{ outcome: string; changed: boolean }>(
    `SELECT outcome, before IS NOT NULL OR after IS NOT NULL AS changed FROM app.audit_entries
     WHERE user_id = $1 AND tool = $2 ORDER BY id`,
    [userId, tool],
  );
  return rows;
}

/** The audit of adding the task that the others are about. */
const arranging = (tool: string) => (tool === 'add_task' ? [{ outcome: 'ok', changed: true }] : []);

describe.each(mutating)('$name', ({ name }) => {
  test('a retry gets the answer of the first call and does nothing', async () => {
    const { person, input } = await arranged(name);
    const first = await person.callRaw(name, input, under('key'));
    expect(first.isError).not.toBe(true);
    const tasks = await person.call(listTasks, {});
    const shuffled = Object.fromEntries(Object.entries(input).toReversed());
    const again = await person.callRaw(name, shuffled, under('key'));
    expect(again.structuredContent).toEqual(first.structuredContent);
    expect(await person.call(listTasks, {})).toEqual(tasks);
    expect(await auditOf(person, name)).toEqual([
      ...arranging(name),
      { outcome: 'ok', changed: true },
      { outcome: 'replayed', changed: false },
    ]);
  });

  test('25 retries at once have one effect and get one answer', async () => {
    const { person, input } = await arranged(name);
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => person.callRaw(name, input, under('key'))),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.structuredContent))).size).toBe(1);
    expect(answers[0]?.isError).not.toBe(true);
    const rows = (await auditOf(person, name)).slice(arranging(name).length);
    expect(rows.filter(({ changed }) => changed)).toEqual([{ outcome: 'ok', changed: true }]);
    expect(rows.filter(({ outcome }) => outcome === 'replayed')).toHaveLength(24);
  });

  test('a key with other arguments, or for another tool, is refused and does nothing', async () => {
    const { person, input } = await arranged(name);
    await person.callRaw(name, input, under('key'));
    const { input: other } = await arranged(name, person);
    const otherInput = name === 'add_task' ? { ...other, title: 'Other' } : other;
    const tasks = await person.call(listTasks, {});
    expect(await person.callRaw(name, otherInput, under('key'))).toMatchObject(refused);
    const otherTool = name === 'add_task' ? 'delete_task' : 'add_task';
    const id = Object(tasks.items[0]);
    expect(
      await person.callRaw(otherTool, exampleInput(otherTool, id), under('key')),
    ).toMatchObject(refused);
    await expect(person.call(listTasks, {})).resolves.toEqual(tasks);
  });

  test("another person's same key is a key of its own", async () => {
    const key = randomUUID();
    const [first, second] = [await arranged(name), await arranged(name)];
    const a = await first.person.callRaw(name, first.input, under(key));
    const b = await second.person.callRaw(name, second.input, under(key));
    expect([a.isError, b.isError]).not.toContain(true);
    expect(idOf(a)).not.toBe(idOf(b));
    expect(await auditOf(second.person, name)).toContainEqual({ outcome: 'ok', changed: true });
    // Nor does a foreign key give an answer away.
    const stolen = await second.person.callRaw(name, first.input, under(randomUUID()));
    expect(JSON.stringify(stolen)).not.toContain(idOf(a));
  });

  test('a call that failed may be made again under its key', async () => {
    const { person, input } = await arranged(name);
    await owner.query('REVOKE SELECT ON app.tasks FROM throughline_tools');
    try {
      expect(await person.callRaw(name, input, under('key'))).toMatchObject({ isError: true });
    } finally {
      await owner.query('GRANT SELECT ON app.tasks TO throughline_tools');
    }
    expect((await person.callRaw(name, input, under('key'))).isError).not.toBe(true);
    expect((await auditOf(person, name)).slice(-2)).toEqual([
      { outcome: 'INTERNAL', changed: false },
      { outcome: 'ok', changed: true },
    ]);
  });
});

test('a retry that comes while the first call is failing carries the call out', async () => {
  const { person, input } = await arranged('delete_task');
  await owner.query('BEGIN');
  await owner.query('SELECT 1 FROM app.tasks WHERE user_id = $1 FOR UPDATE', [person.userId]);
  const waiting = () => countLockWaiters(server.database);
  const calls = [person.callRaw('delete_task', input, under('key'))];
  await expect.poll(waiting).toBe(1);
  calls.push(person.callRaw('delete_task', input, under('key')));
  await expect.poll(waiting).toBe(2);
  // The first finds another version than it was told, and so does the one that waited for it.
  await owner.query('UPDATE app.tasks SET version = 7 WHERE user_id = $1', [person.userId]);
  await owner.query('COMMIT');
  for (const answer of await Promise.all(calls)) {
    expect(answer._meta?.['throughline/error']).toMatchObject({ code: 'CONFLICT' });
  }
});

test('a key is of one tool, even when another takes the same arguments', async () => {
  const { person, input } = await arranged('complete_task');
  await person.callRaw('complete_task', input, under('key'));
  const task = await person.callRaw('get_task', { id: input['id'] });
  const { structuredContent } = task;
  expect(await person.callRaw('delete_task', input, under('key'))).toMatchObject(refused);
  expect(await person.callRaw('get_task', { id: input['id'] })).toMatchObject({
    structuredContent,
  });
});

test('two clients of a person do not share keys', async () => {
  const person = server.newPerson();
  const other = server.newPerson({ sub: person.userId, client_id: 'claude', act: undefined });
  const first = await person.callRaw('add_task', { title: 'x' }, under('key'));
  const second = await other.callRaw('add_task', { title: 'x' }, under('key'));
  expect(idOf(first)).not.toBe(idOf(second));
});

test('without a key each call is one of its own, and reading keeps nothing', async () => {
  const person = server.newPerson();
  await person.callRaw('add_task', { title: 'x' });
  await person.callRaw('add_task', { title: 'x' });
  await expect(person.call(listTasks, {})).resolves.toMatchObject({ total: 2 });
  await person.callRaw('list_tasks', { limit: 1 }, under('key'));
  await expect(person.callRaw('list_tasks', { limit: 2 }, under('key'))).resolves.toMatchObject({
    structuredContent: { total: 2 },
  });
});

test.each([7, '', 'a b', 'é', 'x'.repeat(201), { key: 'x' }, null])(
  'what cannot be a key is refused: %j',
  async (key) => {
    const person = server.newPerson();
    expect(await person.callRaw('add_task', { title: 'x' }, under(key))).toMatchObject({
      _meta: { 'throughline/error': { code: 'BAD_REQUEST' } },
    });
    await expect(person.call(listTasks, {})).resolves.toMatchObject({ total: 0 });
  },
);

test('an answer is kept for a day', async () => {
  const person = server.newPerson();
  await person.callRaw('add_task', { title: 'x' }, under('key'));
  const { rows } = await owner.query<{ hours: number }>(
    `SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours
     FROM app.idempotency_keys WHERE user_id = $1`,
    [person.userId],
  );
  expect(rows).toEqual([{ hours: 24 }]);
});

import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createEventBus, type EventBus } from './event-bus.ts';

let database: TestDatabase;
let bus: EventBus;
beforeAll(async () => {
  database = await createTestDatabase();
  bus = createEventBus(database.gateway, createLogger('test', 'silent'));
});
afterAll(async () => {
  await bus?.close();
  await database?.drop();
});

const run = { kind: 'run', userId: 'u1', runId: 'r1' } as const;
const signal = new AbortController().signal;

async function notify(channel: string, payload: string) {
  await using client = await createClient(database.gateway);
  await client.query('SELECT pg_notify($1, $2)', [channel, payload]);
}

async function listening() {
  await using client = await createClient(database.owner);
  const { rows } = await client.query(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
  );
  return rows.length;
}

test('wakes whom a notice names, and nobody else', async () => {
  await expect.poll(listening).toBe(1);
  using mine = bus.subscribe(run);
  using stop = bus.subscribe({ ...run, kind: 'stop' });
  using otherRun = bus.subscribe({ ...run, runId: 'r2' });
  using otherUser = bus.subscribe({ ...run, userId: 'u2' });
  const woken = mine.next({ signal });
  await notify('throughline_runs', '{"userId":"u1","runId":"r1"}');
  expect(await woken).toBe(true);
  await notify('throughline_runs', '{"userId":"u1","runId":"r1","stop":true}');
  expect(await stop.next({ signal })).toBe(true);
  for (const other of [mine, otherRun, otherUser]) {
    expect(await other.next({ signal, timeoutMs: 50 })).toBe(false);
  }
});

test('keeps a wake-up that comes while nobody waits, and many as one', async () => {
  using mine = bus.subscribe(run);
  using last = bus.subscribe({ kind: 'change', userId: 'u1', resource: 'task' });
  await notify('throughline_runs', '{"userId":"u1","runId":"r1"}');
  await notify('throughline_runs', '{"userId":"u1","runId":"r1"}');
  await notify('throughline_changes', '{"userId":"u1","resource":"task"}');
  await last.next({ signal });
  expect(await mine.next({ signal })).toBe(true);
  expect(await mine.next({ signal, timeoutMs: 50 })).toBe(false);
});

test('survives notices that nobody understands', async () => {
  using mine = bus.subscribe(run);
  for (const payload of ['', '{', '[]', '{"userId":1}']) await notify('throughline_runs', payload);
  await notify('throughline_changes', '{"userId":"u1","resource":"planets"}');
  await notify('throughline_runs', '{"userId":"u1","runId":"r1"}');
  expect(await mine.next({ signal })).toBe(true);
});

test('connects again when its connection breaks, and wakes everyone then', async () => {
  using mine = bus.subscribe(run);
  const woken = mine.next({ signal });
  await using owner = await createClient(database.owner);
  await owner.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
  );
  expect(await woken).toBe(true);
  await notify('throughline_runs', '{"userId":"u1","runId":"r1"}');
  expect(await mine.next({ signal })).toBe(true);
});

test('tells of each session that ends, and after a gap that any may have', async () => {
  const ended: (string | undefined)[] = [];
  bus.onSessionEnded((sessionId) => ended.push(sessionId));
  await using owner = await createClient(database.owner);
  await owner.query(
    `INSERT INTO auth.users (id, name, email) VALUES ('u1', 'Ada', 'ada@example.test');
     INSERT INTO auth.sessions (id, token, user_id, expires_at, updated_at)
     VALUES ('s1', 't1', 'u1', now(), now()), ('s2', 't2', 'u1', now(), now())`,
  );
  await owner.query("DELETE FROM auth.sessions WHERE id = 's1'");
  await owner.query("DELETE FROM auth.users WHERE id = 'u1'");
  await expect.poll(() => ended).toEqual(['s1', 's2']);
  await owner.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
  );
  await expect.poll(() => ended).toEqual(['s1', 's2', undefined]);
});

test('an abort ends the wait', async () => {
  using mine = bus.subscribe(run);
  const abort = new AbortController();
  const waiting = mine.next({ signal: abort.signal });
  await turn();
  abort.abort();
  expect(await waiting).toBe(false);
});

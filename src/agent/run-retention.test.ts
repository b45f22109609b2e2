import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTenantDatabase, type TenantDatabase } from '#src/db/client.ts';
import { createLogger } from '#src/platform/logger.ts';
import { newId } from '#src/platform/new-id.ts';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { runRetention } from './run-retention.ts';

let database: TestDatabase;
let db: TenantDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createTenantDatabase(database.gateway);
});
afterAll(async () => {
  await db?.prisma.$disconnect();
  await database?.drop();
});

/** Rows of two people, of so many days ago. */
async function addRows(...days: number[]): Promise<void> {
  await using owner = await createClient(database.owner);
  for (const userId of ['u1', 'u2']) {
    for (const ago of days) {
      const [conversation, message, run] = [newId(), newId(), newId()];
      const at = new Date(Date.now() - ago * 24 * 3_600_000);
      await owner.query(
        `INSERT INTO agent.conversations (user_id, id, title) VALUES ($1, $2, 'x')`,
        [userId, conversation],
      );
      await owner.query(
        `INSERT INTO agent.messages (user_id, id, conversation_id, role, parts)
         VALUES ($1, $2, $3, 'assistant', '[]')`,
        [userId, message, conversation],
      );
      await owner.query(
        `INSERT INTO agent.runs (user_id, id, conversation_id, message_id, variant, time_zone)
         VALUES ($1, $2, $3, $4, 'default', 'UTC')`,
        [userId, run, conversation, message],
      );
      await owner.query(
        `INSERT INTO agent.run_events (user_id, run_id, seq, event, created_at)
         VALUES ($1, $2, 1, '{}', $3)`,
        [userId, run, at],
      );
      await owner.query(
        `INSERT INTO app.audit_entries
           (user_id, id, at, tool, session_id, arguments, outcome, trace_id, duration_ms)
         VALUES ($1, $2, $3, 'x', 's', '{}', 'ok', 't', 1)`,
        [userId, newId(), at],
      );
    }
  }
}

/** The days of the rows that are there. */
async function daysOf(table: string, column: string): Promise<number[]> {
  await using owner = await createClient(database.owner);
  const { rows } = await owner.query<{ days: number }>(
    `SELECT round(extract(epoch FROM now() - ${column}) / 86400)::int AS days
     FROM ${table} ORDER BY 1`,
  );
  return rows.map(({ days }) => days);
}

test('what is past its time is deleted, of everybody, and nothing else', async () => {
  await addRows(0, 29, 40, 364, 366);
  const closing = new AbortController();
  const retention = { runEventsDays: 30, auditDays: 365 };
  const running = runRetention(
    { db, logger: createLogger('test', 'silent') },
    retention,
    closing.signal,
  );
  await expect.poll(() => daysOf('agent.run_events', 'created_at')).toEqual([0, 0, 29, 29]);
  closing.abort();
  await running;
  expect(await daysOf('app.audit_entries', 'at')).toEqual([0, 0, 29, 29, 40, 40, 364, 364]);
  expect(await daysOf('agent.messages', 'created_at')).toHaveLength(10);
});

test('whoever holds the role of the gateway deletes nothing young with it, and nothing without it', async () => {
  await using gateway = await createClient(database.gateway);
  await gateway.query(`SELECT app.delete_expired(-1, -1, 1000)`);
  expect(await daysOf('agent.run_events', 'created_at')).toEqual([0, 0]);
  expect(await daysOf('app.audit_entries', 'at')).toEqual([0, 0, 29, 29]);
  await expect(gateway.query(`DELETE FROM app.audit_entries`)).rejects.toMatchObject({
    code: '42501',
  });
});

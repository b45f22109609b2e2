import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '#src/contracts/app-error.ts';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { createTenantDatabase, type TenantDatabase } from './client.ts';
import { unavailableWhenUnreachable } from './database-unreachable.ts';
import { withActor } from './with-actor.ts';

let testDatabase: TestDatabase;
let db: TenantDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = createTenantDatabase(testDatabase.tools);
});
afterAll(async () => {
  await db.prisma.$disconnect();
  await testDatabase.drop();
});

test('a connection found dead by the next statement is UNAVAILABLE', async () => {
  await using owner = await createClient(testDatabase.owner);
  const cut = withActor(db, newActor(), async (transaction) => {
    const [session] = await transaction.$queryRaw<{ pid: number }[]>`
      SELECT pg_backend_pid() AS pid`;
    // Waits until the session is gone, so that the driver has no code for what it finds.
    await owner.query('SELECT pg_terminate_backend($1, 5000)', [session?.pid]);
    await transaction.task.count();
  });
  await expect(cut).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: { retryAfterSeconds: expect.any(Number) },
  });
});

test('a mistake of ours stays what it is: nobody is told to try again', async () => {
  const mistakes = ['SELECT 1 / 0', 'SELECT * FROM app.no_such_table', "SELECT 'x'::int"];
  for (const sql of mistakes) {
    const failed = withActor(db, newActor(), (transaction) => transaction.$queryRawUnsafe(sql));
    await expect(failed).rejects.not.toBeInstanceOf(AppError);
  }
  for (const other of [new Error('x'), new TypeError('y'), 'text', undefined, null, 7]) {
    expect(unavailableWhenUnreachable(other)).toBe(other);
  }
});

test('what a tool answers on purpose is never turned into something else', () => {
  const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const answer = new AppError('NOT_FOUND', 'There is no task.', { cause });
  expect(unavailableWhenUnreachable(answer)).toBe(answer);
});

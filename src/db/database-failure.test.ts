import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '#src/contracts/app-error.ts';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { createTenantDatabase, type TenantDatabase } from './client.ts';
import { databaseFailure } from './database-failure.ts';
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

test('rows that others hold for too long are UNAVAILABLE: try again', async () => {
  const actor = newActor();
  await using owner = await createClient(testDatabase.owner);
  await owner.query('BEGIN');
  await owner.query('LOCK TABLE app.tasks');
  const blocked = withActor(db, actor, async (transaction) => {
    await transaction.$executeRaw`SET LOCAL lock_timeout = '50ms'`;
    return transaction.task.count();
  });
  await expect(blocked).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'Somebody else is changing the same at the moment.',
  });
});

test('of two calls that wait for each other one is UNAVAILABLE, and the other goes on', async () => {
  const lock = (first: number, second: number, held: PromiseWithResolvers<void>) =>
    withActor(db, newActor(), async (transaction) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${first})`;
      held.resolve();
      await Promise.all([one.promise, two.promise]);
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${second})`;
    });
  const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const outcomes = await Promise.allSettled([lock(1, 2, one), lock(2, 1, two)]);
  const failures = outcomes.filter(({ status }) => status === 'rejected');
  expect(failures).toMatchObject([{ reason: { code: 'UNAVAILABLE' } }]);
});

test('a statement that takes too long is TIMEOUT', async () => {
  const slow = withActor(db, newActor(), async (transaction) => {
    await transaction.$executeRaw`SET LOCAL statement_timeout = '50ms'`;
    await transaction.$queryRaw`SELECT pg_sleep(30)`;
  });
  await expect(slow).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('a call that gets no connection in time is UNAVAILABLE, and the next one gets one', async () => {
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let waiting = 0;
  const holders = Array.from({ length: 10 }, () =>
    withActor(db, newActor(), async (transaction) => {
      await transaction.task.count();
      waiting += 1;
      if (waiting === 10) held.resolve();
      await released.promise;
    }),
  );
  await held.promise;
  const late = withActor(db, newActor(), async (transaction) => await transaction.task.count());
  await expect(late).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  released.resolve();
  await Promise.all(holders);
  const next = withActor(db, newActor(), async (transaction) => await transaction.task.count());
  await expect(next).resolves.toBe(0);
});

test('a mistake of ours stays what it is: nobody is told to try again', async () => {
  const mistakes = ['SELECT 1 / 0', 'SELECT * FROM app.no_such_table', "SELECT 'x'::int"];
  for (const sql of mistakes) {
    const failed = withActor(db, newActor(), (transaction) => transaction.$queryRawUnsafe(sql));
    await expect(failed).rejects.not.toBeInstanceOf(AppError);
  }
  for (const other of [new Error('x'), new TypeError('y'), 'text', undefined, null, 7]) {
    expect(databaseFailure(other)).toBe(other);
  }
});

test('what a tool answers on purpose is never turned into something else', () => {
  const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const answer = new AppError('NOT_FOUND', 'There is no task.', { cause });
  expect(databaseFailure(answer)).toBe(answer);
});

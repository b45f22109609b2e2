import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '#scripts/free-port.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { rowOf } from './change.ts';
import { createTenantDatabase, type TenantDatabase } from './client.ts';
import { addTask, getTask } from './repositories/task.ts';
import { type ActorTransaction, withActor } from './with-actor.ts';

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

async function add(transaction: ActorTransaction, actor: Actor, title = 'Task') {
  const fields = { title, notes: '', priority: 'none', dueOn: null, tags: [] } as const;
  return rowOf(await addTask(transaction, actor, { ...fields, tags: [] }, new Date()));
}

const currentUser = async (transaction: ActorTransaction) =>
  transaction.$queryRaw`SELECT app.uid() AS uid`;

describe('without an actor nothing runs', () => {
  const attempts: Record<string, () => Promise<unknown>> = {
    'a query': async () => await db.prisma.task.findMany(),
    'a raw query': async () => await db.prisma.$queryRaw`SELECT 1`,
    'a raw statement': async () => await db.prisma.$executeRaw`DELETE FROM app.tasks`,
    'a write': async () => await db.prisma.task.deleteMany(),
    'a batch': async () => await db.prisma.$transaction([db.prisma.task.findMany()]),
    'a transaction': async () => await db.prisma.$transaction((inner) => inner.task.findMany()),
  };
  test.each(Object.keys(attempts))('%s', async (name) => {
    await expect(attempts[name]?.()).rejects.toThrow(/needs an actor/);
  });
});

test('the door does not nest: nobody opens it to another person from inside', async () => {
  const [ada, bob] = [newActor(), newActor()];
  const nested = withActor(db, ada, () => withActor(db, bob, currentUser));
  await expect(nested).rejects.toThrow(/nest/);
});

test('inside, a query past the transaction has no actor', async () => {
  const actor = newActor();
  const past = withActor(db, actor, async () => await db.prisma.task.findMany());
  await expect(past).rejects.toThrow(/needs an actor/);
});

test('what throws leaves nothing behind', async () => {
  const actor = newActor();
  const failed = withActor(db, actor, async (transaction) => {
    await add(transaction, actor);
    throw new Error('changed my mind');
  });
  await expect(failed).rejects.toThrow('changed my mind');
  await expect(
    withActor(db, actor, async (transaction) => await transaction.task.count()),
  ).resolves.toBe(0);
});

test('an actor is a value and never SQL', async () => {
  const actor = { ...newActor(), userId: "x'); SET row_security = off; --" };
  await expect(withActor(db, actor, currentUser)).resolves.toEqual([{ uid: actor.userId }]);
});

test('an actor that PostgreSQL does not take runs nothing, and the next one finds a connection', async () => {
  const nobody = { ...newActor(), userId: 'zero\0byte' };
  const ran: unknown[] = [];
  const works = [
    async (transaction: ActorTransaction) => ran.push(await transaction.$queryRaw`SELECT 1`),
    async (transaction: ActorTransaction) => ran.push(await add(transaction, newActor())),
    () => Promise.resolve(ran.length),
  ];
  for (const work of works) {
    await expect(withActor(db, nobody, work)).rejects.toThrow(/invalid byte sequence/);
  }
  expect(ran).toEqual([]);
  const actor = newActor();
  await expect(withActor(db, actor, currentUser)).resolves.toEqual([{ uid: actor.userId }]);
});

test('connections carry no actor to the next person, however many work at once', async () => {
  const people = Array.from({ length: 7 }, () => newActor());
  const counts = new Map(people.map((person) => [person.userId, 0]));
  const foreign: unknown[] = [];
  const oneCall = async (index: number) => {
    const actor = people[index % people.length] ?? newActor();
    const aborts = index % 6 === 0;
    const work = withActor(db, actor, async (transaction) => {
      await add(transaction, actor, `Task ${index}`);
      const rows = await transaction.task.findMany({ select: { userId: true } });
      foreign.push(...rows.filter((row) => row.userId !== actor.userId));
      if (aborts) throw new Error('aborted');
    });
    if (aborts) return expect(work).rejects.toThrow('aborted');
    await work;
    counts.set(actor.userId, (counts.get(actor.userId) ?? 0) + 1);
  };
  // Twice as many at once as there are connections: more would wait too long on a busy machine.
  await Promise.all(
    Array.from({ length: 20 }, async (_, lane) => {
      for (let round = 0; round < 15; round += 1) await oneCall(round * 20 + lane);
    }),
  );
  expect(foreign).toEqual([]);
  for (const actor of people) {
    await expect(
      withActor(db, actor, async (transaction) => await transaction.task.count()),
    ).resolves.toBe(counts.get(actor.userId));
  }
});

describe("with the repository's own where removed", () => {
  let ada: Actor;
  let bob: Actor;
  let secret: string;
  beforeEach(async () => {
    [ada, bob] = [newActor(), newActor()];
    secret = (await withActor(db, ada, (transaction) => add(transaction, ada, 'Secret'))).id;
  });

  const asBob = <Result>(work: (transaction: ActorTransaction) => Promise<Result>) =>
    withActor(db, bob, async (transaction) => await work(transaction));

  const reads: Record<string, (transaction: ActorTransaction) => Promise<unknown>> = {
    'every row': (all) => all.task.findMany(),
    'a row by its id': (all) => all.task.findMany({ where: { id: secret } }),
    'a row by its person': (all) => all.task.findMany({ where: { userId: ada.userId } }),
    'raw SQL': (all) => all.$queryRaw`SELECT id FROM app.tasks`,
    'raw SQL that names the person': (all) =>
      all.$queryRaw`SELECT id FROM app.tasks WHERE user_id = ${ada.userId}`,
    'raw SQL that locks': (all) => all.$queryRaw`SELECT id FROM app.tasks FOR UPDATE`,
    'a search': (all) => all.$queryRaw`SELECT id FROM app.tasks WHERE search @@ 'secret'`,
    groups: (all) => all.task.groupBy({ by: ['userId'] }),
  };
  test.each(Object.keys(reads))('another person reads nothing by %s', async (name) => {
    await expect(asBob(async (all) => await reads[name]?.(all))).resolves.toEqual([]);
  });

  test('another person changes and deletes nothing', async () => {
    const data = { title: 'Taken' };
    await expect(asBob((all) => all.task.updateMany({ data }))).resolves.toEqual({ count: 0 });
    await expect(asBob((all) => all.task.deleteMany())).resolves.toEqual({ count: 0 });
    const where = { userId_id: { userId: ada.userId, id: secret } };
    await expect(asBob((all) => all.task.update({ where, data }))).rejects.toThrow();
    await expect(asBob((all) => all.task.delete({ where }))).rejects.toThrow();
    await expect(
      withActor(db, ada, (transaction) => getTask(transaction, ada, secret)),
    ).resolves.toMatchObject({ title: 'Secret', version: 1 });
  });

  test('nobody writes a row in the name of another', async () => {
    await expect(asBob((transaction) => add(transaction, ada))).rejects.toThrow();
    const data = { userId: ada.userId };
    await withActor(db, bob, (transaction) => add(transaction, bob));
    await expect(asBob((all) => all.task.updateMany({ data }))).rejects.toThrow();
  });
});

describe('a database that is away is UNAVAILABLE with a time to come back', () => {
  const unavailable = { code: 'UNAVAILABLE', details: { retryAfterSeconds: expect.any(Number) } };

  test('when nothing listens', async () => {
    const nowhere = createTenantDatabase(
      `postgresql://throughline_tools:x@127.0.0.1:${await freePort()}/throughline`,
    );
    await expect(withActor(nowhere, newActor(), currentUser)).rejects.toMatchObject(unavailable);
    await nowhere.prisma.$disconnect();
  });

  test('when it ends the connection in the middle, and it comes back by itself', async () => {
    await using owner = await createClient(testDatabase.owner);
    const actor = newActor();
    const cut = withActor(db, actor, async (transaction) => {
      await add(transaction, actor);
      await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = $1 AND usename = 'throughline_tools'`,
        [testDatabase.name],
      );
      return add(transaction, actor);
    });
    await expect(cut).rejects.toMatchObject(unavailable);
    const count = () =>
      withActor(db, actor, async (transaction) => await transaction.task.count()).catch(
        (error: unknown) => error,
      );
    await expect.poll(count).toBe(0);
  });
});

test('a task that is not there is NOT_FOUND', async () => {
  const actor = newActor();
  await expect(
    withActor(db, actor, (transaction) => getTask(transaction, actor, randomUUID())),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

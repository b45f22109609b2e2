import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countLockWaiters, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { rowOf } from '../change.ts';
import { createTenantDatabase, type TenantDatabase } from '../client.ts';
import { withActor } from '../with-actor.ts';
import { addTask, getTask, setTaskStatus, updateTask } from './task.ts';

let database: TestDatabase;
let db: TenantDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createTenantDatabase(database.tools);
});
afterAll(async () => {
  await db.prisma.$disconnect();
  await database.drop();
});

/** Runs as another request would, since the door does not nest. */
const elsewhere = AsyncLocalStorage.snapshot();

const someoneWaits = () => expect.poll(() => countLockWaiters(database)).toBe(1);

async function newTask() {
  const actor = newActor();
  const fields = { title: 'Before', notes: '', priority: 'none', dueOn: null, tags: [] } as const;
  const task = await withActor(db, actor, async (transaction) =>
    rowOf(await addTask(transaction, actor, { ...fields, tags: [] }, new Date())),
  );
  return { actor, id: task.id };
}

test('a writer that waited for another is told of the change it would have undone', async () => {
  const { actor, id } = await newTask();
  const write = (title: string, beforeCommit?: () => Promise<void>) =>
    withActor(db, actor, async (transaction) => {
      const fields = { title };
      const expected = { id, version: 1 };
      const task = rowOf(await updateTask(transaction, actor, expected, fields, new Date()));
      await beforeCommit?.();
      return task;
    });
  let second: Promise<unknown> | undefined;
  const first = await write('First', async () => {
    // Its failure is looked at below.
    second = elsewhere(() => write('Second'));
    second.catch(() => {});
    await someoneWaits();
  });
  await expect(second).rejects.toMatchObject({ code: 'CONFLICT', details: { current: first } });
});

test('completing without a version keeps what another changed meanwhile', async () => {
  const { actor, id } = await newTask();
  let completion: Promise<unknown> | undefined;
  await withActor(db, actor, async (transaction) => {
    await updateTask(transaction, actor, { id, version: 1 }, { title: 'After' }, new Date());
    completion = elsewhere(() =>
      withActor(db, actor, (other) => setTaskStatus(other, actor, { id }, 'done', new Date())),
    );
    await someoneWaits();
  });
  await completion;
  await expect(
    withActor(db, actor, (transaction) => getTask(transaction, actor, id)),
  ).resolves.toMatchObject({ title: 'After', status: 'done', version: 3 });
});

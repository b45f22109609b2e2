import { afterAll, assert, beforeAll, expect, test } from 'vitest';
import { taskCountLimit, TaskSort } from '#src/contracts/tools/list-tasks.ts';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { scansOf } from '#test/query-plan.ts';
import { seedManyTasks } from '#test/seed-many-tasks.ts';
import { createTenantDatabase, type TenantDatabase } from '../client.ts';
import { withActor } from '../with-actor.ts';
import { encodeTaskCursor } from './task-cursor.ts';
import { countQuery, listTasks, pageQuery, type TaskFilter } from './task-list.ts';

const busy = newActor();
let testDatabase: TestDatabase;
let db: TenantDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = createTenantDatabase(testDatabase.tools);
  await using owner = await createClient(testDatabase.owner);
  await seedManyTasks(owner, { userId: busy.userId, tasks: 100_000, others: 1_000 });
});
afterAll(async () => {
  await db.prisma.$disconnect();
  await testDatabase.drop();
});

const filters: Record<string, TaskFilter> = {
  none: {},
  'status that few have': { status: 'open' },
  'status that most have': { status: 'done' },
  priority: { priority: 'high' },
  'status and priority': { status: 'open', priority: 'high' },
  'tag that many have': { tag: 'home' },
  'tag that few have': { tag: 'attic' },
  'tag that nothing has': { tag: 'nowhere' },
  'week of due dates': { dueAfter: '2026-01-01', dueBefore: '2026-01-07' },
  'due before': { status: 'open', dueBefore: '2024-02-01' },
  'due after': { dueAfter: '2026-06-01' },
  'word that all have': { query: 'common' },
  'word that few have': { query: 'unicorn' },
  'word that nothing has': { query: 'zebra' },
  'words and status': { query: 'common milk', status: 'open' },
};

for (const [name, filter] of Object.entries(filters)) {
  test.each(TaskSort.options)(
    `a list of 100,000 filtered by ${name} and sorted by %s does not read them all`,
    async (sort) => {
      const first = await withActor(db, busy, (transaction) =>
        listTasks(transaction, busy, filter, { sort, limit: 50 }),
      );
      const cursor = first.nextCursor ?? undefined;
      const pages = [undefined, cursor].map((from) =>
        pageQuery(busy, filter, { sort, limit: 50, cursor: from }, first.total),
      );
      for (const query of [countQuery(busy, filter), ...pages]) {
        const scans = (await scansOf(db, busy, query)).filter(
          ({ node }) => node !== 'Bitmap Index Scan',
        );
        expect(scans.length).toBeGreaterThan(0);
        for (const { read } of scans) expect(read).toBeLessThanOrEqual(40_000);
      }
    },
  );
}

test.each(TaskSort.options)(
  'a page deep in a list sorted by %s is found by its index',
  async (sort) => {
    const [middle] = await withActor(db, busy, async (transaction) => {
      const few = await listTasks(
        transaction,
        busy,
        { query: 'unicorn' },
        { sort: 'position', limit: 5 },
      );
      return few.items.slice(2);
    });
    assert(middle);
    const cursor = encodeTaskCursor(sort, middle);
    const scans = await scansOf(
      db,
      busy,
      pageQuery(busy, {}, { sort, cursor, limit: 50 }, taskCountLimit),
    );
    expect(scans).toEqual([{ node: 'Index Scan', index: expect.any(String), read: 51 }]);
  },
);

test('a total is exact below 1,000 and stops there', async () => {
  const total = async (filter: TaskFilter) =>
    (
      await withActor(db, busy, (transaction) =>
        listTasks(transaction, busy, filter, { sort: 'position', limit: 1 }),
      )
    ).total;
  await expect(total({ query: 'unicorn' })).resolves.toBe(5);
  await expect(total({})).resolves.toBe(taskCountLimit);
});

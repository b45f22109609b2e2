import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { scansOf } from '#test/query-plan.ts';
import { seedManyCalls } from '#test/seed-many-calls.ts';
import { createTenantDatabase, type TenantDatabase } from '../client.ts';
import { withActor } from '../with-actor.ts';
import {
  activityCountQuery,
  type ActivityFilter,
  activityPageQuery,
  listActivity,
} from './activity.ts';

const busy = newActor();
let testDatabase: TestDatabase;
let db: TenantDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = createTenantDatabase(testDatabase.tools);
  await using owner = await createClient(testDatabase.owner);
  await seedManyCalls(owner, { userId: busy.userId, calls: 100_000, others: 500 });
});
afterAll(async () => {
  await db.prisma.$disconnect();
  await testDatabase.drop();
});

const changes = { show: 'changes' } as const;
const filters: Record<string, ActivityFilter> = {
  'what changed something': changes,
  'what changed something or failed': { show: 'failures' },
  nothing: { show: 'everything' },
  'the agent': { ...changes, by: 'agent' },
  'who has done little': { show: 'everything', by: 'client' },
  'one client': { ...changes, clientId: 'editor' },
  'a client that nobody knows': { ...changes, clientId: 'nobody' },
  'a tool that few calls are of': { ...changes, tool: 'delete_task' },
  'a tool that nothing is a call of': { show: 'everything', tool: 'nothing' },
  'one task': { ...changes, taskId: '00000000-0000-4000-8000-000000000100' },
  'one run': { ...changes, runId: 'run-100' },
  'a span of time': { ...changes, after: '2026-02-01T00:00:00Z', before: '2026-02-02T00:00:00Z' },
  'a word that all changes have': { ...changes, query: 'common' },
  'a word that few have': { ...changes, query: 'unicorn' },
  'a word that nothing has': { ...changes, query: 'zebra' },
  'a word and a tool': { ...changes, query: 'common', tool: 'delete_task' },
};

test.each(Object.entries(filters))(
  'a list of 100,000 calls filtered by %s does not read them all',
  async (_name, filter) => {
    const first = await withActor(db, busy, (transaction) =>
      listActivity(transaction, busy, filter, { limit: 50 }),
    );
    const cursor = first.nextCursor ?? undefined;
    const pages = [undefined, cursor].map((from) =>
      activityPageQuery(busy, filter, { limit: 50, cursor: from }, first.total),
    );
    const mostRead = async (query: Parameters<typeof scansOf>[2]) => {
      const scans = await scansOf(db, busy, query);
      const tables = scans.filter(({ node }) => node !== 'Bitmap Index Scan');
      return Math.max(...tables.map(({ read }) => read));
    };
    // A tenth of the calls changed something: the first 1,000 are found among 10,000.
    expect(await mostRead(activityCountQuery(busy, filter))).toBeLessThanOrEqual(12_000);
    for (const page of pages) expect(await mostRead(page)).toBeLessThanOrEqual(2_500);
  },
);

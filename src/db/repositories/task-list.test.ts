import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#src/contracts/actor.ts';
import { type Task, TaskPriority } from '#src/contracts/task.ts';
import { TaskSort } from '#src/contracts/tools/list-tasks.ts';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { rowOf } from '../change.ts';
import { createTenantDatabase, type TenantDatabase } from '../client.ts';
import { withActor } from '../with-actor.ts';
import { addTask, setTaskStatus, type TaskFields } from './task.ts';
import { listTasks, type TaskFilter } from './task-list.ts';

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

const blank: TaskFields = { title: 'Task', notes: '', priority: 'none', dueOn: null, tags: [] };

function add(actor: Actor, fields: Partial<TaskFields>, now = new Date()): Promise<Task> {
  return withActor(db, actor, async (transaction) =>
    rowOf(await addTask(transaction, actor, { ...blank, ...fields }, now)),
  );
}

function list(
  actor: Actor,
  filter: TaskFilter,
  page: { sort?: TaskSort; cursor?: string | undefined; limit?: number } = {},
) {
  return withActor(db, actor, (transaction) =>
    listTasks(transaction, actor, filter, { sort: 'position', limit: 100, ...page }),
  );
}

async function titles(actor: Actor, filter: TaskFilter): Promise<string[]> {
  const { items, total } = await list(actor, filter);
  expect(total).toBe(items.length);
  return items.map((task) => task.title).toSorted();
}

describe('pages', () => {
  const actor = newActor();
  const everySort = TaskSort.options;

  beforeAll(async () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    for (let index = 0; index < 120; index += 1) {
      await add(
        actor,
        {
          // Many ties in every sort key, so that a page may end within one.
          title: ['buy milk', 'Buy Milk', 'Äpfel', 'call home'][index % 4] ?? '',
          priority: TaskPriority.options[index % 4] ?? 'none',
          dueOn: index % 3 === 0 ? null : `2026-02-${String(1 + (index % 7)).padStart(2, '0')}`,
        },
        new Date(start + Math.floor(index / 5) * 1001),
      );
    }
  });

  async function walk(sort: TaskSort, limit: number): Promise<Task[]> {
    const seen: Task[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(actor, {}, { sort, cursor, limit });
      expect(page.total).toBe(120);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && seen.length <= 120);
    return seen;
  }

  test.each(everySort)('a walk by %s shows each of 120 tasks exactly once', async (sort) => {
    const walked = await walk(sort, 7);
    expect(new Set(walked.map((task) => task.id)).size).toBe(120);
    expect(walked).toHaveLength(120);
    const whole = [...(await walk(sort, 100)).values()];
    expect(walked.map((task) => task.id)).toEqual(whole.map((task) => task.id));
  });

  test('the soonest date comes first, and tasks without one last', async () => {
    const dates = (await walk('dueOn', 50)).map((task) => task.dueOn ?? '9999');
    expect(dates).toEqual(dates.toSorted());
    expect(dates.filter((date) => date === '9999')).toHaveLength(40);
  });

  test('the highest priority comes first', async () => {
    const ranks = (await walk('priority', 50)).map(({ priority }) =>
      TaskPriority.options.indexOf(priority),
    );
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
  });

  test.each(['createdAt', 'updatedAt'] as const)('the newest %s comes first', async (sort) => {
    const times = (await walk(sort, 50)).map((task) => task[sort]);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  test('titles are ordered without regard to case', async () => {
    const lower = (await walk('title', 50)).map((task) => task.title.toLowerCase());
    const runs = lower.filter((title, index) => title !== lower[index - 1]);
    expect(runs).toHaveLength(new Set(lower).size);
  });

  test('a task added in the middle of a walk neither repeats nor hides another', async () => {
    const person = newActor();
    for (let index = 0; index < 6; index += 1) await add(person, { title: `old ${index}` });
    const first = await list(person, {}, { limit: 3 });
    await add(person, { title: 'new' });
    const second = await list(person, {}, { limit: 3, cursor: first.nextCursor ?? undefined });
    const seen = [...first.items, ...second.items].map((task) => task.title);
    expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4, 5].map((index) => `old ${index}`));
    expect(second.nextCursor).toBeNull();
  });

  test('a cursor of another sort is refused by the name of its field', async () => {
    for (const from of everySort) {
      const { nextCursor } = await list(actor, {}, { sort: from, limit: 1 });
      for (const sort of everySort.filter((other) => other !== from)) {
        await expect(list(actor, {}, { sort, cursor: nextCursor ?? '' })).rejects.toMatchObject({
          code: 'BAD_REQUEST',
          details: { fields: [{ path: 'cursor' }] },
        });
      }
    }
  });

  const id = randomUUID();
  const forged: Record<string, unknown> = {
    'an empty one': '',
    'no base64': '%%%',
    'no JSON': Buffer.from('{').toString('base64url'),
    null: null,
    'an array': [],
    'no id': { sort: 'position', key: 'a0' },
    'an id that is none': { sort: 'position', key: 'a0', id: "' OR true --" },
    'a NUL': { sort: 'position', key: 'a\0', id },
    'no date': { sort: 'dueOn', key: 'tomorrow', id },
    'the year 0': { sort: 'dueOn', key: '0000-01-01', id },
    'a date that is none': { sort: 'dueOn', key: '2026-02-30', id },
    'no priority': { sort: 'priority', key: 'urgent', id },
    'no priority at all': { sort: 'priority', key: null, id },
    'a time that is none': { sort: 'createdAt', key: '2026-99-99 99:99:99+00', id },
    'a time of the year 0': { sort: 'createdAt', key: '0000-01-01 00:00:00+00', id },
    'an ISO time of the year 0': { sort: 'createdAt', key: '0000-01-01T00:00:00.000Z', id },
    'a number for a time': { sort: 'updatedAt', key: 1e99, id },
    infinity: { sort: 'updatedAt', key: 'infinity', id },
  };
  test.each(Object.keys(forged))('a cursor with %s is refused by its name', async (name) => {
    const content = forged[name];
    const cursor =
      typeof content === 'string'
        ? content
        : Buffer.from(JSON.stringify(content)).toString('base64url');
    const sort = TaskSort.safeParse(Object(content)['sort']).data ?? 'position';
    await expect(list(actor, {}, { sort, cursor })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      details: { fields: [{ path: 'cursor' }] },
    });
  });

  test('a forged cursor reaches nobody else', async () => {
    const stranger = newActor();
    const { nextCursor } = await list(actor, {}, { limit: 1 });
    const page = await list(stranger, {}, { cursor: nextCursor ?? '' });
    expect(page).toEqual({ items: [], nextCursor: null, total: 0 });
  });
});

describe('filters', () => {
  const actor = newActor();
  beforeAll(async () => {
    await add(actor, { title: 'early', dueOn: '2026-03-01', priority: 'high', tags: ['home'] });
    await add(actor, { title: 'middle', dueOn: '2026-03-15', tags: ['home', 'work'] });
    await add(actor, { title: 'late', dueOn: '2026-03-31', priority: 'high' });
    const done = await add(actor, { title: 'done', tags: ['work'] });
    await withActor(db, actor, (transaction) =>
      setTaskStatus(transaction, actor, { id: done.id }, 'done', new Date()),
    );
  });

  const cases: [string, TaskFilter, string[]][] = [
    ['nothing', {}, ['done', 'early', 'late', 'middle']],
    ['open', { status: 'open' }, ['early', 'late', 'middle']],
    ['done', { status: 'done' }, ['done']],
    ['a priority', { priority: 'high' }, ['early', 'late']],
    ['a tag', { tag: 'work' }, ['done', 'middle']],
    ['a tag nobody uses', { tag: 'wor' }, []],
    ['a first day, itself included', { dueAfter: '2026-03-15' }, ['late', 'middle']],
    ['a last day, itself included', { dueBefore: '2026-03-15' }, ['early', 'middle']],
    ['one day', { dueAfter: '2026-03-15', dueBefore: '2026-03-15' }, ['middle']],
    ['days in the wrong order', { dueAfter: '2026-03-16', dueBefore: '2026-03-15' }, []],
    ['several at once', { tag: 'home', priority: 'high', query: 'earl' }, ['early']],
  ];
  test.each(cases)('%s', async (_name, filter, expected) => {
    await expect(titles(actor, filter)).resolves.toEqual(expected);
  });
});

describe('search', () => {
  const actor = newActor();
  beforeAll(async () => {
    await add(actor, { title: 'Buy oat milk', notes: 'two cartons', tags: ['shop/food'] });
    await add(actor, { title: 'Überweisung an Müller', notes: 'IBAN in der e-mail' });
    await add(actor, { title: 'Release v1.2', notes: 'write to team@example.test' });
    await add(actor, { title: '買い物リスト', notes: 'https://example.test/path?x=1' });
    await add(actor, { title: "It's the_end", notes: 'a\\b (c) & d | !e' });
  });

  const cases: [string, string[]][] = [
    ['milk', ['Buy oat milk']],
    ['MIL', ['Buy oat milk']],
    ['mil buy', ['Buy oat milk']],
    ['milk tea', []],
    ['cart', ['Buy oat milk']],
    ['food', ['Buy oat milk']],
    ['shop/food', ['Buy oat milk']],
    ['ilk', []],
    ['überw', ['Überweisung an Müller']],
    ['MÜLLER', ['Überweisung an Müller']],
    ['mail', ['Release v1.2', 'Überweisung an Müller'].slice(1)],
    ['e-mail', ['Überweisung an Müller']],
    ['v1.2', ['Release v1.2']],
    ['team@example.test', ['Release v1.2']],
    ['example', ['Release v1.2', '買い物リスト']],
    ['path', ['買い物リスト']],
    ['買い', ['買い物リスト']],
    ["it's", ["It's the_end"]],
    ['the_end', ["It's the_end"]],
    ['end', ["It's the_end"]],
  ];
  test.each(cases)('%s', async (query, expected) => {
    await expect(titles(actor, { query })).resolves.toEqual(expected);
  });

  test('a blank query is none', async () => {
    await expect(list(actor, { query: ' \t ' })).resolves.toMatchObject({ total: 5 });
  });

  test.each(["'", '"', '\\', '&', '!', '|', '(', ':*', "':*", '<->', '*', '-', '%', '—', '😀'])(
    'a query of %s alone finds nothing and breaks nothing',
    async (query) => {
      await expect(titles(actor, { query })).resolves.toEqual([]);
    },
  );

  const odd = [
    "milk' | 'müller",
    "milk':* | 'm",
    'milk & !buy',
    'milk <-> oat',
    'milk:A',
    'milk \\',
    'milk) OR true --',
  ];
  test.each(odd)('operators in "%s" are no operators', async (query) => {
    const found = await titles(actor, { query });
    expect(found.every((title) => title === 'Buy oat milk')).toBe(true);
  });

  test('the longest query is answered', async () => {
    await expect(titles(actor, { query: '漢'.repeat(200) })).resolves.toEqual([]);
    await expect(titles(actor, { query: 'a '.repeat(100) })).resolves.toHaveLength(2);
  });
});

test('the time zone of the database changes no time', async () => {
  {
    await using owner = await createClient(testDatabase.owner);
    await owner.query(`ALTER DATABASE ${testDatabase.name} SET timezone = 'Asia/Tokyo'`);
  }
  const elsewhere = createTenantDatabase(testDatabase.tools);
  const actor = newActor();
  const now = new Date('2026-05-05T23:30:00.123Z');
  try {
    await withActor(elsewhere, actor, (transaction) =>
      addTask(transaction, actor, { ...blank, dueOn: '2026-05-06' }, now),
    );
  } finally {
    await elsewhere.prisma.$disconnect();
  }
  await using owner = await createClient(testDatabase.owner);
  const { rows } = await owner.query(
    `SELECT extract(epoch FROM created_at)::float8 * 1000 AS ms, due_on::text AS due
     FROM app.tasks WHERE user_id = $1`,
    [actor.userId],
  );
  expect(rows).toEqual([{ ms: now.getTime(), due: '2026-05-06' }]);
});

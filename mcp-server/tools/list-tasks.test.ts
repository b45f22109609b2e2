import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { listTasks, TaskSort } from '#src/contracts/tools/list-tasks.ts';
import { createClient } from '#test/database.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

test("list_tasks never shows another user's rows", async () => {
  const [ada, bob] = [server.newPerson(), server.newPerson()];
  const tasks = [];
  for (let index = 0; index < 3; index += 1) {
    tasks.push(await ada.call(addTask, { title: `Secret ${index}`, tags: ['secret'] }));
  }
  const mine = await bob.call(addTask, { title: 'Mine' });
  const { nextCursor } = await ada.call(listTasks, { limit: 1 });
  const attempts = [
    {},
    { query: 'secret' },
    { tag: 'secret' },
    { cursor: nextCursor },
    { status: 'open', limit: 100 },
    ...TaskSort.options.map((sort) => ({ sort })),
  ];
  for (const attempt of attempts) {
    const page = await bob.call(listTasks, attempt);
    expect(page.total).toBeLessThanOrEqual(1);
    for (const task of page.items) expect(task).toEqual(mine);
    expect(page.nextCursor).toBeNull();
  }
  await expect(ada.call(listTasks, {})).resolves.toMatchObject({ total: tasks.length });
});

test('list_tasks goes through all pages by its cursor', async () => {
  const person = server.newPerson();
  for (let index = 0; index < 5; index += 1) {
    await person.call(addTask, { title: `Task ${index}` });
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await person.call(listTasks, { sort: 'title', limit: 2, cursor });
    expect(page.total).toBe(5);
    seen.push(...page.items.map((task) => task.title));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual([0, 1, 2, 3, 4].map((index) => `Task ${index}`));
});

test('list_tasks filters and searches', async () => {
  const person = server.newPerson();
  await person.call(addTask, { title: 'Book flights', dueOn: '2026-07-01', tags: ['travel'] });
  await person.call(addTask, { title: 'Pack', notes: 'after booking flights', priority: 'low' });
  const titles = async (input: object) =>
    (await person.call(listTasks, input)).items.map((task) => task.title).toSorted();
  await expect(titles({ query: 'fligh' })).resolves.toEqual(['Book flights', 'Pack']);
  await expect(titles({ query: 'fligh', tag: 'travel' })).resolves.toEqual(['Book flights']);
  await expect(titles({ dueBefore: '2026-07-01' })).resolves.toEqual(['Book flights']);
  await expect(titles({ priority: 'low', status: 'done' })).resolves.toEqual([]);
});

test('today is the date in the time zone asked for', async () => {
  const person = server.newPerson();
  const today = async (timeZone?: string) =>
    (await person.call(listTasks, timeZone === undefined ? {} : { timeZone })).today;
  const before = new Date().toISOString().slice(0, 10);
  const utc = await today();
  expect([before, new Date().toISOString().slice(0, 10)]).toContain(utc);
  // These two are 26 hours apart: never on the same date.
  const [west, east] = [await today('Etc/GMT+12'), await today('Etc/GMT-14')];
  expect(west < east).toBe(true);
});

test('list_tasks lists the fields that break the contract, the cursor included', async () => {
  const person = server.newPerson();
  const broken = {
    status: 'all',
    dueAfter: 'soon',
    dueBefore: '0000-01-01',
    limit: 101,
    sort: 'random',
    timeZone: 'Mars/Olympus',
    query: 'a\0b',
    user: 'someone',
  };
  const { code, details } = await failureOf(person.call(listTasks, broken));
  expect(code).toBe('BAD_REQUEST');
  expect(details?.fields?.map((field) => field.path).toSorted()).toEqual(
    ['(whole)', ...Object.keys(broken).filter((name) => name !== 'user')].toSorted(),
  );
  const badCursor = await failureOf(person.call(listTasks, { cursor: 'nonsense' }));
  expect(badCursor).toMatchObject({
    code: 'BAD_REQUEST',
    details: { fields: [{ path: 'cursor' }] },
  });
});

test('a page holds 50 tasks unless told otherwise, and 100 at most', async () => {
  const person = server.newPerson();
  await using owner = await createClient(server.database.owner);
  await owner.query(
    `INSERT INTO app.tasks (user_id, id, title, position)
     SELECT $1, gen_random_uuid(), 'Task ' || n, 'a0' FROM generate_series(1, 101) AS n`,
    [person.userId],
  );
  const lengthOf = async (input: object) => (await person.call(listTasks, input)).items.length;
  expect([await lengthOf({}), await lengthOf({ limit: 100 })]).toEqual([50, 100]);
  for (const limit of [0, 101, -1, 1.5, '5', null]) {
    const { code, details } = await failureOf(person.call(listTasks, { limit }));
    expect([code, details?.fields?.map(({ path }) => path)]).toEqual(['BAD_REQUEST', ['limit']]);
  }
});

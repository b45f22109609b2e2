import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

test('add_task answers the whole task as it was stored', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, {
    title: '  Renew the passport ',
    notes: 'Photos first',
    priority: 'high',
    dueOn: '2026-12-01',
    tags: ['papers', ' travel '],
  });
  expect(task).toMatchObject({
    title: 'Renew the passport',
    notes: 'Photos first',
    status: 'open',
    priority: 'high',
    dueOn: '2026-12-01',
    tags: ['papers', 'travel'],
    version: 1,
    completedAt: null,
  });
  expect(task.createdAt).toBe(task.updatedAt);
  expect(Math.abs(Date.parse(task.createdAt) - Date.now())).toBeLessThan(60_000);
  await expect(person.call(listTasks, {})).resolves.toMatchObject({ items: [task], total: 1 });
});

test('add_task needs a title only', async () => {
  const task = await server.newPerson().call(addTask, { title: 'Water the plants' });
  expect(task).toMatchObject({ notes: '', priority: 'none', dueOn: null, tags: [] });
});

test('add_task takes any text that PostgreSQL can store', async () => {
  const title = '𓀀 "quotes" \\ %_ \'; DROP TABLE app.tasks; -- <b>é</b> \u200f日本';
  await expect(server.newPerson().call(addTask, { title })).resolves.toMatchObject({ title });
});

test('tags that differ by blanks around them are one tag', async () => {
  const task = await server.newPerson().call(addTask, { title: 'Pay', tags: ['home', ' home'] });
  expect(task.tags).toEqual(['home']);
});

test('add_task lists every field that breaks the contract, and writes nothing', async () => {
  const person = server.newPerson();
  const broken = {
    title: ' ',
    notes: 'n'.repeat(5001),
    priority: 'urgent',
    dueOn: '2026-02-30',
    tags: Array.from({ length: 11 }, (_, index) => `tag ${index}`),
    userId: 'someone else',
  };
  const { code, details } = await failureOf(person.call(addTask, broken));
  expect(code).toBe('BAD_REQUEST');
  expect(details?.fields?.map((field) => field.path).toSorted()).toEqual(
    ['(whole)', 'dueOn', 'notes', 'priority', 'tags', 'title'].toSorted(),
  );
  expect(JSON.stringify(details)).toContain('userId');
  await expect(person.call(listTasks, {})).resolves.toMatchObject({ total: 0 });
});

test.each(['0000-01-01', '0001-01-01', '9999-12-31'])(
  'the due date %s is kept or refused as input, never a failure of ours',
  async (dueOn) => {
    const person = server.newPerson();
    const answer = await person.callRaw('add_task', { title: 'Edge of time', dueOn });
    if (answer.isError) {
      expect(answer._meta?.['throughline/error']).toMatchObject({ code: 'BAD_REQUEST' });
    } else {
      expect(answer.structuredContent).toMatchObject({ dueOn });
    }
  },
);

test("a new task comes first in the person's own order", async () => {
  const person = server.newPerson();
  for (const title of ['first', 'second', 'third']) await person.call(addTask, { title });
  const { items } = await person.call(listTasks, { sort: 'position' });
  expect(items.map((task) => task.title)).toEqual(['third', 'second', 'first']);
});

test('tasks added at once are all kept, each once', async () => {
  const person = server.newPerson();
  const titles = Array.from({ length: 40 }, (_, index) => `task ${index}`);
  await Promise.all(titles.map((title) => person.call(addTask, { title })));
  const { items, total } = await person.call(listTasks, { limit: 100 });
  expect(total).toBe(40);
  expect(items.map((task) => task.title).toSorted()).toEqual(titles.toSorted());
});

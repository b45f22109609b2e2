import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActivityEntry } from '#src/contracts/activity.ts';
import type { Task } from '#src/contracts/task.ts';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { completeTask } from '#src/contracts/tools/complete-task.ts';
import { deleteTask } from '#src/contracts/tools/delete-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { listActivity } from '#src/contracts/tools/list-activity.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { reopenTask } from '#src/contracts/tools/reopen-task.ts';
import { undoChange } from '#src/contracts/tools/undo-change.ts';
import { updateTask } from '#src/contracts/tools/update-task.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolServer, type ToolCaller, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

async function newestOf(person: ToolCaller): Promise<ActivityEntry> {
  const { items } = await person.call(listActivity, { limit: 1 });
  if (!items[0]) throw new Error('Nothing was changed.');
  return items[0];
}
const undoNewest = async (person: ToolCaller) =>
  (await person.call(undoChange, { id: (await newestOf(person)).id })).task;
const tasksOf = async (person: ToolCaller) => (await person.call(listTasks, {})).items;

/** What a person sees of a task. */
const seen = ({ version: _version, updatedAt: _updatedAt, ...task }: Task) => task;

const changes: Record<string, (person: ToolCaller, task: Task) => Promise<unknown>> = {
  update_task: (person, { id, version }) =>
    person.call(updateTask, {
      id,
      version,
      title: 'After',
      notes: 'new',
      priority: 'high',
      dueOn: '2030-01-01',
      tags: ['b', 'c'],
    }),
  complete_task: (person, { id }) => person.call(completeTask, { id }),
  reopen_task: (person, { id }) => person.call(reopenTask, { id }),
  delete_task: (person, { id }) => person.call(deleteTask, { id }),
};

test.each(Object.entries(changes))(
  'undo of %s puts the task back as it was, under a newer version, and can be undone in turn',
  async (name, change) => {
    const person = server.newPerson();
    const input = {
      title: 'Before',
      notes: 'old',
      priority: 'low',
      dueOn: '2029-12-31',
      tags: ['a'],
    };
    const { id } = await person.call(addTask, input);
    if (name === 'reopen_task') await person.call(completeTask, { id });
    const before = await person.call(getTask, { id });
    await change(person, before);
    const [after] = await tasksOf(person);

    const restored = await undoNewest(person);
    expect(restored && seen(restored)).toEqual(seen(before));
    expect(restored?.version).toBeGreaterThan(after?.version ?? before.version);
    await expect(tasksOf(person)).resolves.toEqual([restored]);

    const redone = await undoNewest(person);
    expect(redone && seen(redone)).toEqual(after ? seen(after) : null);
    await expect(tasksOf(person)).resolves.toEqual(redone ? [redone] : []);
  },
);

test('undo of an added task deletes it, and undo of that brings it back under its id', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, { title: 'A slip' });
  await expect(undoNewest(person)).resolves.toBeNull();
  await expect(tasksOf(person)).resolves.toEqual([]);
  const again = await undoNewest(person);
  expect(again).toMatchObject({ ...seen(task), version: 2 });
});

test('several changes are undone one after the other, back to the beginning', async () => {
  const person = server.newPerson();
  const { id } = await person.call(addTask, { title: 'One' });
  await person.call(updateTask, { id, version: 1, title: 'Two' });
  await person.call(completeTask, { id });
  await person.call(deleteTask, { id });
  const { items } = await person.call(listActivity, {});
  const steps = [];
  for (const entry of items) steps.push((await person.call(undoChange, { id: entry.id })).task);
  expect(steps).toMatchObject([
    { id, title: 'Two', status: 'done' },
    { id, title: 'Two', status: 'open' },
    { id, title: 'One', status: 'open' },
    null,
  ]);
});

test('an undo is an audited change, and what it undid shows so', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, { title: 'Once' });
  const added = await newestOf(person);
  await person.call(undoChange, { id: added.id });
  const { items } = await person.call(listActivity, {});
  expect(items).toMatchObject([
    {
      tool: 'undo_change',
      by: 'person',
      undoes: added.id,
      undo: 'possible',
      before: task,
      after: null,
    },
    { id: added.id, tool: 'add_task', undoes: null, undo: 'done', before: null, after: task },
  ]);
});

test('when something newer stands there, undo is refused with both rows and changes nothing', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, { title: 'First' });
  const { id } = task;
  await person.call(updateTask, { id, version: 1, title: 'Second' });
  const entry = await newestOf(person);
  const current = await person.call(updateTask, { id, version: 2, priority: 'high' });
  const refused = await failureOf(person.call(undoChange, { id: entry.id }));
  expect(refused).toMatchObject({
    code: 'CONFLICT',
    details: { entryId: entry.id, current, putBack: task },
  });
  await expect(tasksOf(person)).resolves.toEqual([current]);
});

test('a task that was deleted since, or is there again, is a conflict as well', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, { title: 'First' });
  const added = await newestOf(person);
  await person.call(deleteTask, { id: task.id });
  const deleted = await newestOf(person);
  await expect(failureOf(person.call(undoChange, { id: added.id }))).resolves.toMatchObject({
    code: 'CONFLICT',
    details: { current: null, putBack: null },
  });
  await person.call(undoChange, { id: deleted.id });
  await expect(failureOf(person.call(undoChange, { id: deleted.id }))).resolves.toMatchObject({
    code: 'CONFLICT',
    message: 'This change is undone already.',
  });
});

test('of many undos of one change at once one is carried out', async () => {
  const person = server.newPerson();
  await person.call(addTask, { title: 'First' });
  const { task } = { task: (await tasksOf(person))[0] };
  await person.call(deleteTask, { id: task?.id });
  const { id } = await newestOf(person);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => person.callRaw('undo_change', { id })),
  );
  const refused = answers.filter(({ isError }) => isError);
  expect(refused).toHaveLength(7);
  for (const { _meta } of refused) {
    expect(_meta?.['throughline/error']).toMatchObject({ code: 'CONFLICT' });
  }
  await expect(tasksOf(person)).resolves.toHaveLength(1);
});

test('what changed nothing cannot be undone', async () => {
  const person = server.newPerson();
  await person.call(listTasks, {});
  const { items } = await person.call(listActivity, { show: 'everything', tool: 'list_tasks' });
  expect(items).toMatchObject([{ undo: 'none' }]);
  const refused = await failureOf(person.call(undoChange, { id: items[0]?.id }));
  expect(refused.code).toBe('BAD_REQUEST');
});

test('undo_change answers the same for a foreign entry and for a missing one', async () => {
  const [owner, stranger] = [server.newPerson(), server.newPerson()];
  await owner.call(addTask, { title: 'Private' });
  const { id } = await newestOf(owner);
  const foreign = await stranger.callRaw('undo_change', { id });
  expect(foreign._meta?.['throughline/error']).toMatchObject({ code: 'NOT_FOUND' });
  await expect(stranger.callRaw('undo_change', { id: randomUUID() })).resolves.toEqual(foreign);
  await expect(tasksOf(owner)).resolves.toHaveLength(1);
});

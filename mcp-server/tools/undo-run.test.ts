import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Task } from '#src/contracts/task.ts';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { listActivity } from '#src/contracts/tools/list-activity.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { undoChange } from '#src/contracts/tools/undo-change.ts';
import { undoRun } from '#src/contracts/tools/undo-run.ts';
import { updateTask } from '#src/contracts/tools/update-task.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolServer, type ToolCaller, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

const tasksOf = async (person: ToolCaller) => (await person.call(listTasks, {})).items;
const seen = ({ version: _version, updatedAt: _updatedAt, ...task }: Task) => task;

/** A person with two tasks, and a run that changed one twice, deleted the other and added a third. */
async function afterRun() {
  const person = server.newPerson();
  const rent = await person.call(addTask, { title: 'Pay rent' });
  const milk = await person.call(addTask, { title: 'Buy milk' });
  const before = await tasksOf(person);
  const runId = randomUUID();
  const act = async (name: string, input: object) => {
    const { structuredContent } = await person.callRaw(name, input, {
      'throughline/runId': runId,
    });
    return Task.parse(structuredContent);
  };
  await act('update_task', { id: rent.id, version: 1, title: 'Pay the rent' });
  await act('complete_task', { id: rent.id });
  await act('delete_task', { id: milk.id });
  const added = await act('add_task', { title: 'Call the bank' });
  const done = await tasksOf(person);
  return { person, runId, rent, milk, added, before, done };
}

test('undo_run takes back everything that the run changed, each by a change of its own', async () => {
  const { person, runId, rent, milk, added, before } = await afterRun();
  const { items } = await person.call(undoRun, { runId });
  expect(items.map(({ task }) => task?.id)).toEqual([undefined, milk.id, rent.id, rent.id]);
  expect((await tasksOf(person)).map(seen)).toEqual(before.map(seen));

  const { items: entries } = await person.call(listActivity, { limit: 8 });
  const [undos, changes] = [entries.slice(0, 4), entries.slice(4)];
  expect(changes.map(({ id, undo }) => ({ id, undo }))).toEqual(
    items.map(({ id }) => ({ id, undo: 'done' })),
  );
  // The last one undone is the newest.
  expect(undos.toReversed().map(({ undoes }) => undoes)).toEqual(items.map(({ id }) => id));
  for (const { tool, by, undo, traceId } of undos) {
    const { traceId: call } = undos[0] ?? {};
    expect({ tool, by, undo, traceId }).toEqual({
      tool: 'undo_run',
      by: 'person',
      undo: 'possible',
      traceId: call,
    });
  }
  const addedAgain = await person.call(undoChange, { id: undos[3]?.id });
  expect(addedAgain.task).toMatchObject({ id: added.id, title: 'Call the bank' });
});

test('one newer change keeps all of a run from being undone, and is named with both rows', async () => {
  const { person, runId, rent } = await afterRun();
  const current = await person.call(updateTask, { id: rent.id, version: 3, notes: 'By hand' });
  const done = await tasksOf(person);
  const { items } = await person.call(listActivity, { tool: 'complete_task' });
  const refused = await failureOf(person.call(undoRun, { runId }));
  expect(refused).toMatchObject({
    code: 'CONFLICT',
    details: { entryId: items[0]?.id, current, putBack: { title: 'Pay the rent', version: 2 } },
  });
  await expect(tasksOf(person)).resolves.toEqual(done);
  const { items: after } = await person.call(listActivity, { tool: 'undo_run', show: 'failures' });
  expect(after).toMatchObject([{ outcome: 'CONFLICT', undo: 'none' }]);
});

test('what was undone before is left out, and a run that is undone says so', async () => {
  const { person, runId, before } = await afterRun();
  const { items } = await person.call(listActivity, { limit: 1 });
  await person.call(undoChange, { id: items[0]?.id });
  await expect(person.call(undoRun, { runId })).resolves.toMatchObject({ items: { length: 3 } });
  expect((await tasksOf(person)).map(seen)).toEqual(before.map(seen));
  await expect(failureOf(person.call(undoRun, { runId }))).resolves.toMatchObject({
    code: 'CONFLICT',
  });
});

test('what a client says to be of a run is not undone with it', async () => {
  const { person, runId } = await afterRun();
  const client = server.newPerson({ sub: person.userId, act: undefined, client_id: 'editor' });
  const meta = { 'throughline/runId': runId };
  await client.callRaw('add_task', { title: 'By a client' }, meta);
  await person.call(undoRun, { runId });
  await expect(tasksOf(person)).resolves.toMatchObject([
    { title: 'By a client' },
    { title: 'Buy milk' },
    { title: 'Pay rent' },
  ]);
});

test('undo_run answers the same for a foreign run and for a missing one', async () => {
  const { person, runId, done } = await afterRun();
  const stranger = server.newPerson();
  const foreign = await stranger.callRaw('undo_run', { runId });
  expect(foreign._meta?.['throughline/error']).toMatchObject({ code: 'NOT_FOUND' });
  await expect(stranger.callRaw('undo_run', { runId: randomUUID() })).resolves.toEqual(foreign);
  await expect(tasksOf(person)).resolves.toEqual(done);
});

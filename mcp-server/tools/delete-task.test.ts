import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { deleteTask } from '#src/contracts/tools/delete-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { updateTask } from '#src/contracts/tools/update-task.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

const missing = '01890a5d-ac96-774b-bcce-b302099a8057';

test('delete_task deletes the task and answers it as it was', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, { title: 'Obsolete' });
  await expect(person.call(deleteTask, { id: task.id, version: 1 })).resolves.toEqual(task);
  await expect(failureOf(person.call(getTask, { id: task.id }))).resolves.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a deleted task is as one that never was', async () => {
  const person = server.newPerson();
  const { id } = await person.call(addTask, { title: 'Obsolete' });
  await person.call(deleteTask, { id });
  const again = await person.callRaw('delete_task', { id });
  await expect(person.callRaw('delete_task', { id: missing })).resolves.toEqual(again);
});

test('delete_task answers the same for a foreign task and for a missing one', async () => {
  const [owner, stranger] = [server.newPerson(), server.newPerson()];
  const task = await owner.call(addTask, { title: 'Private' });
  const foreign = await stranger.callRaw('delete_task', { id: task.id });
  await expect(stranger.callRaw('delete_task', { id: missing })).resolves.toEqual(foreign);
  expect(foreign._meta?.['throughline/error']).toMatchObject({ code: 'NOT_FOUND' });
  await expect(owner.call(getTask, { id: task.id })).resolves.toEqual(task);
});

test('a stale version is refused with the task as it is now, and changes nothing', async () => {
  const person = server.newPerson();
  const { id, version } = await person.call(addTask, { title: 'Old' });
  const current = await person.call(updateTask, { id, version, title: 'New' });
  const failure = await failureOf(person.call(deleteTask, { id, version }));
  expect(failure).toMatchObject({ code: 'CONFLICT', details: { current } });
  await expect(person.call(getTask, { id })).resolves.toEqual(current);
});

test('delete_task lists the fields that break the contract', async () => {
  const { code, details } = await failureOf(
    server.newPerson().call(deleteTask, { id: null, all: true }),
  );
  expect(code).toBe('BAD_REQUEST');
  expect(details?.fields?.map((field) => field.path).toSorted()).toEqual(['(whole)', 'id']);
});

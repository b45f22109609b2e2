import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { completeTask } from '#src/contracts/tools/complete-task.ts';
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

test('complete_task marks the task as done, as its next version', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, { title: 'File the taxes' });
  const done = await person.call(completeTask, { id: task.id, version: 1 });
  expect(done).toEqual({
    ...task,
    status: 'done',
    version: 2,
    completedAt: done.updatedAt,
    updatedAt: done.updatedAt,
  });
  expect(Date.parse(done.updatedAt)).toBeGreaterThanOrEqual(Date.parse(task.updatedAt));
});

test('completing a done task again changes nothing, not even the version', async () => {
  const person = server.newPerson();
  const { id } = await person.call(addTask, { title: 'Once' });
  const done = await person.call(completeTask, { id });
  await expect(person.call(completeTask, { id })).resolves.toEqual(done);
});

test('completions at once count as one change', async () => {
  const person = server.newPerson();
  const { id } = await person.call(addTask, { title: 'Once' });
  await Promise.all(Array.from({ length: 10 }, () => person.call(completeTask, { id })));
  await expect(person.call(getTask, { id })).resolves.toMatchObject({ status: 'done', version: 2 });
});

test('complete_task answers the same for a foreign task and for a missing one', async () => {
  const [owner, stranger] = [server.newPerson(), server.newPerson()];
  const task = await owner.call(addTask, { title: 'Private' });
  const foreign = await stranger.callRaw('complete_task', { id: task.id });
  await expect(stranger.callRaw('complete_task', { id: missing })).resolves.toEqual(foreign);
  expect(foreign._meta?.['throughline/error']).toMatchObject({ code: 'NOT_FOUND' });
  await expect(owner.call(getTask, { id: task.id })).resolves.toEqual(task);
});

test('a stale version is refused with the task as it is now, and changes nothing', async () => {
  const person = server.newPerson();
  const { id, version } = await person.call(addTask, { title: 'Old' });
  const current = await person.call(updateTask, { id, version, title: 'New' });
  const failure = await failureOf(person.call(completeTask, { id, version }));
  expect(failure).toMatchObject({ code: 'CONFLICT', details: { current } });
  await expect(person.call(getTask, { id })).resolves.toEqual(current);
});

test('complete_task lists the fields that break the contract', async () => {
  const { code, details } = await failureOf(server.newPerson().call(completeTask, { version: 0 }));
  expect(code).toBe('BAD_REQUEST');
  expect(details?.fields?.map((field) => field.path).toSorted()).toEqual(['id', 'version']);
});

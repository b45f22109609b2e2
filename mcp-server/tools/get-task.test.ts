import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

const missing = '01890a5d-ac96-774b-bcce-b302099a8057';

test('get_task answers the task', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, { title: 'Call the bank', tags: ['money'] });
  await expect(person.call(getTask, { id: task.id })).resolves.toEqual(task);
});

test('get_task answers the same for a foreign task and for a missing one', async () => {
  const [owner, stranger] = [server.newPerson(), server.newPerson()];
  const task = await owner.call(addTask, { title: 'Private' });
  const foreign = await stranger.callRaw('get_task', { id: task.id });
  await expect(stranger.callRaw('get_task', { id: missing })).resolves.toEqual(foreign);
  expect(foreign._meta?.['throughline/error']).toMatchObject({ code: 'NOT_FOUND' });
  await expect(owner.call(getTask, { id: task.id })).resolves.toEqual(task);
});

test('get_task lists the fields that break the contract', async () => {
  const { code, details } = await failureOf(
    server.newPerson().call(getTask, { id: '1; DROP TABLE app.tasks', owner: 'me' }),
  );
  expect(code).toBe('BAD_REQUEST');
  expect(details?.fields?.map((field) => field.path).toSorted()).toEqual(['(whole)', 'id']);
});

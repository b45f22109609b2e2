import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTask } from '#src/contracts/tools/add-task.ts';
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

test('update_task changes the given fields and no other', async () => {
  const person = server.newPerson();
  const task = await person.call(addTask, {
    title: 'Draft',
    notes: 'Keep me',
    priority: 'low',
    dueOn: '2026-01-31',
    tags: ['one'],
  });
  const changed = await person.call(updateTask, {
    id: task.id,
    version: 1,
    title: ' Final ',
    dueOn: null,
    tags: [' two', 'two '],
  });
  expect(changed).toEqual({
    ...task,
    title: 'Final',
    dueOn: null,
    tags: ['two'],
    version: 2,
    updatedAt: changed.updatedAt,
  });
  const rest = { notes: '', priority: 'high', dueOn: '2027-02-28', tags: [] };
  await expect(
    person.call(updateTask, { id: task.id, version: 2, ...rest }),
  ).resolves.toMatchObject({ title: 'Final', version: 3, ...rest });
});

test.each([{}, { title: ' Same ' }, { tags: ['a'], notes: '', priority: 'none', dueOn: null }])(
  'an update that changes nothing, as %j, leaves the version as it is',
  async (fields) => {
    const person = server.newPerson();
    const task = await person.call(addTask, { title: 'Same', tags: ['a'] });
    await expect(person.call(updateTask, { id: task.id, version: 1, ...fields })).resolves.toEqual(
      task,
    );
  },
);

test('of many updates of one version exactly one wins, and the others are told', async () => {
  const person = server.newPerson();
  const { id } = await person.call(addTask, { title: 'Contended' });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      person.callRaw('update_task', { id, version: 1, title: `Writer ${index}` }),
    ),
  );
  const winners = answers.filter((answer) => !answer.isError);
  expect(winners).toHaveLength(1);
  const current = await person.call(getTask, { id });
  expect(winners[0]?.structuredContent).toEqual(current);
  for (const loser of answers.filter((answer) => answer.isError)) {
    expect(loser._meta?.['throughline/error']).toMatchObject({
      code: 'CONFLICT',
      details: { current },
    });
  }
});

test('update_task answers the same for a foreign task and for a missing one', async () => {
  const [owner, stranger] = [server.newPerson(), server.newPerson()];
  const task = await owner.call(addTask, { title: 'Private' });
  const foreign = await stranger.callRaw('update_task', {
    version: 1,
    title: 'Mine now',
    id: task.id,
  });
  await expect(
    stranger.callRaw('update_task', { version: 1, title: 'Mine now', id: missing }),
  ).resolves.toEqual(foreign);
  expect(foreign._meta?.['throughline/error']).toMatchObject({ code: 'NOT_FOUND' });
  await expect(owner.call(getTask, { id: task.id })).resolves.toEqual(task);
});

test('a stale version is refused with the task as it is now, and changes nothing', async () => {
  const person = server.newPerson();
  const { id, version } = await person.call(addTask, { title: 'Old' });
  const current = await person.call(updateTask, { id, version, title: 'New' });
  const failure = await failureOf(person.call(updateTask, { id, version, title: 'Lost' }));
  expect(failure).toMatchObject({ code: 'CONFLICT', details: { current } });
  await expect(person.call(getTask, { id })).resolves.toEqual(current);
});

test('update_task lists the fields that break the contract', async () => {
  const { code, details } = await failureOf(
    server
      .newPerson()
      .call(updateTask, { id: missing, title: null, tags: ['a', 'a'], status: 'done' }),
  );
  expect(code).toBe('BAD_REQUEST');
  expect(details?.fields?.map((field) => field.path).toSorted()).toEqual([
    '(whole)',
    'tags',
    'title',
    'version',
  ]);
});

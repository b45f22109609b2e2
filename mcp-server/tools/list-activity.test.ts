import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { completeTask } from '#src/contracts/tools/complete-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { listActivity } from '#src/contracts/tools/list-activity.ts';
import { updateTask } from '#src/contracts/tools/update-task.ts';
import { failureOf } from '#test/failure-of.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

/** A person with a change by themselves, one by the agent and one by a client that lies of its run. */
async function newStory() {
  const person = server.newPerson();
  const client = server.newPerson({
    sub: person.userId,
    act: undefined,
    client_id: 'some-editor',
  });
  const runId = randomUUID();
  const run = { 'throughline/runId': runId };
  const rent = await person.call(addTask, { title: 'Pay rent', notes: 'By transfer' });
  await person.callRaw('complete_task', { id: rent.id }, run);
  await client.callRaw('add_task', { title: 'Buy milk', tags: ['shop'] }, run);
  await failureOf(person.call(updateTask, { id: rent.id, version: 1, title: 'Pay the rent' }));
  await person.call(getTask, { id: rent.id });
  return { person, client, runId, rent };
}

test('list_activity tells who changed what in which run, newest first', async () => {
  const { person, runId, rent } = await newStory();
  const { items, nextCursor, total } = await person.call(listActivity, {});
  const paid = { id: rent.id, status: 'done', version: 2 };
  expect({ items, nextCursor, total }).toMatchObject({ nextCursor: null, total: 3 });
  expect(items).toMatchObject([
    { by: 'client', clientId: 'some-editor', runId: null, tool: 'add_task', before: null },
    { by: 'agent', clientId: null, runId, tool: 'complete_task', before: rent, after: paid },
    { by: 'person', clientId: null, runId: null, tool: 'add_task', before: null, after: rent },
  ]);
  for (const item of items) {
    expect(item).toMatchObject({ outcome: 'ok', undo: 'possible', undoes: null });
  }
});

describe('list_activity filters', () => {
  let story: Awaited<ReturnType<typeof newStory>>;
  beforeAll(async () => {
    story = await newStory();
  });
  const toolsOf = async (input: object) => {
    const { items, total } = await story.person.call(listActivity, input);
    expect(total).toBe(items.length);
    return items.map(({ tool, by }) => `${by} ${tool}`);
  };
  const all = ['client add_task', 'agent complete_task', 'person add_task'];

  test('by what is shown', async () => {
    await expect(toolsOf({})).resolves.toEqual(all);
    await expect(toolsOf({ show: 'changes' })).resolves.toEqual(all);
    await expect(toolsOf({ show: 'failures' })).resolves.toEqual(['person update_task', ...all]);
    await expect(toolsOf({ show: 'everything', tool: 'get_task' })).resolves.toEqual([
      'person get_task',
    ]);
  });

  test('by who it was, and what a client says of a run is not believed', async () => {
    await expect(toolsOf({ by: 'person' })).resolves.toEqual(['person add_task']);
    await expect(toolsOf({ by: 'agent' })).resolves.toEqual(['agent complete_task']);
    await expect(toolsOf({ by: 'client' })).resolves.toEqual(['client add_task']);
    await expect(toolsOf({ clientId: 'some-editor' })).resolves.toEqual(['client add_task']);
    await expect(toolsOf({ clientId: 'another' })).resolves.toEqual([]);
    await expect(toolsOf({ runId: story.runId })).resolves.toEqual(['agent complete_task']);
  });

  test('by tool, task and words', async () => {
    await expect(toolsOf({ tool: 'add_task' })).resolves.toEqual([
      'client add_task',
      'person add_task',
    ]);
    await expect(toolsOf({ taskId: story.rent.id })).resolves.toEqual([
      'agent complete_task',
      'person add_task',
    ]);
    await expect(toolsOf({ query: 'SHO' })).resolves.toEqual(['client add_task']);
    await expect(toolsOf({ query: 'rent transfer' })).resolves.toHaveLength(2);
    await expect(toolsOf({ query: '!' })).resolves.toEqual([]);
  });

  test('by time', async () => {
    const { items } = await story.person.call(listActivity, {});
    const [newest] = items;
    await expect(toolsOf({ after: newest?.at, before: '9999-01-01T00:00:00Z' })).resolves.toEqual([
      'client add_task',
    ]);
    await expect(toolsOf({ before: newest?.at })).resolves.toHaveLength(2);
    await expect(toolsOf({ after: '9999-01-01T00:00:00Z' })).resolves.toEqual([]);
    await expect(toolsOf({ before: '0001-01-01T00:00:00Z' })).resolves.toEqual([]);
  });
});

test('pages neither repeat nor leave out an entry, whatever happens in between', async () => {
  const person = server.newPerson();
  const added: string[] = [];
  for (let n = 0; n < 5; n += 1) added.unshift((await person.call(addTask, { title: 't' })).id);
  const first = await person.call(listActivity, { limit: 2 });
  await person.call(completeTask, { id: added[4] });
  const second = await person.call(listActivity, { limit: 3, cursor: first.nextCursor });
  expect(second.nextCursor).toBeNull();
  expect([...first.items, ...second.items].map(({ after }) => after?.id)).toEqual(added);
});

test("list_activity shows nothing of another person's", async () => {
  const { rent, runId } = await newStory();
  const stranger = server.newPerson();
  for (const filter of [{}, { taskId: rent.id }, { runId }, { query: 'rent' }]) {
    const input = { show: 'everything', tool: 'add_task', ...filter };
    await expect(stranger.call(listActivity, input)).resolves.toMatchObject({
      items: [],
      total: 0,
    });
  }
});

test('an external client is neither told of the activity nor served with it', async () => {
  const { client } = await newStory();
  for (const name of ['list_activity', 'undo_change', 'undo_run']) {
    await expect(client.callRaw(name, {})).rejects.toThrow('There is no tool of this name.');
  }
});

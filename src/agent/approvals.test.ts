import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '#offline-model/scripted.ts';
import type { RunEvent } from '#src/contracts/run-event.ts';
import type { Task } from '#src/contracts/task.ts';
import { countLockWaiters, createClient } from '#test/database.ts';
import { failureOf, followToEnd } from '#test/gateway-client.ts';
import { newSomebody, type Somebody } from '#test/somebody.ts';
import { startSystem, type System } from '#test/system.ts';

let system: System;
let owner: pg.Client;
beforeAll(async () => {
  system = await startSystem();
  owner = await createClient(system.database.owner);
});
afterAll(async () => {
  await owner?.end();
  await system?.stop();
});

let ann: Somebody;
let task: Task;
beforeEach(async () => {
  ann = await newSomebody(system, 'Ann');
  task = await ann.client.tasks.add.mutate({ title: 'Water the plants' });
});

type Asked = Extract<RunEvent, { type: 'approval_required' }>;

const call = (name: string, more: object = {}): Answer => ({
  toolCalls: [{ name, arguments: { id: task.id, ...more } }],
});
const deletion = () => call('delete_task');

/** A turn in which the model answers so, up to where it asks; its run waits there. */
async function asking(...answers: Answer[]) {
  await system.model.script(...answers);
  const sent = await ann.client.chat.send.mutate({ text: 'Do it' });
  const events = await followToEnd(ann.client, sent.runId, {
    enough: ({ type }) => type === 'approval_required',
  });
  const asked = events
    .map(({ event }) => event)
    .find((event) => event.type === 'approval_required');
  if (!asked) throw new Error('The agent did not ask.');
  return { ...sent, asked };
}

const decide = (
  { asked }: { asked: Asked },
  decision: 'approve' | 'deny',
  more: { arguments?: Record<string, string | number> } = {},
  by = ann,
) => by.client.chat.decide.mutate({ approvalId: asked.approvalId, decision, ...more });

const endOf = async (runId: string) => (await followToEnd(ann.client, runId)).map((e) => e.event);
const outcomeIn = (events: RunEvent[]) => events.find((event) => event.type === 'tool_result');
const theTask = () => ann.client.tasks.get.query({ id: task.id });

async function deletions() {
  const sql = `SELECT outcome FROM app.audit_entries WHERE user_id = $1 AND tool = 'delete_task'`;
  return (await owner.query<{ outcome: string }>(sql, [ann.userId])).rows.map((row) => row.outcome);
}

describe('a destructive tool', () => {
  test('waits for the person, who is shown what it would be called with; approved, it is called once', async () => {
    const run = await asking(deletion(), { text: 'Gone.' });
    expect(run.asked).toMatchObject({ callId: 'call_1_1', arguments: { id: task.id } });
    expect(await theTask()).toEqual(task);
    // A reload shows the same: what was asked is in the answer's parts.
    const shown = await followToEnd(ann.client, run.runId, {
      enough: ({ type }) => type === 'approval_required',
    });
    expect(shown.at(-1)?.event).toEqual(run.asked);
    await expect(decide(run, 'approve')).resolves.toEqual({ decision: 'approve' });
    const events = await endOf(run.runId);
    expect(outcomeIn(events)).toMatchObject({ outcome: { status: 'ok' } });
    expect(events.at(-1)).toEqual({ type: 'done', reason: 'finished' });
    expect(await deletions()).toEqual(['ok']);
    const { messages } = await ann.client.chat.get.query({ conversationId: run.conversationId });
    expect(messages.at(-1)?.parts[0]).toMatchObject({
      approval: { id: run.asked.approvalId, decision: 'approve', arguments: { id: task.id } },
      outcome: { status: 'ok' },
    });
  });

  test('is not called when it is denied, and the model is told so', async () => {
    const run = await asking(deletion(), { text: 'I left it.' });
    await decide(run, 'deny');
    expect(outcomeIn(await endOf(run.runId))).toMatchObject({
      outcome: { status: 'error', error: { code: 'FORBIDDEN' } },
    });
    expect(await theTask()).toEqual(task);
    expect(await deletions()).toEqual([]);
    const [, told] = await system.model.requests();
    expect(JSON.stringify(told)).toContain('Permission was denied');
  });

  test('is asked about again when the model asks for it again', async () => {
    const run = await asking(deletion(), deletion(), { text: 'Well.' });
    await decide(run, 'deny');
    const again = await followToEnd(ann.client, run.runId, {
      enough: (event) => event.type === 'approval_required' && event.callId === 'call_2_1',
    });
    const event = again.at(-1)?.event;
    expect(event).toMatchObject({ type: 'approval_required' });
    expect(event).not.toMatchObject({ approvalId: run.asked.approvalId });
    await ann.client.chat.stop.mutate({ runId: run.runId });
    expect(await theTask()).toEqual(task);
  });

  test('waits while the other calls of the step are made, and each is decided by itself', async () => {
    const other = await ann.client.tasks.add.mutate({ title: 'Other' });
    const calls = [
      { name: 'delete_task', arguments: { id: task.id } },
      { name: 'add_task', arguments: { title: 'Meanwhile' } },
      { name: 'delete_task', arguments: { id: other.id } },
    ];
    const run = await asking({ toolCalls: calls }, { text: 'Done.' });
    const events = await followToEnd(ann.client, run.runId, {
      enough: ((seen: string[]) => (event: RunEvent) => {
        if (event.type === 'approval_required') seen.push(event.callId);
        if (event.type === 'tool_result') seen.push(event.callId);
        return seen.length === 3;
      })([]),
    });
    const asked = events.flatMap(({ event }) =>
      event.type === 'approval_required' ? [event] : [],
    );
    expect(asked).toHaveLength(2);
    for (const each of asked) {
      const isFirst = each.callId === 'call_1_1';
      await decide({ asked: each }, isFirst ? 'approve' : 'deny');
    }
    await endOf(run.runId);
    const { items } = await ann.client.tasks.list.query({});
    expect(items.map(({ title }) => title).toSorted()).toEqual(['Meanwhile', 'Other']);
  });
});

test('edited arguments are what is done, once they fit the contract', async () => {
  await ann.client.approvals.set.mutate({ tools: { update_task: 'ask' } });
  const update = call('update_task', { version: task.version, title: 'Model' });
  const run = await asking(update, { text: 'Done.' });
  const given = { id: task.id, version: task.version };
  for (const wrong of [{ ...given, title: '' }, { ...given, userId: 'x' }, { title: 'x' }]) {
    expect(await failureOf(decide(run, 'approve', { arguments: wrong }))).toMatchObject({
      appError: { code: 'BAD_REQUEST' },
    });
  }
  const denied = decide(run, 'deny', { arguments: given });
  expect(await failureOf(denied)).toMatchObject({ appError: { code: 'BAD_REQUEST' } });
  await decide(run, 'approve', { arguments: { ...given, title: 'Person' } });
  await endOf(run.runId);
  await expect(theTask()).resolves.toMatchObject({ title: 'Person', version: 2 });
});

describe('a decision', () => {
  const conflict = { appError: { code: 'CONFLICT' } };

  test('is made once: of two at once one counts, and no later one does', async () => {
    const run = await asking(deletion(), { text: 'Gone.' });
    // None is decided before all of them are at it.
    await using owner = await createClient(system.database.owner);
    await owner.query('BEGIN');
    await owner.query('SELECT 1 FROM agent.runs WHERE id = $1 FOR UPDATE', [run.runId]);
    const clicking = Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => decide(run, index % 2 ? 'deny' : 'approve')),
    );
    await expect.poll(() => countLockWaiters(system.database)).toBe(8);
    await owner.query('COMMIT');
    const clicks = await clicking;
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const events = await endOf(run.runId);
    expect(events.filter(({ type }) => type === 'approval_decided')).toHaveLength(1);
    expect(await failureOf(decide(run, 'approve'))).toMatchObject(conflict);
    const decided = clicks.findIndex(({ status }) => status === 'fulfilled');
    expect(await deletions()).toEqual(decided % 2 ? [] : ['ok']);
  });

  test("is the person's alone", async () => {
    const run = await asking(deletion(), { text: 'Gone.' });
    const eve = await newSomebody(system, 'Eve');
    const failure = await failureOf(decide(run, 'approve', {}, eve));
    expect(failure).toMatchObject({ appError: { code: 'NOT_FOUND' } });
    const missing = eve.client.chat.decide.mutate({
      approvalId: crypto.randomUUID(),
      decision: 'approve',
    });
    expect((await failureOf(missing)).appError).toEqual(failure.appError);
    expect(await theTask()).toEqual(task);
    await ann.client.chat.stop.mutate({ runId: run.runId });
  });

  test('comes too late when the run was stopped', async () => {
    const run = await asking(deletion(), { text: 'Gone.' });
    await expect(ann.client.chat.stop.mutate({ runId: run.runId })).resolves.toEqual({
      status: 'stopped',
    });
    expect(await failureOf(decide(run, 'approve'))).toMatchObject(conflict);
    expect((await endOf(run.runId)).at(-1)).toEqual({ type: 'done', reason: 'stopped' });
    expect(await deletions()).toEqual([]);
  });

  test('comes too late after an hour; the run goes on by itself without the call', async () => {
    const run = await asking(deletion(), { text: 'I left it.' });
    const expiry = new Date(run.asked.expiresAt).getTime() - Date.now();
    expect(Math.round(expiry / 60_000)).toBe(60);
    await owner.query('UPDATE agent.approvals SET expires_at = now() WHERE user_id = $1', [
      ann.userId,
    ]);
    expect(await failureOf(decide(run, 'approve'))).toMatchObject(conflict);
    await owner.query(`UPDATE pgboss.job SET start_after = now() WHERE data->>'runId' = $1`, [
      run.runId,
    ]);
    expect(outcomeIn(await endOf(run.runId))).toMatchObject({
      outcome: { error: { code: 'FORBIDDEN', message: expect.stringContaining('in time') } },
    });
    expect(await deletions()).toEqual([]);
  });

  test.each([
    ['arguments', `jsonb_build_object('id', gen_random_uuid())::text`],
    ['tool', undefined],
  ])('does not count for other %s than were shown', async (what, other) => {
    const run = await asking(deletion(), { text: 'Hm.' });
    // What the model asked for is changed behind the person's back.
    const set = other
      ? `jsonb_set(answer, '{toolCalls,0,arguments}', to_jsonb(${other}))`
      : `jsonb_set(answer, '{toolCalls,0,tool}', '"complete_task"')`;
    await owner.query(`UPDATE agent.run_steps SET answer = ${set} WHERE run_id = $1`, [run.runId]);
    await decide(run, 'approve');
    expect(outcomeIn(await endOf(run.runId)), what).toMatchObject({
      outcome: { error: { code: 'FORBIDDEN', message: expect.stringContaining('Something else') } },
    });
    expect(await theTask()).toEqual(task);
  });
});

test('what waits survives the gateway, and goes on at whichever one is there', async () => {
  const run = await asking(deletion(), { text: 'Gone.' });
  await system.gateway.stop('SIGKILL');
  await system.startGateway();
  await decide(run, 'approve');
  const events = await endOf(run.runId);
  expect(events.at(-1)).toEqual({ type: 'done', reason: 'finished' });
  expect(events.filter(({ type }) => type === 'approval_required')).toHaveLength(1);
  expect(await deletions()).toEqual(['ok']);
});

describe('a person says what is asked', () => {
  const finished = { type: 'done', reason: 'finished' };

  async function turn(...answers: Answer[]): Promise<RunEvent[]> {
    await system.model.script(...answers);
    const { runId } = await ann.client.chat.send.mutate({ text: 'Do it' });
    const last = await followToEnd(ann.client, runId, {
      enough: ({ type }) => type === 'approval_required',
    });
    const events = last.map(({ event }) => event);
    if (events.at(-1)?.type === 'approval_required') await ann.client.chat.stop.mutate({ runId });
    return events;
  }

  test('a tool that is always allowed is called at once, until that is taken back', async () => {
    const { tools } = await ann.client.approvals.list.query();
    expect(tools.filter(({ policy }) => policy === 'ask').map(({ tool }) => tool)).toEqual([
      'delete_task',
    ]);
    await ann.client.approvals.set.mutate({ tools: { delete_task: 'allow' } });
    expect((await turn(deletion(), { text: 'Gone.' })).at(-1)).toEqual(finished);
    expect(await deletions()).toEqual(['ok']);
    // Somebody else is asked as before.
    const eve = await newSomebody(system, 'Eve');
    const others = await eve.client.approvals.list.query();
    expect(others.tools.find(({ tool }) => tool === 'delete_task')?.policy).toBe('ask');
    await ann.client.approvals.set.mutate({ tools: { delete_task: 'ask' } });
    expect((await turn(deletion())).at(-1)?.type).toBe('approval_required');
  });

  test('strictly, every change is asked about once the agent has read what a tool answered', async () => {
    await ann.client.approvals.set.mutate({ strict: true, tools: { delete_task: 'allow' } });
    const add: Answer = { toolCalls: [{ name: 'add_task', arguments: { title: 'x' } }] };
    const list: Answer = { toolCalls: [{ name: 'list_tasks', arguments: {} }] };
    // Nothing was read: the person's own words are all that the model has.
    expect((await turn(add, { text: 'Added.' })).at(-1)).toEqual(finished);
    for (const change of [add, deletion(), call('complete_task')]) {
      const events = await turn(list, change);
      expect(events.at(-1)?.type).toBe('approval_required');
    }
    // Reading goes on unasked.
    expect((await turn(list, list, { text: 'Read.' })).at(-1)).toEqual(finished);
    await ann.client.approvals.set.mutate({ strict: false });
    expect((await turn(list, add, { text: 'Added.' })).at(-1)).toEqual(finished);
  });

  test('strictly, what an earlier turn of the conversation read counts as well', async () => {
    await ann.client.approvals.set.mutate({ strict: true });
    await system.model.script({ toolCalls: [{ name: 'list_tasks', arguments: {} }] });
    const { conversationId, runId } = await ann.client.chat.send.mutate({ text: 'List' });
    await endOf(runId);
    await system.model.script(call('complete_task'));
    const next = await ann.client.chat.send.mutate({ conversationId, text: 'Do what it says' });
    const events = await followToEnd(ann.client, next.runId, {
      enough: ({ type }) => type === 'approval_required',
    });
    expect(events.at(-1)?.event.type).toBe('approval_required');
    await ann.client.chat.stop.mutate({ runId: next.runId });
    await expect(theTask()).resolves.toMatchObject({ status: 'open' });
  });
});

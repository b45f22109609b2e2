import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { applyRunEvent } from '#src/contracts/run-event.ts';
import type { MessagePart } from '#src/contracts/message.ts';
import { createClient } from '#test/database.ts';
import {
  type FollowedEvent,
  followToEnd,
  type GatewayClient,
  gatewayClient,
} from '#test/gateway-client.ts';
import type { Person } from '#test/person.ts';
import type { SpawnedServer } from '#test/spawn-server.ts';
import { startSystem, type System } from '#test/system.ts';

// A gateway that only relays, and workers beside it that are killed.

let system: System;
let person: Person;
let client: GatewayClient;

beforeAll(async () => {
  system = await startSystem({ RUN_WORKERS: '0' });
});
afterAll(() => system?.stop());
beforeEach(async () => {
  person = await system.signUp();
  client = gatewayClient(system.gateway.url, await person.token());
});

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index} `);

async function startWorker(): Promise<SpawnedServer> {
  const worker = await system.startWorker();
  onTestFinished(() => worker.stop());
  return worker;
}

/** Ten seconds after the last sign of life, without the wait. */
async function forgetWorkers(): Promise<void> {
  await using sql = await createClient(system.database.owner);
  await sql.query(`UPDATE pgboss.job SET heartbeat_on = now() - interval '1 minute'`);
}

const partsOf = (events: readonly FollowedEvent[]) =>
  events.reduce((parts: MessagePart[], { event }) => applyRunEvent(parts, event), []);

test('a run waits for a worker, and one that is a process of its own executes it', async () => {
  await system.model.script({ text: 'Hello.' });
  const { runId } = await client.chat.send.mutate({ text: 'Hi' });
  const worker = await startWorker();
  const events = await followToEnd(client, runId);
  expect(events.at(-1)?.event).toEqual({ type: 'done', reason: 'finished' });
  expect(partsOf(events)).toEqual([{ type: 'text', text: 'Hello.' }]);
  expect(worker.output()).not.toMatch(/"level":[4-6]0/);
});

test('a worker killed in mid-answer: the next begins the step anew, and what it had said of it is void', async () => {
  await system.model.script(
    { toolCalls: [{ name: 'add_task', arguments: { title: 'Buy milk' } }] },
    { chunks: words(4_000), chunkDelayMs: 25 },
    { text: 'Added.' },
  );
  const worker = await startWorker();
  const { runId, conversationId } = await client.chat.send.mutate({ text: 'Add milk' });
  await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
  await worker.stop('SIGKILL');
  await forgetWorkers();
  await startWorker();
  const events = await followToEnd(client, runId);

  expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, index) => index + 1));
  const steps = events.flatMap(({ event }) =>
    event.type === 'step' ? [`${event.step} ${event.status}`] : [],
  );
  expect(steps).toEqual(['1 started', '1 finished', '2 started', '2 restarted', '2 finished']);
  expect(partsOf(events).slice(1)).toEqual([{ type: 'text', text: 'Added.' }]);
  const { messages } = await client.chat.get.query({ conversationId });
  expect(messages.at(-1)).toMatchObject({ parts: partsOf(events), run: { status: 'finished' } });
  // The first step was not asked for again, and its tool acted once.
  expect(await system.model.requests()).toHaveLength(3);
  expect((await client.tasks.list.query({})).total).toBe(1);
});

test('a worker killed between two results of a step: only the call without one is made by the next', async () => {
  await system.model.script(
    {
      toolCalls: [
        { name: 'add_task', arguments: { title: 'First' } },
        { name: 'no_such_tool', arguments: {} },
      ],
    },
    { text: 'Added.' },
  );
  const worker = await startWorker();
  // Nothing answers its calls, and what it sent is lost with it.
  system.mcp.process.kill('SIGSTOP');
  const { runId } = await client.chat.send.mutate({ text: 'Add' });
  await followToEnd(client, runId, { enough: ({ type }) => type === 'tool_result' });
  await worker.stop('SIGKILL');
  system.mcp.process.kill('SIGCONT');
  await forgetWorkers();
  await startWorker();
  const events = (await followToEnd(client, runId)).map(({ event }) => event);

  const results = events.flatMap((event) =>
    event.type === 'tool_result' ? [[event.callId, event.outcome.status]] : [],
  );
  expect(results).toEqual([
    ['call_1_2', 'error'],
    ['call_1_1', 'ok'],
  ]);
  expect(events.filter(({ type }) => type === 'tool_call')).toHaveLength(2);
  expect(events).not.toContainEqual(expect.objectContaining({ status: 'restarted' }));
  expect(await system.model.requests()).toHaveLength(2);
});

test('a worker that is stopped hands its runs to another at once', async () => {
  await system.model.script({ chunks: words(4_000), chunkDelayMs: 25 }, { text: 'Whole.' });
  const worker = await startWorker();
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
  await startWorker();
  await worker.stop();
  expect(worker.process.exitCode).toBe(0);
  const startedAt = performance.now();
  const events = await followToEnd(client, runId);
  expect(partsOf(events)).toEqual([{ type: 'text', text: 'Whole.' }]);
  // Sooner than a killed one would have been missed.
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});

test('a run that nobody executes is stopped all the same', async () => {
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  expect(await client.chat.stop.mutate({ runId })).toEqual({ status: 'stopped' });
  await startWorker();
  expect((await followToEnd(client, runId)).map(({ event }) => event)).toEqual([
    { type: 'done', reason: 'stopped' },
  ]);
});

test('a run ends when its person signs out, and says so', async () => {
  // Left alone, it would talk for 15 seconds.
  await system.model.script({ chunks: words(600), chunkDelayMs: 25 });
  await startWorker();
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
  await person.signOut();
  const events = (await followToEnd(client, runId)).map(({ event }) => event);
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'UNAUTHENTICATED' } });
});

test('a run whose session ended before a worker took it says so, and does nothing', async () => {
  await system.model.script({ text: 'Hello.' });
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  await person.signOut();
  await startWorker();
  expect((await followToEnd(client, runId)).map(({ event }) => event)).toMatchObject([
    { type: 'error', error: { code: 'UNAUTHENTICATED' } },
  ]);
  expect(await system.model.requests()).toEqual([]);
});

test('a job that names a run of somebody else reaches nothing', async () => {
  const other = await system.signUp('Other');
  await system.model.script({ text: 'Hello.' });
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  await using sql = await createClient(system.database.owner);
  await sql.query(
    `UPDATE pgboss.job SET data = jsonb_set(data::jsonb, '{userId}', to_jsonb($1::text))`,
    [other.userId],
  );
  await startWorker();
  const open = async () => {
    const { rows } = await sql.query(`SELECT 1 FROM pgboss.job WHERE state <> 'completed'`);
    return rows.length;
  };
  await expect.poll(open, { timeout: 20_000 }).toBe(0);
  expect(await system.model.requests()).toEqual([]);
  await client.chat.stop.mutate({ runId });
});

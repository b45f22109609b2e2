import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { freePort } from '#scripts/free-port.ts';
import type { RunEvent } from '#src/contracts/run-event.ts';
import { type FollowedRun, followRun } from '#src/features/chat/follow-run.ts';
import { prepareTemplate } from './cluster.ts';
import { followToEnd, type GatewayClient, gatewayClient, textOf } from './gateway-client.ts';
import type { Person } from './person.ts';
import { startSystem, type System } from './system.ts';

// Everything is killed or restarted in the middle of a turn, in its own time: relaying gateway,
// workers beside it, MCP server and PostgreSQL are processes of their own.

let postgres: EmbeddedPostgres;
let system: System;
let person: Person;
let client: GatewayClient;

const dataDir = join(tmpdir(), `throughline-durable-${randomUUID()}`);
const cluster = { dataDir, password: randomUUID(), durable: false };

beforeAll(async () => {
  await mkdir(dataDir);
  await chmod(dataDir, 0o711);
  postgres = await startEmbeddedPostgres({ ...cluster, port: await freePort() });
  await prepareTemplate(postgres.url('postgres'));
  system = await startSystem({ RUN_WORKERS: '0' }, {}, postgres.url('postgres'));
});
afterAll(async () => {
  await system?.stop();
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  person = await system.signUp();
  client = gatewayClient(system.gateway.url, await person.token());
});

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index} `);

interface Followed extends FollowedRun {
  /** Of the events, as they came. */
  readonly ids: readonly number[];
  /** The longest time without one, from the first to the last. */
  readonly longestSilenceMs: number;
}

/** Follows as the page does, which comes back by itself; resolves at the end of the run. */
function followAsPage(runId: string): Promise<Followed> {
  const ids: number[] = [];
  const times: number[] = [];
  return new Promise((resolve) => {
    followRun(
      runId,
      (lastEventId, on) => {
        const subscription = client.chat.follow.subscribe(
          { runId, ...(lastEventId !== null && { lastEventId }) },
          {
            onData: ({ id, data }) => {
              ids.push(Number(id));
              times.push(performance.now());
              on.event(id, data);
            },
            onConnectionStateChange: ({ state, error }) => {
              if (state === 'connecting' && error) on.interrupted();
            },
            onError: () => on.closed(null),
            onComplete: () => on.closed(null),
          },
        );
        return () => subscription.unsubscribe();
      },
      (followed) => {
        if (followed.progress.status === 'running') return;
        const silences = times.map((time, index) => time - (times[index - 1] ?? time));
        resolve({ ...followed, ids, longestSilenceMs: Math.max(...silences) });
      },
    );
  });
}

const reach = (runId: string, enough: (event: RunEvent) => boolean) =>
  followToEnd(client, runId, { enough });

/** That nothing is missing, repeated or out of order, and the page shows what is stored. */
async function expectWhole({ ids, progress }: Followed, conversationId: string): Promise<void> {
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  expect(progress.status).toBe('finished');
  const { messages } = await client.chat.get.query({ conversationId });
  expect(messages.at(-1)).toMatchObject({ parts: progress.parts, run: { status: 'finished' } });
}

const answer = { chunks: words(60), chunkDelayMs: 40, firstDelayMs: 300 };
const first = { ...answer, toolCalls: [{ name: 'add_task', arguments: { title: 'Buy milk' } }] };
const last = { ...answer, chunks: ['Done: ', ...answer.chunks] };
const isText = (event: RunEvent, text: string) =>
  event.type === 'text' && event.delta.startsWith(text);

const points: Record<string, [(event: RunEvent) => boolean, (typeof first | typeof last)[]]> = {
  'before the first word': [({ type }) => type === 'step', [first, first, last]],
  'in its first answer': [(event) => isText(event, 'word'), [first, first, last]],
  'while its tool is called': [({ type }) => type === 'tool_call', [first, last, last]],
  'when its tool has answered': [({ type }) => type === 'tool_result', [first, last, last]],
  'in its last answer': [(event) => isText(event, 'Done'), [first, last, last]],
};

test.each(Object.entries(points))(
  'a worker killed %s: another goes on within 15 seconds, and nothing is done or shown twice',
  async (_when, [point, script]) => {
    await system.model.script(...script);
    const successor = await system.startWorker();
    // It takes no run before its turn.
    successor.process.kill('SIGSTOP');
    const worker = await system.startWorker();
    const { runId, conversationId } = await client.chat.send.mutate({ text: 'Add milk' });
    const page = followAsPage(runId);
    await reach(runId, point);
    successor.process.kill('SIGCONT');
    await worker.stop('SIGKILL');
    const followed = await page;
    await successor.stop();

    expect(followed.longestSilenceMs).toBeLessThan(15_000);
    await expectWhole(followed, conversationId);
    expect(followed.progress.parts.at(-1)).toEqual({ type: 'text', text: last.chunks.join('') });
    expect((await client.tasks.list.query({})).total).toBe(1);
  },
);

test('a relaying gateway is killed: the page comes back by itself, with no gap and no repetition', async () => {
  await system.model.script({ chunks: words(200), chunkDelayMs: 40 });
  const worker = await system.startWorker();
  const { runId, conversationId } = await client.chat.send.mutate({ text: 'Talk' });
  const page = followAsPage(runId);
  let gateway = system.gateway;
  for (let times = 0; times < 2; times += 1) {
    await reach(runId, ({ type }) => type === 'text');
    await gateway.stop('SIGKILL');
    gateway = await system.startGateway();
  }
  const followed = await page;
  await expectWhole(followed, conversationId);
  expect(followed.progress.parts).toEqual([{ type: 'text', text: words(200).join('') }]);
  expect(await system.model.requests()).toHaveLength(1);
  await worker.stop();
});

test('PostgreSQL restarts in the middle of a turn: the turn goes on, and nothing is done or shown twice', async () => {
  await system.model.script(first, last, last, last);
  const worker = await system.startWorker();
  const { runId, conversationId } = await client.chat.send.mutate({ text: 'Add milk' });
  const page = followAsPage(runId);
  await reach(runId, (event) => isText(event, 'Done'));
  const { port } = postgres;
  await postgres.stop();
  postgres = await startEmbeddedPostgres({ ...cluster, port });
  const followed = await page;
  await expectWhole(followed, conversationId);
  expect(followed.progress.parts.at(-1)).toEqual({ type: 'text', text: last.chunks.join('') });
  expect((await client.tasks.list.query({})).total).toBe(1);
  await worker.stop();
});

test('two tabs on two gateways see the same events, and a third stops the run within a second', async () => {
  await system.model.script({ ...answer, chunks: words(4_000) });
  const worker = await system.startWorker();
  const elsewhere = await system.startGateway({ GATEWAY_PORT: String(await freePort()) });
  const token = await person.token();
  const there = gatewayClient(elsewhere.url, token);
  const { runId, conversationId } = await client.chat.send.mutate({ text: 'Talk' });
  const tabs = [client, client, there].map((tab) => followToEnd(tab, runId));
  await reach(runId, ({ type }) => type === 'text');
  const startedAt = performance.now();
  expect(await there.chat.stop.mutate({ runId })).toEqual({ status: 'stopped' });
  const [one, ...others] = await Promise.all(tabs);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(others).toEqual([one, one]);
  expect(one?.at(-1)?.event).toEqual({ type: 'done', reason: 'stopped' });
  const { messages } = await client.chat.get.query({ conversationId });
  expect(messages.at(-1)?.parts).toEqual([{ type: 'text', text: textOf(one ?? []) }]);
  await Promise.all([elsewhere.stop(), worker.stop()]);
});

test('a stop cancels a tool call that does not answer, within a second', async () => {
  await system.model.script(first, last);
  const worker = await system.startWorker();
  system.mcp.process.kill('SIGSTOP');
  const { runId } = await client.chat.send.mutate({ text: 'Add milk' });
  const following = followToEnd(client, runId);
  await reach(runId, ({ type }) => type === 'tool_call');
  const startedAt = performance.now();
  await client.chat.stop.mutate({ runId });
  expect((await following).at(-1)?.event).toEqual({ type: 'done', reason: 'stopped' });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  // The worker has nothing under way that it would hand back.
  const stoppedAt = performance.now();
  await worker.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(2_000);
  system.mcp.process.kill('SIGCONT');
});

test('the MCP server restarts in the middle of a call: the model is told, and the turn comes to its end', async () => {
  await system.model.script(first, last);
  const worker = await system.startWorker();
  system.mcp.process.kill('SIGSTOP');
  const { runId, conversationId } = await client.chat.send.mutate({ text: 'Add milk' });
  const page = followAsPage(runId);
  await reach(runId, ({ type }) => type === 'tool_call');
  await system.mcp.stop('SIGKILL');
  const mcp = await system.startMcpServer();
  const followed = await page;
  await expectWhole(followed, conversationId);
  expect((await client.tasks.list.query({})).total).toBeLessThanOrEqual(1);
  await Promise.all([mcp.stop(), worker.stop()]);
});

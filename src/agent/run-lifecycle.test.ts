import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '#scripts/free-port.ts';
import { createClient } from '#test/database.ts';
import { followToEnd, type GatewayClient, gatewayClient, textOf } from '#test/gateway-client.ts';
import type { Person } from '#test/person.ts';
import { spawnServer } from '#test/spawn-server.ts';
import { startSystem, type System } from '#test/system.ts';

let system: System;
let person: Person;
let client: GatewayClient;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());
beforeEach(async () => {
  person = await system.signUp();
  client = gatewayClient(system.gateway.url, await person.token());
});

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index} `);

async function say(text: string, conversationId?: string) {
  const sent = await client.chat.send.mutate({
    text,
    timeZone: 'Pacific/Auckland',
    ...(conversationId !== undefined && { conversationId }),
  });
  return sent;
}

describe('stop', () => {
  test('ends the model call at once, keeps what was said, and hands the turn back', async () => {
    // Left alone, it would talk for 20 seconds.
    await system.model.script({ chunks: words(800), chunkDelayMs: 25 });
    const { runId, conversationId } = await say('Talk');
    const following = followToEnd(client, runId);
    await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
    const startedAt = performance.now();
    await client.chat.stop.mutate({ runId });
    const events = await following;
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(events.at(-1)?.event).toEqual({ type: 'done', reason: 'stopped' });
    const { messages } = await client.chat.get.query({ conversationId });
    expect(messages.at(-1)).toMatchObject({
      parts: [{ type: 'text', text: textOf(events) }],
      run: { status: 'stopped', error: null },
    });
    expect(await client.chat.stop.mutate({ runId })).toEqual({ status: 'stopped' });
  });

  test('works while the model has said nothing yet', async () => {
    await system.model.script({ text: 'late', firstDelayMs: 20_000 });
    const { runId } = await say('Think');
    await followToEnd(client, runId, { enough: ({ type }) => type === 'step' });
    await client.chat.stop.mutate({ runId });
    const events = await followToEnd(client, runId);
    expect(events.at(-1)?.event).toEqual({ type: 'done', reason: 'stopped' });
  });

  test('works from another gateway', async () => {
    const elsewhere = await startElsewhere();
    onTestFinished(() => elsewhere.stop());
    await system.model.script({ chunks: words(400), chunkDelayMs: 25 });
    const { runId } = await say('Talk');
    await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
    const there = gatewayClient(elsewhere.url, await person.token());
    await there.chat.stop.mutate({ runId });
    expect((await followToEnd(there, runId)).at(-1)?.event).toEqual({
      type: 'done',
      reason: 'stopped',
    });
  });
});

test('a lost connection for notifications stops no run', async () => {
  await system.model.script({ chunks: words(60), chunkDelayMs: 25 });
  const { runId } = await say('Talk');
  await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
  await using sql = await createClient(system.database.owner);
  const { rowCount } = await sql.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN %'`,
  );
  expect(rowCount).toBeGreaterThan(0);
  const events = await followToEnd(client, runId);
  expect(events.at(-1)?.event).toEqual({ type: 'done', reason: 'finished' });
  expect(textOf(events)).toBe(words(60).join(''));
});

async function startElsewhere() {
  const port = await freePort();
  return spawnServer('src/gateway/main.ts', port, {
    ...system.gatewayEnv,
    GATEWAY_PORT: String(port),
  });
}

async function followInPieces(runId: string) {
  const events = await followToEnd(client, runId, { enough: () => true });
  while (events.at(-1)?.event.type !== 'done') {
    let left = 3;
    events.push(
      ...(await followToEnd(client, runId, {
        lastEventId: events.at(-1)?.id ?? '',
        enough: () => (left -= 1) === 0,
      })),
    );
  }
  return events;
}

describe('follow', () => {
  test('replays from any event without gaps or repeats, to any number of followers', async () => {
    await system.model.script(
      { chunks: words(30), chunkDelayMs: 40, toolCalls: [{ name: 'list_tasks', arguments: {} }] },
      { chunks: words(30), chunkDelayMs: 40 },
    );
    const { runId } = await say('Talk');
    const [whole, again] = await Promise.all([
      followToEnd(client, runId),
      // A client that loses its connection after every few events, and comes back.
      followInPieces(runId),
    ]);
    expect(whole.map(({ id }) => Number(id))).toEqual(whole.map((_, index) => index + 1));
    expect(again).toEqual(whole);
    expect(await followToEnd(client, runId)).toEqual(whole);
    const middle = whole[7];
    expect(await followToEnd(client, runId, { lastEventId: middle?.id ?? '' })).toEqual(
      whole.slice(8),
    );
  });

  test('of a run that is over and known to its end says nothing more', async () => {
    const { runId } = await say('Hello');
    const whole = await followToEnd(client, runId);
    expect(await followToEnd(client, runId, { lastEventId: whole.at(-1)?.id ?? '' })).toEqual([]);
  });
});

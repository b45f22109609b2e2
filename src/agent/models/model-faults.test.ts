import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followToEnd, type GatewayClient, gatewayClient, textOf } from '#test/gateway-client.ts';
import { startSystem, type System } from '#test/system.ts';

let system: System;
let client: GatewayClient;

beforeAll(async () => {
  system = await startSystem({ MODEL_IDLE_TIMEOUT_MS: '1000' });
});
afterAll(() => system?.stop());
beforeEach(async () => {
  client = gatewayClient(system.gateway.url, await (await system.signUp()).token());
});

const chunks = ['One ', 'two ', 'three ', 'four '];
const key = 'sk-canary-of-the-model-server';

test.each([
  [{ kind: 'status', status: 500, body: key }, 'UNAVAILABLE', /failed/, ''],
  [{ kind: 'status', status: 429, body: key }, 'UNAVAILABLE', /too many requests/, ''],
  [{ kind: 'status', status: 401, body: key }, 'UNAVAILABLE', /refused our key/, ''],
  [{ kind: 'status', status: 400, body: key }, 'UNAVAILABLE', /refused the request/, ''],
  [{ kind: 'reset', afterChunks: 0 }, 'UNAVAILABLE', /cannot be reached|broke off/, ''],
  [{ kind: 'reset', afterChunks: 2 }, 'UNAVAILABLE', /broke off/, 'One two '],
  [{ kind: 'end-early', afterChunks: 2 }, 'UNAVAILABLE', /broke off/, 'One two '],
  [{ kind: 'silence', afterChunks: 0 }, 'TIMEOUT', /silent/, ''],
  [{ kind: 'silence', afterChunks: 2 }, 'TIMEOUT', /silent/, 'One two '],
] as const)(
  'a model with %j fails the run with %s, and keeps what was said',
  async (fault, code, message, said) => {
    const answer = { chunks, chunkDelayMs: 20, fault };
    // A request of which nothing was shown is made twice more.
    await system.model.script(answer, answer, answer);
    const { runId, conversationId } = await client.chat.send.mutate({ text: 'Talk' });
    const events = await followToEnd(client, runId);
    expect(events.at(-1)?.event).toEqual({
      type: 'error',
      error: expect.objectContaining({ code, message: expect.stringMatching(message) }),
    });
    expect(textOf(events)).toBe(said);
    expect(JSON.stringify(events)).not.toContain(key);
    const { messages } = await client.chat.get.query({ conversationId });
    expect(messages.at(-1)).toMatchObject({
      parts: said === '' ? [] : [{ type: 'text', text: said }],
      run: { status: 'failed', error: { code } },
    });

    // The conversation is not stuck.
    await system.model.script({ text: 'Here.' });
    const again = await client.chat.send.mutate({ text: 'And now?', conversationId });
    expect(textOf(await followToEnd(client, again.runId))).toBe('Here.');
  },
);

test('a model that begins late and speaks slowly but steadily is not cut off, nor asked twice', async () => {
  await system.model.script({ chunks, firstDelayMs: 700, chunkDelayMs: 700 });
  expect(textOf(await talk())).toBe(chunks.join(''));
  expect(await system.model.requests()).toHaveLength(1);
});

test.each([
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429 },
  { kind: 'reset', afterChunks: 0 },
  { kind: 'silence', afterChunks: 0 },
  { kind: 'end-early', afterChunks: 0 },
] as const)('a model with %j is asked again while nothing was shown', async (fault) => {
  await system.model.script({ chunks, fault }, { chunks, fault }, { chunks });
  const events = await talk();
  expect(textOf(events)).toBe(chunks.join(''));
  expect(events.at(-1)?.event).toEqual({ type: 'done', reason: 'finished' });
  expect(await system.model.requests()).toHaveLength(3);
});

test.each([
  ['has shown a word', { kind: 'reset', afterChunks: 1 }],
  ['refuses our key', { kind: 'status', status: 401 }],
  ['refuses the request', { kind: 'status', status: 400 }],
  ['wants to be left alone for an hour', { kind: 'status', status: 429, retryAfter: 3600 }],
] as const)('a model that %s is not asked again by itself', async (_what, fault) => {
  await system.model.script({ chunks, fault }, { chunks });
  const events = await talk();
  expect(events.at(-1)?.event).toMatchObject({
    type: 'error',
    error: { details: { retryAfterSeconds: 'retryAfter' in fault ? 3600 : expect.any(Number) } },
  });
  expect(await system.model.requests()).toHaveLength(1);
});

test('a model that asks for time gets it', async () => {
  const busy = { kind: 'status', status: 429, retryAfter: 1 } as const;
  await system.model.script({ fault: busy }, { fault: busy }, { text: 'Now.' });
  const startedAt = performance.now();
  expect(textOf(await talk())).toBe('Now.');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(2_000);
});

async function talk() {
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  return followToEnd(client, runId);
}

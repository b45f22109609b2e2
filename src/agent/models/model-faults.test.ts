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
    // A request that was refused is made once more.
    await system.model.script(answer, answer);
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

test('a model that speaks slowly but steadily is not cut off', async () => {
  await system.model.script({ chunks, chunkDelayMs: 700 });
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  expect(textOf(await followToEnd(client, runId))).toBe(chunks.join(''));
});

import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followToEnd, gatewayClient, textOf } from '#test/gateway-client.ts';
import { startSystem, type System } from '#test/system.ts';

/** A server of the same dialect that we did not write ourselves. */
const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 5, latency: 5 });
let system: System;

beforeAll(async () => {
  await mock.start();
  system = await startSystem({
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: `${mock.url}/v1`,
    OPENAI_MODEL: 'gpt-5-mini',
  });
});
afterAll(async () => {
  await system?.stop();
  await mock.stop();
});

test('the agent streams, calls tools and answers over an independent OpenAI server', async () => {
  mock.on(
    { userMessage: 'two tasks', hasToolResult: false },
    {
      content: 'Adding both.',
      toolCalls: [
        { name: 'add_task', arguments: JSON.stringify({ title: 'Buy milk' }) },
        { name: 'add_task', arguments: JSON.stringify({ title: 'Buy bread' }) },
      ],
    },
  );
  mock.on(
    { userMessage: 'two tasks', hasToolResult: true },
    { content: 'Both are on your list, as you asked.' },
  );
  const client = gatewayClient(system.gateway.url, await (await system.signUp()).token());
  expect(await client.models.list.query()).toEqual({
    items: [{ variant: 'default', label: 'gpt-5-mini', kind: 'openai-compatible' }],
  });
  const { runId } = await client.chat.send.mutate({ text: 'Add two tasks: milk and bread' });
  const events = await followToEnd(client, runId);
  expect(textOf(events)).toBe('Adding both.Both are on your list, as you asked.');
  expect(events.at(-1)?.event).toEqual({ type: 'done', reason: 'finished' });
  const { items } = await client.tasks.list.query({});
  expect(items.map(({ title }) => title).toSorted()).toEqual(['Buy bread', 'Buy milk']);
});

test('an error of the server becomes a run error in our words', async () => {
  mock.on(
    { userMessage: 'break' },
    { error: { message: 'secret detail', type: 'server_error' }, status: 503 },
  );
  const client = gatewayClient(system.gateway.url, await (await system.signUp()).token());
  const { runId } = await client.chat.send.mutate({ text: 'break' });
  const events = await followToEnd(client, runId);
  expect(events.at(-1)?.event).toMatchObject({ type: 'error', error: { code: 'UNAVAILABLE' } });
  expect(JSON.stringify(events)).not.toContain('secret detail');
});

import { describe, expect, test } from 'vitest';
import type OpenAI from 'openai';
import { MODEL_NAME } from './http.ts';
import { addTask, ask, readStream, startModel } from './model-fixture.ts';

const post = (url: string, body: string) =>
  fetch(`${url}/v1/chat/completions`, { method: 'POST', body });

describe('chat completions, read with the openai package', () => {
  test('text comes as a document when no stream is asked for', async () => {
    const { client } = await startModel({ scripted: false });
    const completion = await client.chat.completions.create(ask('help'));
    expect(completion).toMatchObject({ object: 'chat.completion', model: MODEL_NAME });
    expect(completion.choices[0]).toMatchObject({
      message: { role: 'assistant', content: expect.stringContaining('task list') },
      finish_reason: 'stop',
    });
    const usage = completion.usage;
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
    expect(usage?.completion_tokens).toBeGreaterThan(0);
  });

  test('tool calls come as a document too', async () => {
    const { client } = await startModel({ scripted: false });
    const completion = await client.chat.completions.create({
      ...ask('add buy milk'),
      tools: [addTask],
    });
    expect(completion.choices[0]).toMatchObject({
      message: {
        content: null,
        tool_calls: [
          {
            id: expect.stringMatching(/^call_/),
            type: 'function',
            function: { name: 'add_task', arguments: '{"title":"Buy milk"}' },
          },
        ],
      },
      finish_reason: 'tool_calls',
    });
  });

  test('text streams in small pieces that make up the whole', async () => {
    const { client } = await startModel({ scripted: false });
    const whole = await client.chat.completions.create(ask('help'));
    const { texts, finish } = await readStream(client, 'help');
    expect(texts.length).toBeGreaterThan(20);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(30);
    expect(texts.join('')).toBe(whole.choices[0]?.message.content);
    expect(finish).toEqual(['stop']);
  });

  test('parallel tool calls stream in pieces that the client puts together', async () => {
    const { client } = await startModel({ scripted: false });
    const stream = client.chat.completions.stream({
      ...ask(
        'add buy milk tomorrow with high priority #shopping and call the bank about the new mortgage offer',
      ),
      tools: [addTask],
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    stream.on('chunk', (chunk) => chunks.push(chunk));
    const completion = await stream.finalChatCompletion();
    const calls = completion.choices[0]?.message.tool_calls ?? [];
    expect(calls.map((call) => call.type === 'function' && call.function)).toMatchObject([
      { name: 'add_task', arguments: expect.stringContaining('"title":"Buy milk"') },
      { name: 'add_task', arguments: '{"title":"Call the bank about the new mortgage offer"}' },
    ]);
    expect(new Set(calls.map((call) => call.id)).size).toBe(2);
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
    expect(chunks.length).toBeGreaterThan(6);
  });

  test('calls one tool at a time when parallel calls are turned off, and none for tool_choice none', async () => {
    const { client } = await startModel({ scripted: false });
    const request = { ...ask('add buy milk and call Ada'), tools: [addTask] };
    const one = await client.chat.completions.create({ ...request, parallel_tool_calls: false });
    expect(one.choices[0]?.message.tool_calls).toHaveLength(1);
    const none = await client.chat.completions.create({ ...request, tool_choice: 'none' });
    expect(none.choices[0]?.message.tool_calls).toBeUndefined();
  });

  test('usage is streamed only when it is asked for, in a last chunk without choices', async () => {
    const { client } = await startModel({ scripted: false });
    const usages = async (include: boolean) => {
      const stream = await client.chat.completions.create({
        ...ask('hello'),
        stream: true,
        stream_options: { include_usage: include },
      });
      const chunks: OpenAI.ChatCompletionChunk[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return { last: chunks.at(-1), others: chunks.slice(0, -1) };
    };
    const asked = await usages(true);
    expect(asked.last).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(asked.others.every((chunk) => chunk.usage === null)).toBe(true);
    expect((await usages(false)).last).not.toHaveProperty('usage');
  });

  test('the wire holds what OpenAI sends: role first, one finish_reason, then [DONE]', async () => {
    const { url } = await startModel({ scripted: false });
    const response = await post(url, JSON.stringify({ ...ask('hello'), stream: true }));
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).split('\n\n').filter((event) => event !== '');
    expect(events.every((event) => event.startsWith('data: '))).toBe(true);
    expect(events.at(-1)).toBe('data: [DONE]');
    const chunks = events.slice(0, -1).map((event): unknown => JSON.parse(event.slice(6)));
    expect(chunks[0]).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
    });
    expect(chunks.at(-1)).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }] });
  });

  test('the model is listed', async () => {
    const { client } = await startModel({ scripted: false });
    const models = await client.models.list();
    expect(models.data.map((model) => model.id)).toEqual([MODEL_NAME]);
  });
});

describe('requests that are not right', () => {
  test.each([
    ['no JSON', '{', 400, 'JSON'],
    ['no messages', '{"model":"m"}', 400, 'messages'],
    [
      'an unknown role',
      '{"model":"m","messages":[{"role":"king","content":"x"}]}',
      400,
      'messages.0.role',
    ],
    ['a body over 1 MB', JSON.stringify({ ...ask('x'.repeat(1_100_000)) }), 413, '1 MB'],
  ])('%s is refused with an OpenAI error', async (_name, body, status, message) => {
    const { url, errors } = await startModel({ scripted: false });
    const response = await post(url, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: expect.objectContaining({
        message: expect.stringContaining(message),
        type: 'invalid_request_error',
      }),
    });
    expect(errors).toEqual([]);
  });

  test('unknown routes answer 404 as JSON, and so do the script routes outside script mode', async () => {
    const { url, putScript } = await startModel({ scripted: false });
    for (const response of [
      await fetch(`${url}/nothing`),
      await fetch(`${url}/requests`),
      await putScript([]),
    ]) {
      expect(response.status).toBe(404);
      expect(await response.json()).toHaveProperty('error.message');
    }
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

import { APIError } from 'openai';
import { describe, expect, test } from 'vitest';
import { addTask, ask, readStream, startModel } from './model-fixture.ts';

describe('the script', () => {
  test('gives its answers in order, then says that it has ended', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script({ text: 'One.' }, { chunks: ['T', 'wo.'] });
    expect((await readStream(client, 'a')).texts.join('')).toBe('One.');
    expect((await readStream(client, 'b')).texts).toEqual(['T', 'wo.']);
    expect((await readStream(client, 'c')).texts.join('')).toBe('(script ended)');
  });

  test('an answer with a match waits for the request that holds it', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script(
      { match: 'for Ada', text: 'Ada' },
      { match: 'for Bob', text: 'Bob' },
      { text: 'Any' },
    );
    expect((await readStream(client, 'this is for Bob')).texts).toEqual(['Bob']);
    expect((await readStream(client, 'whoever')).texts).toEqual(['Any']);
    expect((await readStream(client, 'this is for Ada')).texts).toEqual(['Ada']);
  });

  test('shows the requests since it was given, as they came', async () => {
    const { url, client, script } = await startModel({ scripted: true });
    await readStream(client, 'before');
    await script({ text: 'x' });
    await client.chat.completions.create({ ...ask('after'), tools: [addTask] });
    const requests: unknown = await (await fetch(`${url}/requests`)).json();
    expect(requests).toEqual([{ ...ask('after'), tools: [addTask] }]);
  });

  test('sends text and tool calls, and nonsense arguments word for word', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script({
      text: 'Let me see.',
      toolCalls: [
        { name: 'a', arguments: { deep: [1, { ok: true }] } },
        { name: 'b', arguments: '{"broken":' },
      ],
    });
    const completion = await client.chat.completions.stream(ask('x')).finalChatCompletion();
    const message = completion.choices[0]?.message;
    expect(message?.content).toBe('Let me see.');
    expect(message?.tool_calls).toMatchObject([
      { function: { name: 'a', arguments: '{"deep":[1,{"ok":true}]}' } },
      { function: { name: 'b', arguments: '{"broken":' } },
    ]);
  });

  test('waits as long as it is told, before the first piece and between pieces', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script({ chunks: ['a', 'b', 'c'], firstDelayMs: 120, chunkDelayMs: 60 });
    const started = performance.now();
    await readStream(client, 'x');
    expect(performance.now() - started).toBeGreaterThan(230);
  });

  test('answers by understanding as long as no script was given', async () => {
    const { client } = await startModel({ scripted: true });
    expect((await readStream(client, 'hello')).texts.join('')).toMatch(/^Hello!/);
  });

  test('a script that is not right is refused and changes nothing', async () => {
    const { putScript, client, script } = await startModel({ scripted: true });
    await script({ text: 'kept' });
    expect((await putScript([{ txt: 'typo' }])).status).toBe(400);
    expect((await readStream(client, 'x')).texts).toEqual(['kept']);
  });
});

describe('faults', () => {
  test('status: the status, Retry-After and body that were asked for', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script(
      { fault: { kind: 'status', status: 429, retryAfter: 7 } },
      { fault: { kind: 'status', status: 500, body: { error: { message: 'odd' } } } },
    );
    const limited = await readStream(client, 'x');
    expect(limited.error).toBeInstanceOf(APIError);
    expect(limited.error).toMatchObject({ status: 429 });
    expect(limited.error instanceof APIError && limited.error.headers?.get('retry-after')).toBe(
      '7',
    );
    expect((await readStream(client, 'x')).error).toMatchObject({
      status: 500,
      error: { message: 'odd' },
    });
  });

  test('reset: the pieces before it arrive, then the connection breaks', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script({ chunks: ['a', 'b', 'c'], fault: { kind: 'reset', afterChunks: 2 } });
    const { texts, finish, error } = await readStream(client, 'x');
    expect(texts).toEqual(['a', 'b']);
    expect(finish).toEqual([]);
    expect(error).toBeInstanceOf(Error);
  });

  test('reset before anything was sent is a connection error', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script({ chunks: ['a'], fault: { kind: 'reset', afterChunks: 0 } });
    const { texts, error } = await readStream(client, 'x');
    expect(texts).toEqual([]);
    expect(error).toBeInstanceOf(Error);
  });

  test('end-early: the stream ends in good order but without finish_reason', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script({ chunks: ['a', 'b'], fault: { kind: 'end-early', afterChunks: 1 } });
    expect(await readStream(client, 'x')).toEqual({ texts: ['a'], finish: [], error: undefined });
  });

  test('silence: after its pieces nothing more comes, until the client gives up', async () => {
    const { client, script } = await startModel({ scripted: true });
    await script({ chunks: ['a', 'b'], fault: { kind: 'silence', afterChunks: 1 } });
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 300);
    const started = performance.now();
    const { texts, finish } = await readStream(client, 'x', giveUp.signal);
    expect(performance.now() - started).toBeGreaterThan(250);
    expect({ texts, finish }).toEqual({ texts: ['a'], finish: [] });
  });

  test.each(['reset', 'end-early'] as const)(
    '%s breaks an answer that is not streamed too',
    async (kind) => {
      const { client, script } = await startModel({ scripted: true });
      await script({ text: 'whole', fault: { kind, afterChunks: 0 } });
      await expect(client.chat.completions.create(ask('x'))).rejects.toBeInstanceOf(Error);
    },
  );
});

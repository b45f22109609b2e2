import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { failureOf, followToEnd, type GatewayClient, gatewayClient } from '#test/gateway-client.ts';
import { startSystem, type System } from '#test/system.ts';

let system: System;
let client: GatewayClient;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());
beforeEach(async () => {
  const person = await system.signUp();
  client = gatewayClient(system.gateway.url, await person.token());
});

/** A conversation of two turns, and its messages. */
async function newConversation() {
  await system.model.script({ text: 'First answer.' }, { text: 'Second answer.' });
  const first = await client.chat.send.mutate({ text: 'First question' });
  await followToEnd(client, first.runId);
  const { conversationId } = first;
  const second = await client.chat.send.mutate({ text: 'Second question', conversationId });
  await followToEnd(client, second.runId);
  return { conversationId, messages: await messagesOf(conversationId) };
}

async function messagesOf(conversationId: string) {
  const { messages } = await client.chat.get.query({ conversationId });
  return messages.map(({ id, parentId, role, parts }) => {
    const [part] = parts;
    return { id, parentId, role, text: part?.type === 'text' ? part.text : '' };
  });
}

const Asked = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

/** What the model was told of the conversation in its last request. */
async function told(): Promise<string[]> {
  const requests = await system.model.requests();
  const { messages } = Asked.parse(requests.at(-1));
  return messages.filter(({ role }) => role !== 'system').map(({ content }) => content);
}

test('an answer is given again beside the first, by a model that knows nothing of that', async () => {
  const { conversationId, messages } = await newConversation();
  const [question, answer] = messages;
  await system.model.script({ text: 'Another answer.' });
  const sent = await client.chat.regenerate.mutate({ conversationId, messageId: answer?.id ?? '' });
  expect(sent).toMatchObject({ conversationId, messageId: question?.id });
  await followToEnd(client, sent.runId);
  await expect(told()).resolves.toEqual(['First question']);
  await expect(messagesOf(conversationId)).resolves.toEqual([
    ...messages,
    {
      id: expect.any(String),
      parentId: question?.id,
      role: 'assistant',
      text: 'Another answer.',
    },
  ]);
});

test('an edited question is asked beside the first, after what came before it', async () => {
  const { conversationId, messages } = await newConversation();
  const [, answer, question] = messages;
  await system.model.script({ text: 'Edited answer.' });
  const { runId, messageId } = await client.chat.send.mutate({
    conversationId,
    parentId: question?.parentId ?? null,
    text: 'Edited question',
  });
  await followToEnd(client, runId);
  await expect(told()).resolves.toEqual(['First question', 'First answer.', 'Edited question']);
  expect((await messagesOf(conversationId)).slice(messages.length)).toMatchObject([
    { id: messageId, parentId: answer?.id, text: 'Edited question' },
    { parentId: messageId, text: 'Edited answer.' },
  ]);
});

test('the first question can be edited as well', async () => {
  const { conversationId, messages } = await newConversation();
  await system.model.script({ text: 'Edited answer.' });
  const { runId } = await client.chat.send.mutate({
    conversationId,
    parentId: null,
    text: 'Edited question',
  });
  await followToEnd(client, runId);
  await expect(told()).resolves.toEqual(['Edited question']);
  expect((await messagesOf(conversationId))[messages.length]).toMatchObject({
    parentId: null,
    text: 'Edited question',
  });
});

test('only an answer of this conversation is given again', async () => {
  const [one, other] = [await newConversation(), await newConversation()];
  const { conversationId } = one;
  const [first, , second] = one.messages;
  for (const messageId of [first?.id, second?.id, other.messages[1]?.id, randomUUID()]) {
    const attempt = client.chat.regenerate.mutate({ conversationId, messageId: messageId ?? '' });
    await expect(failureOf(attempt)).resolves.toMatchObject({ code: 'NOT_FOUND' });
  }
  await expect(messagesOf(conversationId)).resolves.toEqual(one.messages);
});

test('no answer is given again while another one is under way', async () => {
  const { conversationId, messages } = await newConversation();
  const messageId = messages[1]?.id ?? '';
  await system.model.script({ chunks: ['wait ', 'for it'], chunkDelayMs: 60_000 });
  const { runId } = await client.chat.regenerate.mutate({ conversationId, messageId });
  const attempt = client.chat.regenerate.mutate({ conversationId, messageId });
  await expect(failureOf(attempt)).resolves.toMatchObject({ code: 'CONFLICT' });
  await client.chat.stop.mutate({ runId });
  await followToEnd(client, runId);
});

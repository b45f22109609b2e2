import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { followToEnd, type GatewayClient, gatewayClient } from '#test/gateway-client.ts';
import type { Person } from '#test/person.ts';
import {
  callerTransport,
  httpTransport,
  type ProcedureTransport,
  procedureTypes,
} from '#test/procedure-transports.ts';
import { startSystem, type System } from '#test/system.ts';
import { loadGatewayConfig } from '#src/config/gateway.ts';
import { ChatDetail, ChatPage, ChatSent, Conversation, ModelInfo } from '#src/contracts/chat.ts';
import { RunEvent } from '#src/contracts/run-event.ts';
import { Task } from '#src/contracts/task.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { createLogger } from '#src/platform/logger.ts';
import { type ClosableServices, createServices } from './create-services.ts';

interface Somebody extends Person {
  client: GatewayClient;
  jwt: string;
  /** A word that only this person's rows hold. */
  secret: string;
}

interface ProcedureCase {
  /** What must exist before; gives the input of a call that works. */
  arrange: (owner: Somebody) => Promise<unknown>;
  /** The shape of the answer, and what it must say. */
  answer: z.ZodType;
  /** What somebody else gets for the same input. */
  foreign: 'NOT_FOUND' | 'nothing of the owner';
  /** Inputs that break the contract; none when the procedure takes no input. */
  broken: unknown[];
  /** Of a subscription: what makes it say something once it is open. */
  onOpen?: (owner: Somebody) => Promise<unknown>;
  values?: number;
}

let system: System;
let services: ClosableServices;
let owner: Somebody;
let other: Somebody;
let transports: ProcedureTransport[];

async function somebody(name: string): Promise<Somebody> {
  const person = await system.signUp(name);
  const jwt = await person.token();
  const client = gatewayClient(system.gateway.url, jwt);
  return { ...person, jwt, client, secret: `secret-${randomUUID()}` };
}

beforeAll(async () => {
  system = await startSystem();
  // Every answer is a few words, at once.
  await system.model.script();
  services = createServices(
    loadGatewayConfig({ ...system.gatewayEnv, NODE_ENV: 'test' }),
    createLogger('test', 'silent'),
  );
  transports = [callerTransport(services), httpTransport(system.gateway.url)];
  [owner, other] = await Promise.all([somebody('Owner'), somebody('Other')]);
});
afterAll(async () => {
  await services?.endStreamsAndRuns();
  await services?.disconnect();
  await system?.stop();
});

/** A well-formed cursor of ours that holds something else. */
const cursorOf = (...content: string[]) =>
  Buffer.from(JSON.stringify(content)).toString('base64url');
const addTask = ({ client, secret }: Somebody) => client.tasks.add.mutate({ title: secret });
const taskId = async (person: Somebody) => ({ id: (await addTask(person)).id });
const doneTaskId = async (person: Somebody) => {
  const { id } = await taskId(person);
  await person.client.tasks.complete.mutate({ id });
  return { id };
};
/** A conversation that has been answered. */
const chat = async ({ client, secret }: Somebody) => {
  const sent = await client.chat.send.mutate({ text: `hello ${secret}` });
  await followToEnd(client, sent.runId);
  return sent;
};
const conversationId = async (person: Somebody) => ({
  conversationId: (await chat(person)).conversationId,
});
const runId = async (person: Somebody) => ({ runId: (await chat(person)).runId });
const noInput = () => Promise.resolve(undefined);

const brokenIds = [{}, { id: 'not-an-id' }, { id: randomUUID(), userId: 'someone' }, 'text', 7];
const brokenConversations = [
  {},
  { conversationId: '1' },
  { conversationId: randomUUID(), more: 1 },
];

const cases: Record<string, ProcedureCase> = {
  'changes.follow': {
    arrange: noInput,
    answer: z.tuple([z.strictObject({ resource: z.literal('task') })]),
    foreign: 'nothing of the owner',
    broken: [{ userId: 'someone' }, 'text'],
    onOpen: addTask,
    values: 1,
  },
  'chat.delete': {
    arrange: conversationId,
    answer: Conversation,
    foreign: 'NOT_FOUND',
    broken: brokenConversations,
  },
  'chat.follow': {
    arrange: runId,
    answer: z.array(RunEvent).min(3),
    foreign: 'NOT_FOUND',
    broken: [{}, { runId: 'x' }, { runId: randomUUID(), lastEventId: 'x' }],
  },
  'chat.get': {
    arrange: conversationId,
    answer: ChatDetail,
    foreign: 'NOT_FOUND',
    broken: brokenConversations,
  },
  'chat.list': {
    arrange: async (person) => void (await chat(person)),
    answer: ChatPage,
    foreign: 'nothing of the owner',
    broken: [
      { limit: 0 },
      { limit: 1000 },
      { cursor: 'nonsense' },
      { cursor: cursorOf('0000-01-01T00:00:00Z', randomUUID()) },
      { userId: 'someone' },
    ],
  },
  'chat.rename': {
    arrange: async (person) => ({ ...(await conversationId(person)), title: 'Renamed' }),
    answer: Conversation.extend({ title: z.literal('Renamed') }),
    foreign: 'NOT_FOUND',
    broken: [...brokenConversations, { conversationId: randomUUID(), title: ' ' }],
  },
  'chat.send': {
    arrange: async (person) => ({ ...(await conversationId(person)), text: 'And then?' }),
    answer: ChatSent,
    foreign: 'NOT_FOUND',
    broken: [
      {},
      { text: ' ' },
      { text: 'x'.repeat(8001) },
      { text: 'x', timeZone: 'Mars' },
      { text: 'x', variant: 'nonsense' },
      { text: 'NUL \0' },
    ],
  },
  'chat.stop': {
    arrange: runId,
    answer: z.strictObject({ status: z.literal('finished') }),
    foreign: 'NOT_FOUND',
    broken: [{}, { runId: 'x' }],
  },
  'me.get': {
    arrange: noInput,
    answer: z.strictObject({
      userId: z.string(),
      sessionId: z.string(),
      scopes: z.tuple([z.literal('tasks:read'), z.literal('tasks:write')]),
    }),
    foreign: 'nothing of the owner',
    broken: [],
  },
  'models.list': {
    arrange: noInput,
    answer: z.strictObject({ items: z.array(ModelInfo).length(1) }),
    foreign: 'nothing of the owner',
    broken: [],
  },
  'tasks.add': {
    arrange: () => Promise.resolve({ title: 'Water the plants', tags: ['home'] }),
    answer: Task.extend({ title: z.literal('Water the plants') }),
    foreign: 'nothing of the owner',
    broken: [{}, { title: '' }, { title: 'x', dueOn: 'tomorrow' }, { title: 'x', userId: 'y' }],
  },
  'tasks.complete': {
    arrange: taskId,
    answer: Task.extend({ status: z.literal('done') }),
    foreign: 'NOT_FOUND',
    broken: brokenIds,
  },
  'tasks.delete': { arrange: taskId, answer: Task, foreign: 'NOT_FOUND', broken: brokenIds },
  'tasks.get': { arrange: taskId, answer: Task, foreign: 'NOT_FOUND', broken: brokenIds },
  'tasks.list': {
    arrange: async (person) => {
      await addTask(person);
      // As an infinite query sends it.
      return { limit: 5, direction: 'forward' };
    },
    answer: listTasks.output,
    foreign: 'nothing of the owner',
    broken: [{ limit: 0 }, { sort: 'mood' }, { timeZone: 'Mars' }, { userId: 'someone' }],
  },
  'tasks.reopen': {
    arrange: doneTaskId,
    answer: Task.extend({ status: z.literal('open') }),
    foreign: 'NOT_FOUND',
    broken: brokenIds,
  },
  'tasks.update': {
    arrange: async (person) => ({ ...(await taskId(person)), version: 1, priority: 'high' }),
    answer: Task.extend({ priority: z.literal('high'), version: z.literal(2) }),
    foreign: 'NOT_FOUND',
    broken: [...brokenIds, { id: randomUUID() }, { id: randomUUID(), version: 0 }],
  },
};

test('every procedure has its cases', () => {
  expect(Object.keys(cases).toSorted()).toEqual(Object.keys(procedureTypes()).toSorted());
});

const all = Object.entries(cases);
const named = all.filter(([, { foreign }]) => foreign === 'NOT_FOUND');
const withInput = all.filter(([, { broken }]) => broken.length > 0);

describe.each(['by caller', 'over HTTP'])('%s', (name) => {
  const call = (path: string, person: Somebody | null, input: unknown) => {
    const transport = transports.find((each) => each.name === name);
    if (!transport) throw new Error(`There is no transport ${name}.`);
    const { onOpen, values } = cases[path] ?? {};
    return transport.call({
      path,
      input,
      token: person?.jwt,
      ...(person && onOpen && { onOpen: () => onOpen(person) }),
      ...(values !== undefined && { values }),
    });
  };

  test.each(all)(
    '%s answers its owner in the shape of its contract',
    async (path, { arrange, answer }) => {
      const given = await call(path, owner, await arrange(owner));
      expect(given).toEqual({ data: expect.anything() });
      expect(answer.safeParse('data' in given && given.data)).toMatchObject({ success: true });
    },
  );

  test.each(all)('%s is refused without a token', async (path, { arrange }) => {
    const refused = await call(path, null, await arrange(owner));
    expect(refused).toMatchObject({ httpStatus: 401, error: { code: 'UNAUTHENTICATED' } });
  });

  test.each(all)("%s never shows another person's rows", async (path, { arrange }) => {
    const answer = JSON.stringify(await call(path, other, await arrange(owner)));
    expect(answer).not.toContain(owner.secret);
    expect(answer).not.toContain(owner.userId);
  });

  test.each(named)(
    "%s answers another person's id as one that does not exist, and does nothing",
    async (path, { arrange }) => {
      const input = await arrange(owner);
      const refused = await call(path, other, input);
      expect(refused).toMatchObject({ httpStatus: 404, error: { code: 'NOT_FOUND' } });
      expect(refused).toEqual(await call(path, other, withUnknownIds(input)));
      expect(await call(path, owner, input)).toEqual({ data: expect.anything() });
    },
  );

  test.each(withInput)('%s names each field that breaks its contract', async (path, { broken }) => {
    const answers = await Promise.all(broken.map((input) => call(path, owner, input)));
    const fields = expect.arrayContaining([
      { path: expect.any(String), message: expect.any(String) },
    ]);
    expect(answers).toMatchObject(
      broken.map(() => ({ httpStatus: 400, error: { code: 'BAD_REQUEST', details: { fields } } })),
    );
  });
});

function withUnknownIds(input: unknown): unknown {
  const text = JSON.stringify(input);
  return JSON.parse(text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, randomUUID()));
}

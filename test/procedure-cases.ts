import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ApprovalSettings } from '#src/contracts/approval.ts';
import { ChatDetail, ChatPage, ChatSent, Conversation, ModelInfo } from '#src/contracts/chat.ts';
import { RunEvent } from '#src/contracts/run-event.ts';
import { Task } from '#src/contracts/task.ts';
import { listActivity } from '#src/contracts/tools/list-activity.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { reportDailyActivity } from '#src/contracts/tools/report-daily-activity.ts';
import { undoRun } from '#src/contracts/tools/undo-run.ts';
import type { AppRouter } from '#src/gateway/app-router.ts';
import { followToEnd } from './gateway-client.ts';
import { runThatAdds } from './run-that-adds.ts';
import type { Somebody } from './somebody.ts';

type Nouns = AppRouter['_def']['record'];
/** `noun.verb` of every procedure there is. */
type ProcedurePath = {
  [Noun in keyof Nouns]: `${Noun}.${Extract<keyof Nouns[Noun], string>}`;
}[keyof Nouns];

export interface ProcedureCase {
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

/** A well-formed cursor of ours that holds something else. */
const cursorOf = (...content: string[]) =>
  Buffer.from(JSON.stringify(content)).toString('base64url');
const addTask = ({ client, secret }: Somebody) =>
  client.tasks.add.mutate({ title: secret, notes: secret, tags: [secret] });
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
/** A call that waits for its person. */
const approvalId = async ({ client, model, secret }: Somebody) => {
  const { id } = await client.tasks.add.mutate({ title: secret });
  await model.script({ toolCalls: [{ name: 'delete_task', arguments: { id } }] });
  const { runId: asking } = await client.chat.send.mutate({ text: `delete ${secret}` });
  const events = await followToEnd(client, asking, {
    enough: ({ type }) => type === 'approval_required',
  });
  await model.script();
  const asked = events.at(-1)?.event;
  return asked?.type === 'approval_required' ? asked.approvalId : '';
};
const noInput = () => Promise.resolve(undefined);

const brokenIds = [{}, { id: 'not-an-id' }, { id: randomUUID(), userId: 'someone' }, 'text', 7];
const brokenConversations = [
  {},
  { conversationId: '1' },
  { conversationId: randomUUID(), more: 1 },
];

/** How each procedure is called, answered and attacked; one without a case does not compile. */
export const procedureCases: Record<string, ProcedureCase> = {
  'activity.list': {
    arrange: async (person) => {
      await addTask(person);
      return { show: 'everything', limit: 5, direction: 'forward' };
    },
    answer: listActivity.output,
    foreign: 'nothing of the owner',
    broken: [{ limit: 0 }, { show: 'nothing' }, { cursor: 'x' }, { after: 'x' }, { userId: 'x' }],
  },
  'activity.undo': {
    arrange: async (person) => {
      await addTask(person);
      const { items } = await person.client.activity.list.query({ limit: 1 });
      return { id: items[0]?.id };
    },
    answer: z.strictObject({ task: z.null() }),
    foreign: 'NOT_FOUND',
    broken: brokenIds,
  },
  'activity.undoRun': {
    arrange: async (person) => ({ runId: await runThatAdds(person) }),
    answer: undoRun.output.extend({ items: z.array(z.unknown()).length(1) }),
    foreign: 'NOT_FOUND',
    broken: [{}, { runId: 7 }, { runId: randomUUID(), userId: 'someone' }],
  },
  'approvals.list': {
    arrange: noInput,
    answer: ApprovalSettings,
    foreign: 'nothing of the owner',
    broken: [],
  },
  'approvals.set': {
    arrange: () => Promise.resolve({ strict: true, tools: { complete_task: 'ask' } }),
    answer: ApprovalSettings.extend({ strict: z.literal(true) }),
    foreign: 'nothing of the owner',
    broken: [
      { strict: 'yes' },
      { tools: { delete_task: 'never' } },
      { tools: { list_tasks: 'ask' } },
      { tools: { no_tool: 'ask' } },
      { userId: 'someone' },
    ],
  },
  'changes.follow': {
    arrange: noInput,
    answer: z.tuple([z.strictObject({ resource: z.literal('task') })]),
    foreign: 'nothing of the owner',
    broken: [{ userId: 'someone' }, 'text'],
    onOpen: addTask,
    values: 1,
  },
  'chat.decide': {
    arrange: async (person) => ({ approvalId: await approvalId(person), decision: 'deny' }),
    answer: z.strictObject({ decision: z.literal('deny') }),
    foreign: 'NOT_FOUND',
    broken: [
      {},
      { approvalId: 'x', decision: 'approve' },
      { approvalId: randomUUID(), decision: 'maybe' },
      { approvalId: randomUUID(), decision: 'approve', arguments: 'text' },
    ],
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
  'chat.regenerate': {
    arrange: async (person) => {
      const { conversationId } = await chat(person);
      const { messages } = await person.client.chat.get.query({ conversationId });
      return { conversationId, messageId: messages.at(-1)?.id };
    },
    answer: ChatSent,
    foreign: 'NOT_FOUND',
    broken: [
      ...brokenConversations,
      { conversationId: randomUUID(), messageId: 'x' },
      { conversationId: randomUUID(), messageId: randomUUID(), text: 'x' },
      { conversationId: randomUUID(), messageId: randomUUID(), variant: 'nonsense' },
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
  'reports.dailyActivity': {
    arrange: async (person) => {
      await addTask(person);
      return { days: 2 };
    },
    answer: reportDailyActivity.output,
    foreign: 'nothing of the owner',
    broken: [{ days: 0 }, { days: 367 }, { userId: 'someone' }],
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
} satisfies Record<ProcedurePath, ProcedureCase>;

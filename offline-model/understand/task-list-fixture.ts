import type { ChatMessage } from '../chat-request.ts';
import type { TaskSeen } from './task-seen.ts';
import type { ToolRequest } from './tool-call.ts';
import { understand } from './understand.ts';

export const ALL_TOOLS = [
  'add_task',
  'list_tasks',
  'get_task',
  'update_task',
  'complete_task',
  'reopen_task',
  'delete_task',
];
const TODAY = '2026-11-20';
const SYSTEM = `You help with tasks.\nToday is ${TODAY} (Friday) in Europe/Berlin.\nBe brief.`;
/** Characters of a result that the agent hands on. */
const CUT = 20_000;
const NOW = new Date('2026-11-20T09:00:00Z');

/** A task with believable fields; a test names what matters to it. */
export function aTask(fields: Partial<TaskSeen> & { title: string }): TaskSeen {
  return {
    id: `id-of-${fields.title}`,
    notes: '',
    status: 'open',
    priority: 'none',
    dueOn: null,
    tags: [],
    version: 1,
    ...fields,
  };
}

/** What the model does first with one message. */
export function firstStep(text: string, offered: readonly string[] = ALL_TOOLS) {
  return understand(
    [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: text },
    ],
    offered,
    NOW,
  );
}

export type Turn = { reply: string; rounds: ToolRequest[][] };

/**
 * A conversation with the model over a list of tasks in memory that answers its calls as the tools
 * would. `fail` makes a tool answer with an error instead.
 */
export function conversation(options: {
  tasks: TaskSeen[];
  fail?: (call: ToolRequest) => { code: string; message: string } | undefined;
  offered?: readonly string[];
  atMost?: number;
}) {
  const tasks = options.tasks.map((task) => ({ ...task }));
  const messages: ChatMessage[] = [{ role: 'system', content: SYSTEM }];
  const say = (text: string): Turn => {
    messages.push({ role: 'user', content: text });
    const rounds: ToolRequest[][] = [];
    for (;;) {
      const step = understand(messages, options.offered ?? ALL_TOOLS, NOW);
      if ('text' in step) {
        messages.push({ role: 'assistant', content: step.text });
        return { reply: step.text, rounds };
      }
      const calls = step.toolCalls.slice(0, options.atMost);
      rounds.push(calls);
      if (rounds.length > 10) throw new Error('The model does not come to an end.');
      const withIds = calls.map((call, at) => ({ id: `call_${rounds.length}_${at + 1}`, call }));
      messages.push({
        role: 'assistant',
        content: null,
        tool_calls: withIds.map(({ id, call }) => ({
          id,
          type: 'function',
          function: { name: call.name, arguments: JSON.stringify(call.arguments) },
        })),
      });
      for (const { id, call } of withIds) {
        const error = options.fail?.(call);
        const json = JSON.stringify(error ? { error } : answer(tasks, call));
        const result = json.length > CUT ? `${json.slice(0, CUT)}… (cut to size)` : json;
        const content = `<tool_output tool="${call.name}">\n${result}\n</tool_output>`;
        messages.push({ role: 'tool', tool_call_id: id, content });
      }
    }
  };
  return { say, tasks, messages };
}

function answer(tasks: TaskSeen[], call: ToolRequest): unknown {
  const input = call.arguments;
  if (call.name === 'add_task') {
    const task = aTask({ title: '', ...input });
    const added = { ...task, id: `id-of-${task.title}` };
    tasks.push(added);
    return added;
  }
  if (call.name === 'list_tasks') return page(tasks, input);
  const index = tasks.findIndex((task) => task.id === input['id']);
  const task = tasks[index];
  if (!task) return { error: { code: 'NOT_FOUND', message: 'There is no such task.' } };
  if (call.name === 'get_task') return task;
  if (input['version'] !== undefined && input['version'] !== task.version) {
    return { error: { code: 'CONFLICT', message: 'The task has changed in the meantime.' } };
  }
  if (call.name === 'delete_task') return tasks.splice(index, 1)[0];
  const status = { complete_task: 'done', reopen_task: 'open' }[call.name] ?? task.status;
  Object.assign(task, input, { status, version: task.version + 1 });
  return task;
}

/** Every word of the query must be in the title or the notes, as in a full-text search. */
function page(tasks: readonly TaskSeen[], input: Record<string, unknown>) {
  const query = typeof input['query'] === 'string' ? input['query'].toLowerCase().split(/\W+/) : [];
  const from = typeof input['cursor'] === 'string' ? Number(input['cursor']) : 0;
  const limit = typeof input['limit'] === 'number' ? input['limit'] : 50;
  const { dueBefore, dueAfter } = input;
  const matching = tasks.filter(
    (task) =>
      (input['status'] === undefined || task.status === input['status']) &&
      (input['priority'] === undefined || task.priority === input['priority']) &&
      (typeof input['tag'] !== 'string' || task.tags.includes(input['tag'])) &&
      (typeof dueBefore !== 'string' || (task.dueOn !== null && task.dueOn <= dueBefore)) &&
      (typeof dueAfter !== 'string' || (task.dueOn !== null && task.dueOn >= dueAfter)) &&
      query.every((word) => `${task.title} ${task.notes}`.toLowerCase().includes(word)),
  );
  const items = matching.slice(from, from + limit).map((task) => ({ ...task }));
  const next = from + limit < matching.length ? String(from + limit) : null;
  return { items, nextCursor: next, total: matching.length, today: TODAY };
}

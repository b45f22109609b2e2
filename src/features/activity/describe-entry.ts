import type { ActivityEntry } from '#src/contracts/activity.ts';
import type { AppErrorCode } from '#src/contracts/app-error.ts';
import type { Task, TaskPriority } from '#src/contracts/task.ts';

/** What clients call themselves, by their ids. */
export type ClientNames = Readonly<Record<string, string>>;

/** Who made the call, as the subject of a sentence. */
export function whoDid({ by, clientId }: ActivityEntry, names: ClientNames): string {
  switch (by) {
    case 'person':
      return 'You';
    case 'agent':
      return 'The agent';
    case 'client':
      return names[clientId ?? ''] ?? clientId ?? 'An MCP client';
  }
}

const verbs = new Map([
  ['add_task', ['added', 'add a task']],
  ['update_task', ['changed', 'change a task']],
  ['complete_task', ['completed', 'complete a task']],
  ['reopen_task', ['reopened', 'reopen a task']],
  ['delete_task', ['deleted', 'delete a task']],
  ['undo_change', ['undid a change of', 'undo a change']],
  ['undo_run', ['undid a change of', 'undo a turn']],
]);

/** What was done, as the rest of the sentence without the task's title. */
export function whatWasDone({ tool, outcome, undoes, before, after }: ActivityEntry): string {
  const [done = `called ${tool} on`, attempt = `call ${tool || 'a tool without a name'}`] =
    verbs.get(tool) ?? [];
  if (outcome === 'replayed') return `sent a call again: ${attempt}`;
  if (outcome !== 'ok') return `tried to ${attempt}`;
  if (undoes !== null && after === null) return 'removed again';
  if (undoes !== null && before === null) return 'brought back';
  if (before !== null || after !== null) return done;
  return verbs.has(tool) ? `had nothing to change: ${attempt}` : `called ${tool}`;
}

export function titleOf({ before, after }: ActivityEntry): string | null {
  return (after ?? before)?.title ?? null;
}

const failures: Record<AppErrorCode, string> = {
  BAD_REQUEST: 'the input did not fit',
  UNAUTHENTICATED: 'nobody was signed in',
  FORBIDDEN: 'this was not allowed',
  NOT_FOUND: 'there was no such thing',
  CONFLICT: 'something newer stood there',
  PAYLOAD_TOO_LARGE: 'the request was too large',
  TOO_MANY_REQUESTS: 'there were too many requests',
  CANCELLED: 'it was cancelled',
  TIMEOUT: 'it took too long',
  UNAVAILABLE: 'a server could not be reached',
  INTERNAL: 'something went wrong on our side',
};

/** Why the call failed; null when it did not. */
export function failureOf({ outcome }: ActivityEntry): string | null {
  return outcome === 'ok' || outcome === 'replayed' ? null : `Not done: ${failures[outcome]}.`;
}

export interface FieldDifference {
  label: string;
  before: string;
  after: string;
}

/** The fields in which two states of a task differ, in plain words. */
export function differences(before: Task | null, after: Task | null): FieldDifference[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  return Object.entries(from)
    .map(([label, value]) => ({ label, before: value, after: to[label] ?? empty }))
    .filter((field) => field.before !== field.after);
}

const empty = '–';

const priorities: Record<TaskPriority, string> = {
  none: empty,
  low: 'Low',
  medium: 'Medium',
  high: 'High',
};

function fieldsOf(task: Task | null): Record<string, string> {
  return {
    Title: task?.title ?? empty,
    Status: task === null ? empty : task.status === 'done' ? 'Done' : 'Open',
    'Due date': task?.dueOn ?? empty,
    Priority: priorities[task?.priority ?? 'none'],
    Tags: task?.tags.join(', ') || empty,
    Notes: task?.notes || empty,
  };
}

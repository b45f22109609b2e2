import type { Task } from '#src/contracts/task.ts';

/** A task's fields as they are being edited; without a date `dueOn` is empty. */
export type TaskDraft = Pick<Task, 'title' | 'notes' | 'priority' | 'tags'> & { dueOn: string };

export function draftOf({ title, notes, priority, tags, dueOn }: Task): TaskDraft {
  return { title, notes, priority, tags, dueOn: dueOn ?? '' };
}

import { z } from 'zod';
import { TaskPriority, TaskTag } from '#src/contracts/task.ts';
import type { ToolInput } from '#src/contracts/tool-registry.ts';
import { TaskSort } from '#src/contracts/tools/list-tasks.ts';
import { addDays } from '#src/ui/relative-date.ts';

/** What the page's address says about which tasks are shown. Anything unknown is the default. */
export const TaskFilters = z.object({
  status: z.enum(['open', 'done', 'all']).catch('open'),
  due: z.enum(['any', 'overdue', 'today', 'week']).catch('any'),
  priority: z.enum(['any', ...TaskPriority.options]).catch('any'),
  tag: TaskTag.or(z.literal('')).catch(''),
  q: z.string().max(200).catch(''),
  sort: TaskSort.catch('dueOn'),
});
export type TaskFilters = z.infer<typeof TaskFilters>;

export const noFilters = TaskFilters.parse({});

/** The query string for these filters, without what is as usual: `` or `?status=done`. */
export function formatTaskFilters(filters: TaskFilters): string {
  const parameters = new URLSearchParams();
  for (const key of TaskFilters.keyof().options) {
    if (filters[key] !== noFilters[key]) parameters.set(key, filters[key]);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** Whether any task is left out for a reason other than its status. */
export function isNarrowed(filters: TaskFilters): boolean {
  const { due, priority, tag, q } = filters;
  return due !== 'any' || priority !== 'any' || tag !== '' || q.trim() !== '';
}

/** The tool's input for these filters. `today` is the person's own date. */
export function toListInput(filters: TaskFilters, today: string): ToolInput<'list_tasks'> {
  const { status, due, priority, tag, q, sort } = filters;
  return {
    ...(status === 'all' ? {} : { status }),
    ...(priority === 'any' ? {} : { priority }),
    ...(tag === '' ? {} : { tag }),
    ...(q.trim() === '' ? {} : { query: q.trim() }),
    ...dueRange(due, today),
    sort,
    limit: 50,
  };
}

function dueRange(due: TaskFilters['due'], today: string) {
  switch (due) {
    case 'any':
      return {};
    case 'overdue':
      return { dueBefore: addDays(today, -1) };
    case 'today':
      return { dueAfter: today, dueBefore: today };
    case 'week':
      return { dueAfter: today, dueBefore: addDays(today, 6) };
  }
}

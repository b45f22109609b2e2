import { z } from 'zod';
import { defineContract } from '../define-contract.ts';
import { PlainText } from '../plain-text.ts';
import { DueOn, Task, TaskPriority, TaskStatus, TaskTag } from '../task.ts';
import { TimeZone } from '../time-zone.ts';

/** `position`: the person's own order; `dueOn`: soonest first, undated last; `priority`: high first; times: newest first. */
export const TaskSort = z.enum([
  'position',
  'dueOn',
  'priority',
  'createdAt',
  'updatedAt',
  'title',
]);
export type TaskSort = z.infer<typeof TaskSort>;

/** Where `total` stops counting: counting all of 100,000 tasks costs more than listing a page. */
export const taskCountLimit = 1_000;

/** "12", or "1,000+" from where counting stops. */
export function formatTaskCount(total: number): string {
  return total < taskCountLimit ? String(total) : `${taskCountLimit.toLocaleString('en')}+`;
}

export const listTasks = defineContract({
  name: 'list_tasks',
  title: 'List tasks',
  description:
    'Find tasks by status, priority, tag, due dates (inclusive) or words in title, notes and tags. Use it before changing a task whose id you do not know.',
  scope: 'tasks:read',
  annotations: { readOnly: true, destructive: false, idempotent: true },
  surfaces: ['agent', 'mcp', 'ui'],
  input: z.strictObject({
    status: TaskStatus.optional(),
    priority: TaskPriority.optional(),
    tag: TaskTag.optional(),
    dueAfter: DueOn.optional().describe('Due on or after this date'),
    dueBefore: DueOn.optional().describe('Due on or before this date'),
    query: PlainText.max(200).optional().describe('Words to search for'),
    sort: TaskSort.optional(),
    cursor: z.string().max(1000).optional().describe('nextCursor of the page before'),
    limit: z.int().min(1).max(100).optional().describe('Tasks on a page, 50 by default'),
    timeZone: TimeZone.optional(),
  }),
  output: z.strictObject({
    items: z.array(Task),
    nextCursor: z.string().nullable(),
    total: z
      .int()
      .nonnegative()
      .describe(`Tasks that match, on every page; ${taskCountLimit} means that many or more`),
    /** The date now in `timeZone` (UTC without one), to tell what is overdue. */
    today: z.iso.date(),
  }),
});

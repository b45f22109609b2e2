import { z } from 'zod';
import { ActivityBy, ActivityEntry, ActivityRunId, ActivityScope } from '../activity.ts';
import { defineContract } from '../define-contract.ts';
import { PlainText } from '../plain-text.ts';
import { TaskId } from '../task.ts';

/** Where `total` stops counting. */
export const activityCountLimit = 1_000;

/** PostgreSQL, like the Gregorian calendar, has no year 0. */
const Time = z.iso
  .datetime()
  .refine((time) => !time.startsWith('0000'), 'must be in year 0001 or later');

export const listActivity = defineContract({
  name: 'list_activity',
  title: 'List activity',
  description:
    'Tell what was changed by whom, newest first: the rows before and after, and what can be undone.',
  scope: 'tasks:read',
  annotations: { readOnly: true, destructive: false, idempotent: true },
  // What was deleted, by whom and in which words is the person's own to read.
  surfaces: ['ui'],
  input: z.strictObject({
    show: ActivityScope.optional().describe('Changes alone by default'),
    by: ActivityBy.optional(),
    clientId: PlainText.max(500).optional().describe('Calls of this MCP client alone'),
    tool: PlainText.max(128).optional(),
    taskId: TaskId.optional(),
    runId: ActivityRunId.optional().describe('Calls of this run alone'),
    after: Time.optional().describe('At or after this time'),
    before: Time.optional().describe('Before this time'),
    query: PlainText.max(200).optional().describe('Words of titles, notes and tags'),
    cursor: z.uuid().optional().describe('nextCursor of the page before'),
    limit: z.int().min(1).max(100).optional().describe('Entries on a page, 50 by default'),
  }),
  output: z.strictObject({
    items: z.array(ActivityEntry),
    nextCursor: z.uuid().nullable(),
    total: z
      .int()
      .nonnegative()
      .describe(`Entries that match, on every page; ${activityCountLimit} means that many or more`),
  }),
});

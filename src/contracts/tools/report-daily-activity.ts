import { z } from 'zod';
import { defineContract } from '../define-contract.ts';

const Count = z.int().nonnegative();

export const reportDailyActivity = defineContract({
  name: 'report_daily_activity',
  title: 'Report daily activity',
  description: 'Count what everybody did on each of the last days in UTC, today last.',
  scope: 'operator',
  annotations: { readOnly: true, destructive: false, idempotent: true },
  // It is about everybody: neither the agent nor a client that a person connects is offered it.
  surfaces: ['ui'],
  input: z.strictObject({
    days: z.int().min(1).max(366).optional().describe('7 by default'),
  }),
  output: z.strictObject({
    /** Oldest first. */
    items: z.array(
      z.strictObject({
        day: z.iso.date(),
        /** Who called a tool. */
        people: Count,
        calls: Count,
        failedCalls: Count,
        tasksAdded: Count,
        tasksCompleted: Count,
      }),
    ),
  }),
});

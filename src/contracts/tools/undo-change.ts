import { z } from 'zod';
import { ActivityId } from '../activity.ts';
import { defineContract } from '../define-contract.ts';
import { Task } from '../task.ts';

export const undoChange = defineContract({
  name: 'undo_change',
  title: 'Undo a change',
  description:
    'Take back one change of the activity list. Refused when something newer stands there.',
  scope: 'tasks:write',
  annotations: { readOnly: false, destructive: true, idempotent: false },
  surfaces: ['ui'],
  input: z.strictObject({ id: ActivityId.describe('Of the entry in the activity list') }),
  output: z.strictObject({
    /** As it is now; null when the change had added it. */
    task: Task.nullable(),
  }),
});

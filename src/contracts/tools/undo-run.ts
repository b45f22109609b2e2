import { z } from 'zod';
import { ActivityId, ActivityRunId } from '../activity.ts';
import { defineContract } from '../define-contract.ts';
import { Task } from '../task.ts';

export const undoRun = defineContract({
  name: 'undo_run',
  title: 'Undo a run',
  description:
    'Take back all changes that one run of the agent made, or none when something newer stands there.',
  scope: 'tasks:write',
  annotations: { readOnly: false, destructive: true, idempotent: false },
  surfaces: ['ui'],
  input: z.strictObject({ runId: ActivityRunId }),
  output: z.strictObject({
    /** Newest first, as they were undone. */
    items: z.array(
      z.strictObject({
        /** The entry whose change was taken back. */
        id: ActivityId,
        task: Task.nullable(),
      }),
    ),
  }),
});

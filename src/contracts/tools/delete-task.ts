import { z } from 'zod';
import { defineContract } from '../define-contract.ts';
import { Task, TaskId, TaskVersion } from '../task.ts';

export const deleteTask = defineContract({
  name: 'delete_task',
  title: 'Delete a task',
  description:
    'Delete one task for good. Only when the person asked to delete it, not to complete it.',
  scope: 'tasks:write',
  annotations: { readOnly: false, destructive: true, idempotent: true },
  surfaces: ['agent', 'mcp', 'ui'],
  input: z.strictObject({
    id: TaskId,
    version: TaskVersion.optional().describe('Refuse if the task has changed since this version'),
  }),
  output: Task,
});

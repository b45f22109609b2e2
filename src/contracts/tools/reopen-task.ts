import { z } from 'zod';
import { defineContract } from '../define-contract.ts';
import { Task, TaskId, TaskVersion } from '../task.ts';

export const reopenTask = defineContract({
  name: 'reopen_task',
  title: 'Reopen a task',
  description: 'Mark one done task as open again. A task that is open already stays as it is.',
  scope: 'tasks:write',
  annotations: { readOnly: false, destructive: false, idempotent: true },
  surfaces: ['agent', 'mcp', 'ui'],
  input: z.strictObject({
    id: TaskId,
    version: TaskVersion.optional().describe('Refuse if the task has changed since this version'),
  }),
  output: Task,
});

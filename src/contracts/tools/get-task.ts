import { z } from 'zod';
import { defineContract } from '../define-contract.ts';
import { Task, TaskId } from '../task.ts';

export const getTask = defineContract({
  name: 'get_task',
  title: 'Get a task',
  description: 'Read one task by its id.',
  scope: 'tasks:read',
  annotations: { readOnly: true, destructive: false, idempotent: true },
  surfaces: ['agent', 'mcp', 'ui'],
  input: z.strictObject({ id: TaskId }),
  output: Task,
});

import { z } from 'zod';
import { defineContract } from '../define-contract.ts';
import { DueOn, Task, TaskNotes, TaskPriority, TaskTags, TaskTitle } from '../task.ts';

export const addTask = defineContract({
  name: 'add_task',
  title: 'Add a task',
  description: 'Add one task to the list. Call it once for each task.',
  scope: 'tasks:write',
  annotations: { readOnly: false, destructive: false, idempotent: false },
  surfaces: ['agent', 'mcp', 'ui'],
  input: z.strictObject({
    title: TaskTitle,
    notes: TaskNotes.optional(),
    priority: TaskPriority.optional(),
    dueOn: DueOn.optional(),
    tags: TaskTags.optional(),
  }),
  output: Task,
});

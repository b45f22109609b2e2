import { z } from 'zod';
import { defineContract } from '../define-contract.ts';
import {
  DueOn,
  Task,
  TaskId,
  TaskNotes,
  TaskPriority,
  TaskTags,
  TaskTitle,
  TaskVersion,
} from '../task.ts';

export const updateTask = defineContract({
  name: 'update_task',
  title: 'Change a task',
  description:
    'Change the given fields of one task and leave the others. Needs the version you read; a newer one is a conflict.',
  scope: 'tasks:write',
  annotations: { readOnly: false, destructive: false, idempotent: false },
  surfaces: ['agent', 'mcp', 'ui'],
  input: z.strictObject({
    id: TaskId,
    version: TaskVersion,
    title: TaskTitle.optional(),
    notes: TaskNotes.optional(),
    priority: TaskPriority.optional(),
    dueOn: DueOn.nullable().optional().describe('YYYY-MM-DD, or null for no date'),
    tags: TaskTags.optional(),
  }),
  output: Task,
});

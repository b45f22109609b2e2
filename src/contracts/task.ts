import { z } from 'zod';
import { PlainText } from './plain-text.ts';

export const TaskId = z.uuid();
export const TaskStatus = z.enum(['open', 'done']);
export type TaskStatus = z.infer<typeof TaskStatus>;
export const TaskPriority = z.enum(['none', 'low', 'medium', 'high']);
export type TaskPriority = z.infer<typeof TaskPriority>;

export const TaskTitle = PlainText.max(200)
  .refine((title) => title.trim() !== '', 'must not be blank')
  .describe('What is to be done, 1 to 200 characters');
export const TaskNotes = PlainText.max(5000).describe('Details, up to 5,000 characters');
export const TaskTag = PlainText.max(40).refine((tag) => tag.trim() !== '', 'must not be blank');
export const TaskTags = z
  .array(TaskTag)
  .max(10)
  .refine((tags) => new Set(tags).size === tags.length, 'must not repeat a tag')
  .describe('Up to 10 labels');
/** PostgreSQL, like the Gregorian calendar, has no year 0. */
export const DueOn = z.iso
  .date()
  .refine((date) => !date.startsWith('0000'), 'must be in year 0001 or later')
  .describe('A calendar date, YYYY-MM-DD');
export const TaskVersion = z.int().positive();

/** A task as every tier knows it. Times are ISO 8601 in UTC; `dueOn` is a date without a zone. */
export const Task = z.strictObject({
  id: TaskId,
  title: TaskTitle,
  notes: TaskNotes,
  status: TaskStatus,
  priority: TaskPriority,
  dueOn: DueOn.nullable(),
  tags: TaskTags,
  /** Sort key of the person's own order; compare as bytes. */
  position: z.string(),
  /** Grows by one with each change; updates name the version they were made from. */
  version: TaskVersion,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
});
export type Task = z.infer<typeof Task>;

import { z } from 'zod';

/** What we use of a task in a tool's answer; whatever else it holds is dropped. */
export const TaskSeen = z.object({
  id: z.string(),
  title: z.string(),
  notes: z.string().default(''),
  status: z.enum(['open', 'done']),
  priority: z.enum(['none', 'low', 'medium', 'high']),
  dueOn: z.string().nullable(),
  tags: z.array(z.string()),
  version: z.number(),
});
export type TaskSeen = z.infer<typeof TaskSeen>;

export const TaskPage = z.object({
  items: z.array(TaskSeen),
  nextCursor: z.string().nullable(),
  total: z.number(),
  /** The answer was too long to reach us whole: `items` are its first and `total` counts only them. */
  cut: z.boolean().default(false),
});
export type TaskPage = z.infer<typeof TaskPage>;

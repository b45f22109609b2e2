import { z } from 'zod';
import { AppErrorCode } from './app-error.ts';
import { PlainText } from './plain-text.ts';
import { Task } from './task.ts';

export const ActivityId = z.uuid();
/** As callers tell it: a UUID for our own gateway's runs. */
export const ActivityRunId = PlainText.max(128);

/** The person in a page, the agent in one of its runs, or an MCP client that they connected. */
export const ActivityBy = z.enum(['person', 'agent', 'client']);
export type ActivityBy = z.infer<typeof ActivityBy>;

/** `changes`: what changed something. `failures`: that, and what failed. `everything`: reading too. */
export const ActivityScope = z.enum(['changes', 'failures', 'everything']);
export type ActivityScope = z.infer<typeof ActivityScope>;

/** One call of a tool, and what it changed. */
export const ActivityEntry = z.strictObject({
  id: ActivityId,
  at: z.iso.datetime(),
  by: ActivityBy,
  /** The OAuth client id of a `client`. */
  clientId: z.string().nullable(),
  /** The run of an `agent`. */
  runId: z.string().nullable(),
  /** As the caller named it: it may be no tool of ours. */
  tool: z.string(),
  /** `replayed`: a call that was sent again got the answer of the first, and did nothing. */
  outcome: z.enum(['ok', 'replayed', ...AppErrorCode.options]),
  /** The arguments as JSON, without secrets and cut to size. */
  arguments: z.string(),
  /** The row that was changed. Both are null when nothing was. */
  before: Task.nullable(),
  after: Task.nullable(),
  /** The entry whose change this one took back. */
  undoes: ActivityId.nullable(),
  /** Whether its change can be taken back, has been, or is none. */
  undo: z.enum(['possible', 'done', 'none']),
  /** Names the call in the servers' logs. */
  traceId: z.string(),
});
export type ActivityEntry = z.infer<typeof ActivityEntry>;

import { z } from 'zod';
import { AppErrorShape } from './app-error.ts';
import { Approval } from './approval.ts';
import { ToolResult } from './tool-result.ts';

/** How one tool call ended. */
export const ToolOutcome = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('ok'), result: ToolResult }),
  z.strictObject({ status: z.literal('error'), error: AppErrorShape }),
]);
export type ToolOutcome = z.infer<typeof ToolOutcome>;

/** The same as it is read back from storage. */
export const StoredToolOutcome = z.discriminatedUnion('status', [
  ...ToolOutcome.options,
  /** It succeeded, and what it answered fits no contract of today. */
  z.strictObject({ status: z.literal('outdated'), result: z.json() }),
]);
export type StoredToolOutcome = z.infer<typeof StoredToolOutcome>;

export const TextPart = z.strictObject({ type: z.literal('text'), text: z.string() });

export const ToolPart = z.strictObject({
  type: z.literal('tool'),
  callId: z.string(),
  /** As the model wrote it: it may name no tool of ours. */
  tool: z.string(),
  input: z.json(),
  /** null while the call is under way, or when the run ended before it answered. */
  outcome: StoredToolOutcome.nullable(),
  /** Of a call that was not made without asking. */
  approval: Approval.optional(),
});
export type ToolPart = z.infer<typeof ToolPart>;

/** What a message is made of, in the order in which it came. */
export const MessagePart = z.discriminatedUnion('type', [TextPart, ToolPart]);
export type MessagePart = z.infer<typeof MessagePart>;

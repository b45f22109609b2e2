import { z } from 'zod';
import { AppErrorShape } from './app-error.ts';
import { ApprovalDecision, ApprovalId, ToolArguments } from './approval.ts';
import { type MessagePart, ToolOutcome, type ToolPart } from './message.ts';

/** What `chat.follow` streams. Clients ignore types that they do not know: the set grows. */
export const RunEvent = z.discriminatedUnion('type', [
  /** A piece of the answer's text, to be appended. */
  z.strictObject({ type: z.literal('text'), delta: z.string() }),
  z.strictObject({
    type: z.literal('tool_call'),
    callId: z.string(),
    tool: z.string(),
    input: z.json(),
  }),
  z.strictObject({ type: z.literal('tool_result'), callId: z.string(), outcome: ToolOutcome }),
  /** The call waits for a decision: `chat.decide`. */
  z.strictObject({
    type: z.literal('approval_required'),
    callId: z.string(),
    approvalId: ApprovalId,
    arguments: ToolArguments,
    expiresAt: z.iso.datetime(),
  }),
  z.strictObject({
    type: z.literal('approval_decided'),
    callId: z.string(),
    decision: ApprovalDecision,
    /** What the tool is called with, if it is. */
    arguments: ToolArguments,
  }),
  /**
   * One model call begins, or it and its tool calls are done. `restarted`: its worker was lost in
   * mid-answer, and the text that it had written of this step is void. `step` counts from 1.
   */
  z.strictObject({
    type: z.literal('step'),
    step: z.int().positive(),
    status: z.enum(['started', 'restarted', 'finished']),
  }),
  /** The last event of a run that ended as it should. */
  z.strictObject({ type: z.literal('done'), reason: z.enum(['finished', 'stopped']) }),
  /** The last event of a run that failed; what it did before stays done. */
  z.strictObject({ type: z.literal('error'), error: AppErrorShape }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** No event follows a final one. */
export function isFinalRunEvent(event: RunEvent): boolean {
  return event.type === 'done' || event.type === 'error';
}

/**
 * The answer's parts after one more event. The worker stores what it yields and the page shows what
 * it yields, so a reload shows what was streamed.
 */
export function applyRunEvent(parts: readonly MessagePart[], event: RunEvent): MessagePart[] {
  switch (event.type) {
    case 'text': {
      const last = parts.at(-1);
      return last?.type === 'text'
        ? [...parts.slice(0, -1), { type: 'text', text: last.text + event.delta }]
        : [...parts, { type: 'text', text: event.delta }];
    }
    case 'tool_call': {
      const { callId, tool, input } = event;
      return [...parts, { type: 'tool', callId, tool, input, outcome: null }];
    }
    case 'tool_result':
      return withCall(parts, event.callId, (part) => ({ ...part, outcome: event.outcome }));
    case 'approval_required': {
      const { approvalId: id, arguments: given, expiresAt } = event;
      const approval = { id, arguments: given, expiresAt, decision: null };
      return withCall(parts, event.callId, (part) => ({ ...part, approval }));
    }
    case 'approval_decided': {
      const { decision, arguments: given } = event;
      return withCall(parts, event.callId, ({ approval, ...part }) => ({
        ...part,
        ...(approval && { approval: { ...approval, decision, arguments: given } }),
      }));
    }
    case 'step':
      // A step before this one ended with its calls: text at the end is of the unfinished answer.
      return event.status === 'restarted' && parts.at(-1)?.type === 'text'
        ? parts.slice(0, -1)
        : [...parts];
    case 'done':
    case 'error':
      return [...parts];
  }
}

function withCall(
  parts: readonly MessagePart[],
  callId: string,
  change: (part: ToolPart) => ToolPart,
): MessagePart[] {
  return parts.map((part) =>
    part.type === 'tool' && part.callId === callId ? change(part) : part,
  );
}

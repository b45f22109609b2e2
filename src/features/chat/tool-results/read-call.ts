import type { Approval } from '#src/contracts/approval.ts';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { ToolPart } from '#src/contracts/message.ts';
import type { ToolResult } from '#src/contracts/tool-result.ts';

/** What is known of one tool call when it is shown. */
export type Call =
  | { state: 'running' }
  /** For the person to decide. */
  | { state: 'asking'; approval: Approval }
  /** The person said no. */
  | { state: 'denied' }
  /** The run ended before the tool answered. */
  | { state: 'unanswered' }
  | { state: 'failed'; error: AppErrorShape }
  | { state: 'ok'; result: ToolResult }
  /** A stored result that no longer fits its contract, as JSON for people. */
  | { state: 'outdated'; json: string };

/** `live` tells whether the run that made the call still goes on. */
export function readCall({ outcome, approval }: ToolPart, live: boolean): Call {
  if (outcome === null) {
    if (!live) return { state: 'unanswered' };
    return approval?.decision === null ? { state: 'asking', approval } : { state: 'running' };
  }
  if (approval?.decision === 'deny') return { state: 'denied' };
  switch (outcome.status) {
    case 'error':
      return { state: 'failed', error: outcome.error };
    case 'ok':
      return { state: 'ok', result: outcome.result };
    case 'outdated':
      return { state: 'outdated', json: JSON.stringify(outcome.result, null, 2) };
  }
}

import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { ToolPart } from '#src/contracts/message.ts';
import type { ToolResult } from '#src/contracts/tool-result.ts';

/** What is known of one tool call when it is shown. */
export type Call =
  | { state: 'running' }
  /** The run ended before the tool answered. */
  | { state: 'unanswered' }
  | { state: 'failed'; error: AppErrorShape }
  | { state: 'ok'; result: ToolResult }
  /** A stored result that no longer fits its contract, as JSON for people. */
  | { state: 'outdated'; json: string };

/** `live` tells whether the run that made the call still goes on. */
export function readCall({ outcome }: ToolPart, live: boolean): Call {
  if (outcome === null) return { state: live ? 'running' : 'unanswered' };
  switch (outcome.status) {
    case 'error':
      return { state: 'failed', error: outcome.error };
    case 'ok':
      return { state: 'ok', result: outcome.result };
    case 'outdated':
      return { state: 'outdated', json: JSON.stringify(outcome.result, null, 2) };
  }
}

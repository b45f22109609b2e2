import { Ban, CircleAlert, CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ToolPart } from '#src/contracts/message.ts';
import { Spinner } from '#src/ui/spinner.tsx';
import { ApprovalRequest } from '../approvals/approval-request.tsx';
import { readCall } from './read-call.ts';
import { isToolName, renderResult, toolRenderers } from './tool-renderers.tsx';

/** One tool call of an answer: under way, failed, or what it answered. */
export function ToolCall({ part, live }: { part: ToolPart; live: boolean }) {
  const call = readCall(part, live);
  switch (call.state) {
    case 'running':
      return (
        <CallLine icon={<Spinner className="text-faint-foreground" />}>
          <span className="text-muted-foreground">{runningWords(part)}…</span>
        </CallLine>
      );
    case 'asking':
      return isToolName(part.tool) ? (
        <ApprovalRequest tool={part.tool} approval={call.approval} />
      ) : null;
    case 'denied':
      return (
        <CallLine icon={<Ban aria-hidden className="size-4 text-faint-foreground" />}>
          <span className="text-muted-foreground">{runningWords(part)}: you did not allow it</span>
        </CallLine>
      );
    case 'unanswered':
      return (
        <CallLine icon={<CircleDashed aria-hidden className="size-4 text-faint-foreground" />}>
          <span className="text-muted-foreground">{runningWords(part)}: not finished</span>
        </CallLine>
      );
    case 'failed':
      return (
        <CallLine icon={<CircleAlert aria-hidden className="size-4 text-destructive-text" />}>
          <p>{failedWords(part)}</p>
          <p className="mt-0.5 text-xs text-muted-foreground">{call.error.message}</p>
        </CallLine>
      );
    case 'ok':
      return renderResult(call.result, part.approval?.arguments ?? part.input);
    case 'outdated':
      return (
        <details className="px-3.5 py-2.5 text-sm">
          <summary className="cursor-pointer text-muted-foreground">
            The answer of {part.tool}, from an earlier version
          </summary>
          <pre className="mt-2 max-h-60 overflow-auto font-mono text-xs whitespace-pre-wrap">
            {call.json}
          </pre>
        </details>
      );
  }
}

/** What the agent does while this call is under way, as in "Adding “Buy milk”". */
export function runningWords({ tool, input }: ToolPart): string {
  return isToolName(tool) ? toolRenderers[tool].running(input) : `Calling ${tool}`;
}

function failedWords({ tool, input }: ToolPart): string {
  return isToolName(tool) ? toolRenderers[tool].failed(input) : `There is no tool called ${tool}`;
}

function CallLine({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-start gap-2.5 px-3.5 py-2.5 text-sm">
      <span className="mt-0.5 shrink-0">{icon}</span>
      <div className="min-w-0 flex-1 wrap-anywhere">{children}</div>
    </div>
  );
}

import Link from 'next/link';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { MessagePart } from '#src/contracts/message.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import type { RunStatus } from '#src/contracts/chat.ts';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { answerBlocks, isThinking } from './answer-blocks.ts';
import { Markdown } from './markdown.tsx';
import { isToolName } from './tool-results/tool-renderers.tsx';
import { ToolCard } from './tool-results/tool-card.tsx';

interface AssistantMessageProps {
  parts: readonly MessagePart[];
  status: RunStatus;
  error: AppErrorShape | null;
  /** Where its changes are found in the activity. */
  runId: string | undefined;
  /** Absent where asking again makes no sense, as in the middle of a conversation. */
  onRetry?: (() => void) | undefined;
}

/** An answer: text and cards in the order in which they came, and how it ended. */
export function AssistantMessage({ parts, status, error, runId, onRetry }: AssistantMessageProps) {
  const live = status === 'running';
  const blocks = answerBlocks(parts);
  return (
    <article aria-label="The agent answered" aria-busy={live} className="space-y-3.5">
      {blocks.map((block, index) =>
        block.kind === 'text' ? (
          <Markdown
            key={block.key}
            text={block.text}
            streaming={live && index === blocks.length - 1}
          />
        ) : (
          <ToolCard key={block.key} parts={block.parts} live={live} />
        ),
      )}
      {!live && runId !== undefined && changedSomething(parts) && (
        <Link
          href={`/activity?run=${runId}`}
          className="inline-block rounded-sm text-[0.8125rem] text-muted-foreground underline-offset-4 hover:text-foreground hover:underline"
        >
          Review or undo
        </Link>
      )}
      {live && isThinking(parts) && <ThinkingLine />}
      {status === 'stopped' && <p className="text-sm text-faint-foreground">Stopped.</p>}
      {status === 'failed' && (
        <ErrorNotice
          title={blocks.length > 0 ? 'The answer broke off' : 'There is no answer'}
          message={error?.message ?? 'Something went wrong on our side.'}
          {...(onRetry ? { onRetry } : {})}
        />
      )}
    </article>
  );
}

function changedSomething(parts: readonly MessagePart[]): boolean {
  return parts.some(
    (part) =>
      part.type === 'tool' &&
      part.outcome?.status === 'ok' &&
      isToolName(part.tool) &&
      !toolRegistry[part.tool].annotations.readOnly,
  );
}

/** Shown while nothing else moves: before the first word and between a tool and what follows. */
export function ThinkingLine() {
  return (
    <output className="flex items-center gap-2.5 text-sm text-muted-foreground">
      <span aria-hidden className="relative flex size-2">
        <span className="absolute inline-flex size-full animate-ping rounded-full bg-primary opacity-50" />
        <span className="relative inline-flex size-2 rounded-full bg-primary" />
      </span>
      Thinking…
    </output>
  );
}

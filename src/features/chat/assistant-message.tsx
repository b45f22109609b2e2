'use client';
import { RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { MessagePart } from '#src/contracts/message.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import type { RunStatus } from '#src/contracts/chat.ts';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Spinner } from '#src/ui/spinner.tsx';
import { answerBlocks, isThinking } from './answer-blocks.ts';
import { messageFieldId } from './composer.tsx';
import { Markdown } from './markdown.tsx';
import { isToolName } from './tool-results/tool-renderers.tsx';
import { ToolCard } from './tool-results/tool-card.tsx';

interface AssistantMessageProps {
  parts: readonly MessagePart[];
  status: RunStatus;
  error: AppErrorShape | null;
  /** Where its changes are found in the activity. */
  runId: string | undefined;
  isLast: boolean;
  /** Absent while another answer is under way. */
  onRegenerate: (() => Promise<boolean>) | undefined;
  /** Walks its versions. */
  nav: ReactNode;
}

/** An answer: text and cards in the order in which they came, and how it ended. */
export function AssistantMessage({
  parts,
  status,
  error,
  runId,
  isLast,
  onRegenerate,
  nav,
}: AssistantMessageProps) {
  const [asking, setAsking] = useState(false);
  const regenerate =
    onRegenerate &&
    (() => {
      setAsking(true);
      // The button goes while the answer comes.
      document.getElementById(messageFieldId)?.focus();
      void onRegenerate().finally(() => setAsking(false));
    });
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
      {live && isThinking(parts) && <ThinkingLine />}
      {status === 'stopped' && <p className="text-sm text-faint-foreground">Stopped.</p>}
      {status === 'failed' && (
        <ErrorNotice
          title={blocks.length > 0 ? 'The answer broke off' : 'There is no answer'}
          message={error?.message ?? 'Something went wrong on our side.'}
          {...(isLast && regenerate && !asking ? { onRetry: regenerate } : {})}
        />
      )}
      {!live && (
        <div className="-ml-1.5 flex min-h-7 flex-wrap items-center gap-x-1 text-[0.8125rem] text-muted-foreground">
          {nav}
          {regenerate && (
            <IconButton label="Answer again" size="sm" aria-busy={asking} onClick={regenerate}>
              {asking ? <Spinner /> : <RotateCcw />}
            </IconButton>
          )}
          {runId !== undefined && changedSomething(parts) && (
            <Link
              href={`/activity?run=${runId}`}
              className="ml-1.5 rounded-sm underline-offset-4 hover:text-foreground hover:underline"
            >
              Review or undo
            </Link>
          )}
        </div>
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

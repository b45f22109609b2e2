'use client';
import { memo, useState } from 'react';
import type { Message } from '#src/contracts/chat.ts';
import { textOf } from './answer-blocks.ts';
import { AnswerAnnouncer } from './answer-announcer.tsx';
import { AssistantMessage, ThinkingLine } from './assistant-message.tsx';
import { UserMessage } from './user-message.tsx';

interface MessageListProps {
  messages: readonly Message[];
  /** The text that is on its way to the server. */
  sending: string | null;
  /** The answer under way. */
  runId: string | null;
  /** Offered with the last answer when it failed. */
  onRetry: (() => void) | null;
}

export function MessageList({ messages, sending, runId, onRetry }: MessageListProps) {
  // The run that was seen under way last: its end is announced too, but no old answer is.
  const [announced, setAnnounced] = useState(runId);
  if (runId !== null && runId !== announced) setAnnounced(runId);
  const answer =
    announced === null ? undefined : messages.findLast((message) => message.run?.id === announced);

  return (
    <div className="space-y-7">
      {messages.map((message, index) => (
        <MessageItem
          // An answer's own id is known only after the run's: the run names it throughout.
          key={message.run?.id ?? message.id}
          message={message}
          onRetry={index === messages.length - 1 ? onRetry : null}
        />
      ))}
      {sending !== null && (
        <>
          <UserMessage text={sending} sending />
          <ThinkingLine />
        </>
      )}
      {answer && (
        <AnswerAnnouncer
          key={announced}
          text={textOf(answer.parts)}
          ended={answer.run?.status !== 'running'}
        />
      )}
    </div>
  );
}

/** A long conversation is not rendered again for each piece of its newest answer. */
const MessageItem = memo(function MessageItem({
  message,
  onRetry,
}: {
  message: Message;
  onRetry: (() => void) | null;
}) {
  if (message.role === 'user') return <UserMessage text={textOf(message.parts)} />;
  return (
    <AssistantMessage
      parts={message.parts}
      status={message.run?.status ?? 'finished'}
      error={message.run?.error ?? null}
      runId={message.run?.id}
      onRetry={onRetry ?? undefined}
    />
  );
});

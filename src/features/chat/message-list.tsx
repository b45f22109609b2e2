'use client';
import { memo, useState } from 'react';
import type { Message } from '#src/contracts/chat.ts';
import { textOf } from './answer-blocks.ts';
import { AnswerAnnouncer } from './answer-announcer.tsx';
import { AssistantMessage, ThinkingLine } from './assistant-message.tsx';
import { readCall } from './tool-results/read-call.ts';
import type { ConversationState } from './use-conversation.ts';
import { UserMessage } from './user-message.tsx';
import { VersionNav } from './version-nav.tsx';

export function MessageList({ conversation }: { conversation: ConversationState }) {
  const { messages, versions, sending, runId, show, edit, regenerate } = conversation;
  // The run that was seen under way last: its end is announced too, but no old answer is.
  const [announced, setAnnounced] = useState(runId);
  if (runId !== null && runId !== announced) setAnnounced(runId);
  const answer =
    announced === null ? undefined : messages.findLast((message) => message.run?.id === announced);

  return (
    <div className="space-y-7">
      {messages.map((message) => (
        <MessageItem
          // A place in the branch: whoever walks the versions there keeps the focus.
          key={message.parentId ?? 'first'}
          message={message}
          versions={versions.get(message.id)}
          busy={sending !== null || runId !== null}
          isLast={message === messages.at(-1)}
          onShow={show}
          onEdit={edit}
          onRegenerate={regenerate}
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
      <p role="status" className="sr-only">
        {answer && isAsking(answer) ? 'The agent waits for you to decide.' : ''}
      </p>
    </div>
  );
}

function isAsking({ parts, run }: Message): boolean {
  const live = run?.status === 'running';
  return parts.some((part) => part.type === 'tool' && readCall(part, live).state === 'asking');
}

interface MessageItemProps {
  message: Message;
  versions: readonly string[] | undefined;
  /** An answer is under way: the next one waits for its end. */
  busy: boolean;
  isLast: boolean;
  onShow: ConversationState['show'];
  onEdit: ConversationState['edit'];
  onRegenerate: ConversationState['regenerate'];
}

/** A long conversation is not rendered again for each piece of its newest answer. */
const MessageItem = memo(function MessageItem({
  message,
  versions = [],
  busy,
  isLast,
  onShow,
  onEdit,
  onRegenerate,
}: MessageItemProps) {
  const nav = <VersionNav id={message.id} versions={versions} onShow={onShow} />;
  if (message.role === 'user') {
    return (
      <UserMessage
        text={textOf(message.parts)}
        onEdit={busy ? undefined : (text) => onEdit(message, text)}
        nav={nav}
      />
    );
  }
  return (
    <AssistantMessage
      parts={message.parts}
      status={message.run?.status ?? 'finished'}
      error={message.run?.error ?? null}
      runId={message.run?.id}
      isLast={isLast}
      onRegenerate={busy ? undefined : () => onRegenerate(message.id)}
      nav={nav}
    />
  );
});

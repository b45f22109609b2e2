'use client';
import { ArrowDown, MessageCircleOff } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { buttonClass } from '#src/ui/button-class.ts';
import { EmptyState } from '#src/ui/empty-state.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Skeleton } from '#src/ui/skeleton.tsx';
import { Composer } from './composer.tsx';
import { conversationIn, conversationPath } from './conversation-path.ts';
import { MessageList } from './message-list.tsx';
import { ModelLine } from './model-line.tsx';
import { NewChat } from './new-chat.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import { type ConversationState, useConversation } from './use-conversation.ts';
import { useFollowingScroll } from './use-following-scroll.ts';

/**
 * A conversation, or without an id the place where one begins. Fills its parent's height. On chat
 * pages the address counts, not the prop: a new conversation takes its address while the panel
 * and its stream stay.
 */
export function ChatPanel({ conversationId }: { conversationId?: string }) {
  const pathname = usePathname();
  const id = pathname.startsWith('/chat') ? conversationIn(pathname) : conversationId;
  const conversation = useConversation(id);
  const { viewport, content, following, jumpToEnd } = useFollowingScroll();

  if (conversation.loadError?.code === 'NOT_FOUND') return <NoSuchConversation />;

  function send(text: string): Promise<boolean> {
    jumpToEnd();
    return conversation.send(text);
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <ScrollRegion
        ref={viewport}
        label="Messages"
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div
          ref={content}
          className="mx-auto flex min-h-full w-full max-w-3xl flex-col px-4 sm:px-6"
        >
          {id === undefined && conversation.sending === null ? (
            <NewChat onSend={(text) => void send(text)} />
          ) : (
            <Messages conversation={conversation} />
          )}
        </div>
      </ScrollRegion>
      <div className="relative mx-auto w-full max-w-3xl px-3 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:px-6">
        {!following && (
          <IconButton
            label="Jump to the latest"
            variant="secondary"
            onClick={() => jumpToEnd()}
            className="absolute! -top-12 left-1/2 z-10 -translate-x-1/2 rounded-full! bg-popover"
          >
            <ArrowDown />
          </IconButton>
        )}
        <Notices conversation={conversation} />
        <Composer
          onSend={send}
          sending={conversation.sending !== null}
          running={conversation.runId !== null}
          onStop={conversation.stop}
          stopping={conversation.stopping}
        />
        <ModelLine />
      </div>
    </div>
  );
}

function Messages({ conversation }: { conversation: ConversationState }) {
  const { loading, loadError, title, reload } = conversation;
  if (loading) return <LoadingMessages />;
  if (loadError) {
    return (
      <ErrorNotice
        className="my-auto"
        title="This conversation could not be loaded"
        message={loadError.message}
        traceId={loadError.traceId}
        onRetry={reload}
      />
    );
  }
  return (
    <div className="pt-8 pb-10">
      <h1 className="sr-only">{title ?? 'New conversation'}</h1>
      <MessageList conversation={conversation} />
    </div>
  );
}

function Notices({ conversation }: { conversation: ConversationState }) {
  const { connectionLost, followError, sendError } = conversation;
  return (
    <>
      {connectionLost && (
        <output className="block pb-2 text-center text-xs text-warning">
          The connection is lost. The answer goes on and shows as soon as it is back.
        </output>
      )}
      {followError && (
        <ErrorNotice className="mb-2" message={followError.message} traceId={followError.traceId} />
      )}
      {sendError && (
        <ErrorNotice
          className="mb-2"
          title="Your message was not sent"
          message={sendError.message}
          traceId={sendError.traceId}
        />
      )}
    </>
  );
}

function NoSuchConversation() {
  return (
    <div className="flex h-full items-center justify-center">
      <EmptyState
        icon={<MessageCircleOff />}
        title="This conversation does not exist"
        action={
          <Link href={conversationPath()} className={buttonClass({ variant: 'primary' })}>
            Start a new one
          </Link>
        }
      >
        It may have been deleted, or the address is not complete.
      </EmptyState>
    </div>
  );
}

function LoadingMessages() {
  return (
    <output aria-label="Loading the conversation" className="block space-y-7 pt-8">
      <Skeleton className="ml-auto h-11 w-2/3 rounded-xl sm:w-1/2" />
      <span className="block space-y-2.5">
        <Skeleton className="h-4 w-11/12" />
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="h-28 w-full rounded-lg" />
      </span>
    </output>
  );
}

'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { Button } from '#src/ui/button.tsx';
import { Skeleton } from '#src/ui/skeleton.tsx';
import { conversationIn } from './conversation-path.ts';
import { ConversationRow } from './conversation-row.tsx';
import { groupByDay } from './group-by-day.ts';
import { useLocalDay } from './use-local-day.ts';

/** The person's conversations by day, newest first, for the sidebar. */
export function ConversationList() {
  const trpc = useTRPC();
  const current = conversationIn(usePathname());
  const { today, timeZone } = useLocalDay();
  const list = useInfiniteQuery(
    trpc.chat.list.infiniteQueryOptions(
      {},
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );

  if (list.isPending) return <LoadingRows />;
  if (list.isError && !list.data) {
    return (
      <div role="alert" className="px-2.5 py-2 text-xs text-muted-foreground">
        <p>{readError(list.error).message}</p>
        <Button
          size="sm"
          variant="ghost"
          className="mt-1 -ml-2.5"
          onClick={() => void list.refetch()}
        >
          Try again
        </Button>
      </div>
    );
  }
  const conversations = list.data.pages.flatMap((page) => page.items);
  if (conversations.length === 0) {
    return (
      <p className="px-2.5 py-2 text-xs text-pretty text-faint-foreground">
        Your conversations will be kept here.
      </p>
    );
  }
  return (
    <nav aria-label="Conversations" className="space-y-4 pt-2">
      {groupByDay(conversations, today, timeZone).map((group) => (
        <section key={group.label} aria-label={group.label}>
          <h2 className="px-2.5 pb-1 text-xs font-medium tracking-normal text-faint-foreground">
            {group.label}
          </h2>
          <ul className="space-y-px">
            {group.items.map((conversation) => (
              <ConversationRow
                key={conversation.id}
                conversation={conversation}
                current={conversation.id === current}
              />
            ))}
          </ul>
        </section>
      ))}
      {list.hasNextPage && (
        <Button
          size="sm"
          variant="ghost"
          className="w-full"
          pending={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </nav>
  );
}

function LoadingRows() {
  return (
    <output aria-label="Loading your conversations" className="block space-y-3 px-2.5 py-2">
      {['w-4/5', 'w-3/5', 'w-5/6', 'w-2/3'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </output>
  );
}

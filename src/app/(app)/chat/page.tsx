import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ChatPanel } from '#src/features/chat/chat-panel.tsx';
import { serverApi } from '../../server-api.ts';

export const metadata: Metadata = { title: 'Chat' };

export default async function ChatPage() {
  const { trpc, queryClient } = await serverApi();
  await queryClient.prefetchQuery(trpc.models.list.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ChatPanel />
    </HydrationBoundary>
  );
}

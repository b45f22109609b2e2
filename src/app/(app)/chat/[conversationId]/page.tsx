import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConversationId } from '#src/contracts/chat.ts';
import { ChatPanel } from '#src/features/chat/chat-panel.tsx';
import { serverApi } from '../../../server-api.ts';

interface ConversationPageProps {
  params: Promise<{ conversationId: string }>;
}

export async function generateMetadata({ params }: ConversationPageProps): Promise<Metadata> {
  const { conversationId } = await params;
  if (!ConversationId.safeParse(conversationId).success) return {};
  const { trpc, queryClient } = await serverApi();
  const query = trpc.chat.get.queryOptions({ conversationId });
  // Shared with the page below: whichever comes first asks the gateway.
  await queryClient.prefetchQuery(query);
  return { title: queryClient.getQueryData(query.queryKey)?.conversation.title ?? 'Chat' };
}

export default async function ConversationPage({ params }: ConversationPageProps) {
  const { conversationId } = await params;
  if (!ConversationId.safeParse(conversationId).success) notFound();
  const { trpc, queryClient } = await serverApi();
  await Promise.all([
    queryClient.prefetchQuery(trpc.chat.get.queryOptions({ conversationId })),
    queryClient.prefetchQuery(trpc.models.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ChatPanel conversationId={conversationId} />
    </HydrationBoundary>
  );
}

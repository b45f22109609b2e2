import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { loadWebConfig } from '#src/config/web.ts';
import { AccountMenu } from '#src/features/account/account-menu.tsx';
import { ConversationList } from '#src/features/chat/conversation-list.tsx';
import { Provider } from '#src/trpc-client/provider.tsx';
import { ToastProvider } from '#src/ui/toast.tsx';
import { requireSession } from '../require-session.ts';
import { serverApi } from '../server-api.ts';
import { AppShell } from './app-shell.tsx';
import { NavLinks } from './nav-links.tsx';

export default async function AppLayout({ children }: { children: ReactNode }) {
  const [{ userId, name, email }, { trpc, queryClient }] = await Promise.all([
    requireSession(),
    serverApi(),
  ]);
  await queryClient.prefetchInfiniteQuery(
    trpc.chat.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.nextCursor }),
  );
  const sidebar = (
    <>
      <NavLinks />
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        <ConversationList />
      </div>
      <div className="border-t border-border p-2">
        <AccountMenu name={name} email={email} />
      </div>
    </>
  );
  return (
    <Provider gatewayUrl={loadWebConfig().gatewayUrl} userId={userId}>
      <HydrationBoundary state={dehydrate(queryClient)}>
        <ToastProvider>
          <AppShell sidebar={sidebar}>{children}</AppShell>
        </ToastProvider>
      </HydrationBoundary>
    </Provider>
  );
}

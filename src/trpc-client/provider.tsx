'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { EventSource } from 'eventsource';
import { createContext, type ReactNode, use, useState, useSyncExternalStore } from 'react';
import type { AppRouter } from '#src/gateway/app-router.ts';
import { type AccessTokens, createAccessTokens, type SessionState } from './access-token.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import { createQueryClient } from './query-client.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const TokensContext = createContext<AccessTokens | null>(null);

interface ProviderProps {
  /** The gateway's address for the browser, known to the server only at run time. */
  gatewayUrl: string;
  /** Whose page this is. */
  userId: string;
  children: ReactNode;
}

/** Gives a signed-in page its procedures: useTRPC() for hooks, useTRPCClient() for plain calls. */
export function Provider({ gatewayUrl, userId, children }: ProviderProps) {
  const [tokens] = useState(() => createAccessTokens(userId));
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(() => createGatewayClient(gatewayUrl, tokens));
  return (
    <TokensContext value={tokens}>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
        </TRPCProvider>
      </QueryClientProvider>
    </TokensContext>
  );
}

/** Whether the session that the page was opened with still holds, and how to go on after sign-in. */
export function useSessionState(): [SessionState, () => void] {
  const tokens = use(TokensContext);
  if (!tokens) throw new Error('useSessionState needs the Provider around it.');
  const state = useSyncExternalStore<SessionState>(tokens.subscribe, tokens.state, () => 'active');
  return [state, tokens.resume];
}

function createGatewayClient(gatewayUrl: string, tokens: AccessTokens) {
  const url = `${gatewayUrl}/trpc`;
  const authorizedFetch = createAuthorizedFetch(tokens);
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url,
          EventSource,
          eventSourceOptions: { fetch: authorizedFetch },
        }),
        // The gateway refuses batches of more than ten calls.
        false: httpBatchLink({ url, maxItems: 10, maxURLLength: 8000, fetch: authorizedFetch }),
      }),
    ],
  });
}

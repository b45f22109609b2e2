import 'server-only';
import type { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '#src/gateway/app-router.ts';
import { createQueryClient } from './query-client.ts';

export interface ServerApi {
  /** Query options, for prefetching into `queryClient`. */
  trpc: TRPCOptionsProxy<AppRouter>;
  client: TRPCClient<AppRouter>;
  /** To be dehydrated into the page. */
  queryClient: QueryClient;
}

/** A page that waits longer is better served by its skeleton: the browser asks again. */
const timeoutMs = 4000;

/**
 * The gateway's procedures while a page is rendered, over HTTP in the person's name. Make one for
 * each request: it holds that person's token and data.
 */
export function createServerApi(options: { gatewayUrl: string; token: string }): ServerApi {
  const client = createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${options.gatewayUrl}/trpc`,
        maxItems: 10,
        headers: { authorization: `Bearer ${options.token}` },
        fetch: (url, init) =>
          fetch(url, {
            ...init,
            signal: AbortSignal.timeout(timeoutMs),
            cache: 'no-store',
          }),
      }),
    ],
  });
  const queryClient = createQueryClient();
  return { trpc: createTRPCOptionsProxy<AppRouter>({ client, queryClient }), client, queryClient };
}

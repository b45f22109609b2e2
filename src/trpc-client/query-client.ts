import { QueryClient } from '@tanstack/react-query';
import { readError } from './read-error.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';

const retries = 3;

/** Queries are tried again when a server is away, and never when it answered no. */
export function createQueryClient(): QueryClient {
  const onServer = typeof window === 'undefined';
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server rendered is fresh: reading it again at once would double every load.
        staleTime: 30_000,
        retry: (failures, error) =>
          !onServer && failures < retries && readError(error).code === 'UNAVAILABLE',
        retryDelay: (failures, error) => {
          const asked = readError(error).details?.retryAfterSeconds ?? 0;
          return Math.max(asked * 1000, reconnectDelayMs(failures));
        },
      },
      // Without a network a change fails at once and says so, rather than wait unseen.
      mutations: { networkMode: 'always' },
    },
  });
}

'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSessionState, useTRPC, useTRPCClient } from './provider.tsx';
import { readError } from './read-error.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';

export type LiveState = 'connecting' | 'live' | 'waiting';

/**
 * Reads the tasks and the activity again whenever something of the person's changed: by the agent, another tab or
 * another client. Nothing is replayed, so every new connection reads them too. Holds one
 * long-lived connection while mounted.
 */
export function useLiveChanges(): LiveState {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [session] = useSessionState();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    if (session !== 'active') return;
    let failures = 0;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let subscription: { unsubscribe: () => void } | undefined;

    function readAgain() {
      // A change of our own is under way; it reads again when it is settled.
      if (queryClient.isMutating({ mutationKey: trpc.tasks.pathKey() }) > 0) return;
      void queryClient.invalidateQueries(trpc.tasks.pathFilter());
      // Whatever changed a task is an entry there.
      void queryClient.invalidateQueries(trpc.activity.pathFilter());
    }

    function reconnect() {
      if (ended) return;
      setState('waiting');
      clearTimeout(timer);
      timer = setTimeout(connect, reconnectDelayMs(failures));
      failures += 1;
    }

    function connect() {
      subscription?.unsubscribe();
      subscription = client.changes.follow.subscribe(undefined, {
        onStarted() {
          failures = 0;
          setState('live');
          readAgain();
        },
        onData: readAgain,
        onConnectionStateChange({ state: next }) {
          if (next === 'connecting') setState('connecting');
        },
        onError(error) {
          const { code } = readError(error);
          if (code !== 'UNAUTHENTICATED' && code !== 'FORBIDDEN') reconnect();
        },
        onComplete: reconnect,
      });
    }

    connect();
    return () => {
      ended = true;
      clearTimeout(timer);
      subscription?.unsubscribe();
    };
  }, [client, queryClient, session, trpc]);

  return state;
}

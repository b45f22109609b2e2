'use client';
import { useEffect, useState } from 'react';
import { useSessionState, useTRPCClient } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { type FollowedRun, followRun, type OpenRunStream } from './follow-run.ts';

/** Follows one run while mounted and signed in; null when there is none, or nothing came yet. */
export function useFollowedRun(runId: string | null): FollowedRun | null {
  const client = useTRPCClient();
  const [session] = useSessionState();
  const signedIn = session === 'active';
  const [followed, setFollowed] = useState<FollowedRun | null>(null);

  useEffect(() => {
    if (runId === null || !signedIn) return;
    const open: OpenRunStream = (lastEventId, on) => {
      const subscription = client.chat.follow.subscribe(
        { runId, ...(lastEventId === null ? {} : { lastEventId }) },
        {
          onData: ({ id, data }) => on.event(id, data),
          onConnectionStateChange: ({ state, error }) => {
            if (state === 'connecting' && error) on.interrupted();
          },
          onError: (error) => on.closed(readError(error)),
          onComplete: () => on.closed(null),
        },
      );
      return () => subscription.unsubscribe();
    };
    return followRun(runId, open, setFollowed);
  }, [client, runId, signedIn]);

  return followed?.progress.runId === runId ? followed : null;
}

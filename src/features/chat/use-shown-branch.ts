'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** The message that the address says to show a branch of; null for the one that was used last. */
export function useShownBranch(): [string | null, (messageId: string | null) => void] {
  const path = usePathname();
  const at = useSearchParams().get('at');
  const show = useCallback(
    (messageId: string | null) => {
      const query = messageId === null ? '' : `?at=${messageId}`;
      window.history.replaceState(null, '', path + query);
    },
    [path],
  );
  return [at, show];
}

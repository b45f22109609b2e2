'use client';

import { useSyncExternalStore } from 'react';
import { localToday } from './local-today.ts';

/**
 * The calendar date here and now, YYYY-MM-DD. The server's guess holds for the first paint, so that
 * both render the same; a page left open over midnight is right again when the person returns.
 */
export function useToday(serverToday: string): string {
  return useSyncExternalStore(
    subscribe,
    () => localToday(),
    () => serverToday,
  );
}

function subscribe(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange);
  return () => {
    document.removeEventListener('visibilitychange', onChange);
  };
}

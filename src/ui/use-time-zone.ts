'use client';

import { useSyncExternalStore } from 'react';

const subscribe = () => () => {};

/** The browser's IANA zone; the server's guess holds for the first paint, so both render the same. */
export function useTimeZone(serverTimeZone: string): string {
  return useSyncExternalStore(
    subscribe,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => serverTimeZone,
  );
}

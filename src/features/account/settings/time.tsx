'use client';

import { useSyncExternalStore } from 'react';

const subscribe = () => () => {};

/** A moment in the reader's own time; the server, which does not know it, leaves the day alone. */
export function Time({ at }: { at: string }) {
  const text = useSyncExternalStore(
    subscribe,
    () => new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' }),
    () => at.slice(0, 10),
  );
  return <time dateTime={at}>{text}</time>;
}

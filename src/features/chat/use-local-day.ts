'use client';
import { useSyncExternalStore } from 'react';
import { dateIn } from './group-by-day.ts';

export interface LocalDay {
  /** YYYY-MM-DD */
  today: string;
  /** An IANA name. */
  timeZone: string;
}

/**
 * The person's date and time zone. The server does not know them: the first paint counts in UTC,
 * the one after it in the browser's zone, so both sides render the same page.
 */
export function useLocalDay(): LocalDay {
  const timeZone = useSyncExternalStore(subscribe, browserTimeZone, () => 'UTC');
  const today = useSyncExternalStore(
    subscribe,
    () => dateIn(browserTimeZone(), new Date()),
    () => dateIn('UTC', new Date()),
  );
  return { today, timeZone };
}

/** The IANA zone that the browser is set to. */
export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A page that was left open over midnight is right again when the person comes back to it. */
function subscribe(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange);
  return () => document.removeEventListener('visibilitychange', onChange);
}

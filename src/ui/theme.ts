'use client';

import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

/** Kept in this browser only; ThemeScript reads it before the first paint. */
export const themeKey = 'theme';
const listeners = new Set<() => void>();

/** The person's choice and how to change it. Unknown while the server renders: `system`. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, read, () => 'system'), choose];
}

function read(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function choose(theme: Theme): void {
  apply(theme);
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Other tabs follow the choice at once. */
function subscribe(onChange: () => void): () => void {
  function onStorage(event: StorageEvent) {
    if (event.key !== themeKey) return;
    apply(event.newValue === 'light' || event.newValue === 'dark' ? event.newValue : 'system');
  }
  listeners.add(onChange);
  window.addEventListener('storage', onStorage);
  return () => {
    listeners.delete(onChange);
    window.removeEventListener('storage', onStorage);
  };
}

import { useSyncExternalStore } from 'react';

/**
 * The token of a mailed link, which stands behind the `#` of the address. Undefined while the page is
 * rendered on the server, which never sees it; empty where there is none.
 */
export function useLinkToken(): string | undefined {
  return useSyncExternalStore(subscribe, read, () => undefined);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
  };
}

const read = () => window.location.hash.slice(1);

import type { AccessTokens } from './access-token.ts';

type Input = Parameters<typeof fetch>[0];
/** What tRPC and EventSource both give; whatever else they set is handed on. */
interface Init {
  headers?: HeadersInit | undefined;
  signal?: AbortSignal | null | undefined;
}

/**
 * `fetch` with the person's token in the header, asked for at each attempt. A refused token is
 * renewed once: the session may have been replaced, or the keys rotated.
 */
export function createAuthorizedFetch(tokens: AccessTokens) {
  return async function authorizedFetch(input: Input, init: Init = {}): Promise<Response> {
    const token = await tokens.get();
    const response = await send(input, init, token);
    if (response.status !== 401) return response;
    tokens.discard(token);
    await response.body?.cancel();
    return send(input, init, await tokens.get());
  };
}

function send(input: Input, init: Init, token: string): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers, signal: init.signal ?? null });
}

import { decodeJwt } from 'jose';
import { z } from 'zod';

/** `ended`: nobody is signed in any more. `other-user`: someone else signed in, in another tab. */
export type SessionState = 'active' | 'ended' | 'other-user';

/** The session that this page was opened with is over. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
}

export interface AccessTokens {
  /** @throws SessionEndedError, or a network error when the identity provider cannot be reached. */
  get: () => Promise<string>;
  /** Forgets a token that was refused. */
  discard: (token: string) => void;
  /** After signing in again: the next call finds out whether it is the same person. */
  resume: () => void;
  state: () => SessionState;
  subscribe: (listener: () => void) => () => void;
}

const renewBeforeExpiryMs = 60_000;
const TokenAnswer = z.object({ token: z.string() });
const TokenTimes = z.object({ sub: z.string(), iat: z.number(), exp: z.number() });

/**
 * The person's user JWT, kept in memory only and read anew a minute before it expires. Callers at
 * the same moment share one request.
 */
export function createAccessTokens(userId: string): AccessTokens {
  let held: { token: string; renewAt: number } | undefined;
  let pending: Promise<string> | undefined;
  let state: SessionState = 'active';
  const listeners = new Set<() => void>();

  function enter(next: SessionState): void {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function end(next: SessionState): never {
    held = undefined;
    enter(next);
    throw new SessionEndedError('You are signed out.');
  }

  async function read(): Promise<string> {
    const response = await fetch('/api/auth/token', {
      cache: 'no-store',
      signal: AbortSignal.timeout(15_000),
    });
    if (response.status === 401) end('ended');
    if (!response.ok) throw new TypeError(`The token endpoint answered ${response.status}.`);
    const { token } = TokenAnswer.parse(await response.json());
    const { sub, iat, exp } = TokenTimes.parse(decodeJwt(token));
    // The cookie is shared by all tabs: this page must not show one person another's data.
    if (sub !== userId) end('other-user');
    // Counted from now, since this computer's clock may differ from the server's.
    held = { token, renewAt: performance.now() + (exp - iat) * 1000 - renewBeforeExpiryMs };
    return token;
  }

  return {
    async get() {
      if (state !== 'active') end(state);
      if (held && performance.now() < held.renewAt) return held.token;
      pending ??= read().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    discard(token) {
      if (held?.token === token) held = undefined;
    },
    resume() {
      enter('active');
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

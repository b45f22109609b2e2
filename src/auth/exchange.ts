import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import { formatScopes, type Scope } from '#src/contracts/scope.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtTokenType = 'urn:ietf:params:oauth:token-type:jwt';
/** A cached token is used until this long before it expires. */
const expiryMarginMs = 15_000;
const maxCachedTokens = 10_000;

const TokenResponse = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
});
const ErrorResponse = z.object({ error: z.string() });

export interface TokenExchangerOptions {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** The resource server that the tokens are for (RFC 8707). */
  resource: string;
  timeoutMs?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

interface ExchangeRequest {
  /** The person's own token, already verified; it is sent to the authorization server only. */
  subjectToken: string;
  sessionId: string;
  userId: string;
  scopes: readonly Scope[];
}

export interface TokenExchanger {
  /**
   * An access token for the resource that acts for the person (RFC 8693), from the cache when one
   * with the same session and scopes is still good. Throws AppError UNAUTHENTICATED when the
   * session has ended, FORBIDDEN when the person may not have the scopes, UNAVAILABLE when the
   * authorization server cannot be reached.
   */
  exchange(request: ExchangeRequest): Promise<string>;
  /** Drops what is cached for a session that ended, or all when it is not known which did. */
  forget(sessionId: string | undefined): void;
}

interface CachedToken {
  token: string;
  sessionId: string;
  usableUntil: number;
}

interface StartedExchange {
  sessionId: string;
  token: Promise<string>;
}

/** The gateway's client for token exchange: cached, single flight, bounded. */
export function createTokenExchanger({
  tokenUrl,
  clientId,
  clientSecret,
  resource,
  timeoutMs = 5_000,
  now = Date.now,
}: TokenExchangerOptions): TokenExchanger {
  const cache = new Map<string, CachedToken>();
  const inFlight = new Map<string, StartedExchange>();
  const authorization = `Basic ${Buffer.from(
    `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`,
  ).toString('base64')}`;

  const post = (body: URLSearchParams): Promise<Response> =>
    fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization, accept: 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });

  /** Tries twice when the connection breaks: a restarted server leaves dead ones in the pool. */
  async function postTwice(body: URLSearchParams): Promise<Response> {
    try {
      return await post(body).catch((error: unknown) => {
        if (error instanceof TypeError) return post(body);
        throw error;
      });
    } catch (error) {
      throw unavailable(error);
    }
  }

  async function fetchToken({
    subjectToken,
    sessionId,
    scopes,
  }: ExchangeRequest): Promise<CachedToken> {
    const startedAt = now();
    const response = await postTwice(
      new URLSearchParams({
        grant_type: grantType,
        subject_token: subjectToken,
        subject_token_type: jwtTokenType,
        resource,
        scope: formatScopes(scopes),
      }),
    );
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refusal(response, body, scopes);
    const answer = TokenResponse.safeParse(body);
    if (!answer.success) throw unavailable(answer.error);
    return {
      token: answer.data.access_token,
      sessionId,
      usableUntil: startedAt + answer.data.expires_in * 1000 - expiryMarginMs,
    };
  }

  function remember(key: string, entry: CachedToken): void {
    cache.delete(key);
    cache.set(key, entry);
    for (const [oldest, { usableUntil }] of cache) {
      if (cache.size <= maxCachedTokens && usableUntil > now()) break;
      cache.delete(oldest);
    }
  }

  return {
    async exchange(request) {
      const key = JSON.stringify([request.userId, request.sessionId, request.scopes.toSorted()]);
      const cached = cache.get(key);
      if (cached && cached.usableUntil > now()) return cached.token;
      const running = inFlight.get(key);
      if (running) return running.token;
      const started: StartedExchange = {
        sessionId: request.sessionId,
        token: fetchToken(request)
          .then((entry) => {
            // Not when its session ended meanwhile.
            if (inFlight.get(key) === started) remember(key, entry);
            return entry.token;
          })
          .finally(() => inFlight.get(key) === started && inFlight.delete(key)),
      };
      inFlight.set(key, started);
      return started.token;
    },
    forget(sessionId) {
      for (const entries of [cache, inFlight]) {
        for (const [key, entry] of entries) {
          if (sessionId === undefined || entry.sessionId === sessionId) entries.delete(key);
        }
      }
    },
  };
}

function unavailable(cause: unknown, retryAfterSeconds = 1): AppError {
  return new AppError('UNAVAILABLE', 'Sign-in cannot be checked right now. Try again shortly.', {
    details: { retryAfterSeconds },
    cause,
  });
}

/** The authorization server's "no" in our terms (RFC 6749 §5.2, RFC 8693 §2.2.2). */
function refusal(response: Response, body: unknown, scopes: readonly Scope[]): AppError {
  const cause = new Error(`The token endpoint answered ${response.status}.`, { cause: body });
  if (response.status === 429 || response.status >= 500) {
    const retryAfter = Number(response.headers.get('retry-after'));
    return unavailable(cause, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : 1);
  }
  const error = ErrorResponse.safeParse(body).data?.error ?? 'none';
  switch (error) {
    // Our requests are well formed, so the person's token is what was refused.
    case 'invalid_request':
    case 'invalid_grant':
      return new AppError('UNAUTHENTICATED', 'Your session has ended. Sign in again.', { cause });
    case 'invalid_scope':
      return new AppError('FORBIDDEN', `This needs the scope ${formatScopes(scopes)}.`, {
        details: { scopes: [...scopes] },
        cause,
      });
    default:
      return new AppError('INTERNAL', 'The gateway is not set up to act for you.', { cause });
  }
}

import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { formatScopes, type GrantedScope, parseScopes } from '#src/contracts/scope.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtTokenType = 'urn:ietf:params:oauth:token-type:jwt';
const runGrantType = 'urn:throughline:token-type:run-grant';
/** A cached token is used until this long before it expires. */
const expiryMarginMs = 15_000;
const maxCachedTokens = 10_000;

const TokenResponse = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
});
const GrantResponse = z.object({
  access_token: z.string().min(1),
  issued_token_type: z.literal(runGrantType),
  scope: z.string(),
  sub: z.string().min(1),
  sid: z.string().min(1),
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

/** What is traded for a token of the MCP server; it is sent to the authorization server only. */
export interface SubjectToken {
  /** The person's own token, already verified; or the grant of the run that is named. */
  subjectToken: string;
  runId?: string | undefined;
}

interface ExchangeRequest extends SubjectToken {
  sessionId: string;
  userId: string;
  scopes: readonly GrantedScope[];
}

export interface TokenExchanger {
  /**
   * An access token for the resource that acts for the person (RFC 8693), from the cache when one
   * with the same session and scopes is still good. Throws AppError UNAUTHENTICATED when the
   * session has ended, FORBIDDEN when the person may not have the scopes, UNAVAILABLE when the
   * authorization server cannot be reached.
   */
  exchange(request: ExchangeRequest): Promise<string>;
  /**
   * A grant with which this gateway's workers act for the person during one run, however long it
   * outlives their token. Throws as `exchange` does.
   */
  grantRun(request: { subjectToken: string; runId: string }): Promise<string>;
  /** Whom a run's grant is for. Throws as `exchange` does: UNAUTHENTICATED when it is void. */
  openGrant(request: { grant: string; runId: string }): Promise<Actor>;
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
  /** Whom new grants are for: their first opening, mostly by a worker of this process, asks nobody. */
  const granted = new Map<string, Actor>();
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

  /** One exchange of the subject token, with these parameters on top. */
  async function request<Answer>(
    subject: SubjectToken & { isGrant: boolean },
    parameters: Record<string, string>,
    schema: z.ZodType<Answer>,
    scopes: readonly GrantedScope[] = [],
  ): Promise<Answer> {
    const response = await postTwice(
      new URLSearchParams({
        grant_type: grantType,
        subject_token: subject.subjectToken,
        subject_token_type: subject.isGrant ? runGrantType : jwtTokenType,
        ...(subject.runId !== undefined && { run_id: subject.runId }),
        ...parameters,
      }),
    );
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refusal(response, body, scopes);
    const answer = schema.safeParse(body);
    if (!answer.success) throw unavailable(answer.error);
    return answer.data;
  }

  async function fetchToken({
    sessionId,
    scopes,
    ...subject
  }: ExchangeRequest): Promise<CachedToken> {
    const startedAt = now();
    const answer = await request(
      { ...subject, isGrant: subject.runId !== undefined },
      { resource, scope: formatScopes(scopes) },
      TokenResponse,
      scopes,
    );
    return {
      token: answer.access_token,
      sessionId,
      usableUntil: startedAt + answer.expires_in * 1000 - expiryMarginMs,
    };
  }

  async function askForGrant(
    subject: SubjectToken & { isGrant: boolean },
  ): Promise<{ grant: string; actor: Actor }> {
    const parameters = { requested_token_type: runGrantType };
    const { access_token, sub, sid, scope } = await request(subject, parameters, GrantResponse);
    const scopes = parseScopes(scope);
    return { grant: access_token, actor: { kind: 'user', userId: sub, sessionId: sid, scopes } };
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
    async grantRun({ subjectToken, runId }) {
      const { grant, actor } = await askForGrant({ subjectToken, runId, isGrant: false });
      granted.set(grant, actor);
      for (const oldest of granted.keys()) {
        if (granted.size <= maxCachedTokens) break;
        granted.delete(oldest);
      }
      return grant;
    },
    async openGrant({ grant, runId }) {
      const known = granted.get(grant);
      granted.delete(grant);
      return known ?? (await askForGrant({ subjectToken: grant, runId, isGrant: true })).actor;
    },
    forget(sessionId) {
      for (const entries of [cache, inFlight, granted]) {
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
function refusal(response: Response, body: unknown, scopes: readonly GrantedScope[]): AppError {
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

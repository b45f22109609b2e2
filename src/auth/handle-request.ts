import type { AuthDatabase } from '#src/db/client.ts';
import { headersWithClientAddress } from './client-address.ts';
import type { Auth } from './server.ts';
import { withoutSessionTokens } from './without-session-tokens.ts';

const maxBodyBytes = 64 * 1024;

/**
 * Serves `/api/auth/*` and the well-known documents. A body over 64 kB is refused unparsed, and so are
 * a zero byte and half of a surrogate pair, which no text in PostgreSQL may hold. Session tokens leave in their cookie alone.
 * better-auth answers 401 when it cannot read the session because the database is away, which would
 * sign people out: that becomes 503.
 */
export function createRequestHandler(
  auth: Auth,
  database: AuthDatabase,
  trustedProxies: readonly string[],
): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = await readBody(request);
    if (body === tooLarge) {
      return Response.json(
        { code: 'PAYLOAD_TOO_LARGE', message: 'A request may hold 64 kB.' },
        { status: 413 },
      );
    }
    if (holdsHalfCharacter(body ?? '')) {
      return Response.json(
        { code: 'INVALID_TEXT', message: 'Text must not hold half a character.' },
        { status: 400 },
      );
    }
    if (holdsZeroByte(request.url) || holdsZeroByte(body ?? '')) {
      return Response.json(
        {
          code: 'INVALID_TEXT',
          message: 'Text must not hold a zero byte.',
          // As the OAuth endpoints say it (RFC 6749 §5.2).
          error: 'invalid_request',
          error_description: 'Text must not hold a zero byte.',
        },
        { status: 400 },
      );
    }
    const { url, method, signal } = request;
    const headers = headersWithClientAddress(request, trustedProxies);
    const response = await withoutSessionTokens(
      url,
      await auth.handler(new Request(url, { method, headers, signal, body })),
    );
    if (!response.headers.has('cache-control') && !isPublic(url)) {
      response.headers.set('cache-control', 'no-store');
    }
    const retryAfter = response.headers.get('x-retry-after');
    if (retryAfter !== null) response.headers.set('retry-after', retryAfter);
    if (response.status !== 401 && response.status < 500) return response;
    try {
      await database.$queryRaw`select 1`;
      return response;
    } catch {
      return Response.json(
        { code: 'UNAVAILABLE', message: 'The database cannot be reached at the moment.' },
        { status: 503, headers: { 'retry-after': '2' } },
      );
    }
  };
}

/** The keys and the well-known documents are the same for everybody. */
function isPublic(url: string): boolean {
  return /\/jwks$|\/\.well-known\//.test(new URL(url).pathname);
}

const tooLarge = Symbol('too large');

/** The text of the body, null without one. Of one that is too large none is kept. */
async function readBody(request: Request): Promise<string | null | typeof tooLarge> {
  if (!request.body) return null;
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) return tooLarge;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.length;
    // Read to its end all the same: to break off would cut the connection before the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > maxBodyBytes ? tooLarge : Buffer.concat(chunks).toString('utf8');
}

/** As JSON spells one: `"\ud800"`. UTF-8 itself has none. */
function holdsHalfCharacter(text: string): boolean {
  if (!/\\ud/i.test(text)) return false;
  let isWhole = true;
  try {
    JSON.parse(text, (key, value: unknown) => {
      isWhole &&= key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed());
      return value;
    });
  } catch {
    // No JSON: for others to refuse.
  }
  return !isWhole;
}

/** As it is, or as forms, addresses and JSON spell it. */
function holdsZeroByte(text: string): boolean {
  return text.includes('\0') || text.includes('%00') || /(?<!\\)(\\\\)*\\u0000/.test(text);
}

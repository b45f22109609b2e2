import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware } from 'better-auth/api';
import { parseCookies, setRequestCookie } from 'better-auth/cookies';
import type { AuthSecrets } from './auth-secrets.ts';

/**
 * Lets cookies in that were signed with a previous secret: better-auth reads old ciphertexts by
 * itself, but knows one secret only for signatures. The browser gets a newly signed cookie when
 * better-auth next prolongs the session.
 */
export function previousSignatures({ secret, previousSecrets }: AuthSecrets) {
  const isAsked = (headers: Headers | undefined) =>
    previousSecrets.length > 0 && headers?.has('cookie') === true;

  function signedAnew(given: HeadersInit | undefined): Headers {
    const headers = new Headers(given);
    for (const [name, cookie] of parseCookies(headers.get('cookie') ?? '')) {
      const value = signedValue(cookie, previousSecrets);
      if (value === undefined) continue;
      setRequestCookie(headers, name, `${value}.${signatureOf(value, secret)}`);
    }
    return headers;
  }

  return {
    id: 'previous-signatures',
    // Before every hook: some of them read cookies too.
    onRequest: async (request) =>
      isAsked(request.headers)
        ? { request: new Request(request, { headers: signedAnew(request.headers) }) }
        : undefined,
    hooks: {
      before: [
        {
          // A page that asks for its session makes no request.
          matcher: ({ request, headers }) => !request && isAsked(headers),
          handler: createAuthMiddleware(async ({ headers }) => ({
            context: { headers: signedAnew(headers) },
          })),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** What a cookie says, when one of these secrets signed it. */
function signedValue(cookie: string, secrets: readonly string[]): string | undefined {
  const dot = cookie.lastIndexOf('.');
  const value = cookie.slice(0, Math.max(dot, 0));
  const signature = Buffer.from(cookie.slice(dot + 1));
  const isSigned = secrets.some((secret) => {
    const expected = Buffer.from(signatureOf(value, secret));
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });
  return isSigned ? value : undefined;
}

/** As better-call signs cookies. */
function signatureOf(value: string, secret: string): string {
  return createHmac('sha256', secret).update(value).digest('base64');
}

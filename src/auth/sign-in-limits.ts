import { createHash } from 'node:crypto';
import { defineRequestState } from '@better-auth/core/context';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { z } from 'zod';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import { createGuessCounter, type Guesser } from './guess-counter.ts';

/** Where a password is told, and an account named with it. */
const signInPath = '/sign-in/email';
/** Where whoever is signed in tells their password again. */
const againPaths = [
  '/change-password',
  '/passkey/allow',
  '/two-factor/enable',
  '/two-factor/disable',
  '/two-factor/generate-backup-codes',
  '/two-factor/get-totp-uri',
];
/** better-auth's own way to try one, which no page of ours uses. */
export const passwordTrial = '/verify-password';

/** Who is being guessed at in this request. */
const counted = defineRequestState<Guesser | undefined>(() => undefined);
const cookieName = 'known_browser';
const cookieLifeSeconds = 365 * 24 * 60 * 60;

const Named = z.object({ email: z.string() });

/**
 * Limits guesses at the password of one account, from wherever they come: OWASP's "Slow Down Online
 * Guessing Attacks with Device Cookies". A browser that has signed in to the account has a count of
 * its own; all others share one. So nobody's guesses, however many, keep a person from signing in
 * where they signed in before (docs/decisions/012-limits-on-sign-in.md).
 */
export function signInLimits(database: AuthDatabase, secret: string) {
  const counter = createGuessCounter(database, secret);
  type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

  async function knownBrowserId(ctx: Context, email: string): Promise<string | undefined> {
    const cookie = ctx.context.createAuthCookie(cookieName);
    const value = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
    const [id, account] = (value || '').split(' ');
    return account === accountMark(email) ? id : undefined;
  }

  async function guesserOf(ctx: Context): Promise<Guesser | undefined> {
    const email =
      ctx.path === signInPath
        ? Named.safeParse(ctx.body).data?.email
        : (await getSessionFromCtx(ctx))?.user.email;
    if (email === undefined) return undefined;
    return { email, browserId: await knownBrowserId(ctx, email) };
  }

  return {
    id: 'sign-in-limits',
    hooks: {
      before: [
        {
          matcher: tellsPassword,
          handler: createAuthMiddleware(async (ctx) => {
            const guesser = await guesserOf(ctx);
            await counted.set(guesser);
            const waitSeconds = guesser ? await counter.begin(guesser) : 0;
            if (waitSeconds > 0) throw tooManyAttempts(waitSeconds);
          }),
        },
      ],
      after: [
        {
          matcher: tellsPassword,
          handler: createAuthMiddleware(async (ctx) => {
            if (ctx.context.returned instanceof APIError) return;
            const guesser = await counted.get();
            if (guesser) await counter.forget(guesser);
          }),
        },
        {
          matcher: () => true,
          handler: createAuthMiddleware(async (ctx) => {
            // None while a second factor is pending.
            const email = ctx.context.newSession?.user.email;
            if (email === undefined) return;
            const id = (await knownBrowserId(ctx, email)) ?? newId();
            const cookie = ctx.context.createAuthCookie(cookieName, { maxAge: cookieLifeSeconds });
            const value = `${id} ${accountMark(email)}`;
            await ctx.setSignedCookie(cookie.name, value, ctx.context.secret, cookie.attributes);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** The cookie is signed; what it says need not be secret, and outlives a change of the secret. */
function accountMark(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}

function tellsPassword({ path }: { path?: string | undefined }): boolean {
  return path !== undefined && [signInPath, ...againPaths].includes(path);
}

export function tooManyAttempts(waitSeconds: number): APIError {
  return new APIError(
    'TOO_MANY_REQUESTS',
    {
      code: 'TOO_MANY_ATTEMPTS',
      message: 'There were too many attempts to sign in to this account.',
      retryAfterSeconds: waitSeconds,
    },
    { 'retry-after': String(waitSeconds) },
  );
}

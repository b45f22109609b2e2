import { defineRequestState } from '@better-auth/core/context';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { deleteSessionCookie } from 'better-auth/cookies';
import { verifyPassword } from 'better-auth/crypto';
import { z } from 'zod';
import type { AuthDatabase } from '#src/db/client.ts';
import { endedByNewPassword } from './ended-by-new-password.ts';
import { userAtSecondStep } from './user-at-second-step.ts';

/** The hash of the password that this request signs in with. */
const signedInWith = defineRequestState<string | undefined>(() => undefined);

const Named = z.object({ email: z.string() });
const secondSteps = ['/two-factor/verify-totp', '/two-factor/verify-backup-code'];

/** As better-auth verifies, and remembers what was right. */
export async function verifyAndRemember(given: { hash: string; password: string }) {
  const isRight = await verifyPassword(given);
  if (isRight) await signedInWith.set(given.hash);
  return isRight;
}

/**
 * Whoever signs in while the password is changed or reset is not in: between looking a hash up and
 * making the session there is time for both. Listed after the second step, whose waiting is ended too.
 */
export function signInsInFlight(database: AuthDatabase) {
  /** Waits for a change that is under way; one that comes later ends what this request has made. */
  async function isStillThePassword(userId: string, hash: string): Promise<boolean> {
    const accounts = await database.$queryRaw<unknown[]>`
      select id from auth.accounts where user_id = ${userId} and password = ${hash} for share`;
    return accounts.length > 0;
  }

  return {
    id: 'sign-ins-in-flight',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path !== undefined && secondSteps.includes(path),
          handler: createAuthMiddleware(async (ctx) => {
            const user = await userAtSecondStep(ctx);
            if (!user?.isSigningIn) return;
            const account = await database.account.findFirst({
              where: { userId: user.id, providerId: 'credential' },
              select: { password: true },
            });
            await signedInWith.set(account?.password ?? undefined);
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) =>
            path !== undefined && ['/sign-in/email', ...secondSteps].includes(path),
          handler: createAuthMiddleware(async (ctx) => {
            const hash = await signedInWith.get();
            if (hash === undefined || ctx.context.returned instanceof APIError) return;
            const session = ctx.context.newSession;
            // No session while a second step is to come.
            const email = Named.safeParse(ctx.body).data?.email.toLowerCase() ?? '';
            const userId =
              session?.user.id ?? (await database.user.findUnique({ where: { email } }))?.id;
            if (userId === undefined || (await isStillThePassword(userId, hash))) return;
            if (session) await database.session.deleteMany({ where: { id: session.session.id } });
            await database.$transaction(endedByNewPassword(database, userId));
            deleteSessionCookie(ctx);
            ctx.context.setNewSession(null);
            throw new APIError('UNAUTHORIZED', {
              code: 'INVALID_EMAIL_OR_PASSWORD',
              message: 'The password was changed in the meantime.',
            });
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

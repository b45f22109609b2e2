import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { z } from 'zod';
import type { AuthDatabase } from '#src/db/client.ts';
import { endedByNewPassword } from './ended-by-new-password.ts';
import { requireGoodPassword } from './require-good-password.ts';

const SignUp = z.object({ password: z.string(), name: z.string(), email: z.string() });
const Change = z.object({ newPassword: z.string() });

/**
 * Every new password is held against the rules, and a changed one ends all other sessions, every
 * connection and every sign-in under way.
 */
export const passwordRules = (database: AuthDatabase) =>
  ({
    id: 'password-rules',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/sign-up/email',
          handler: createAuthMiddleware(async (ctx) => {
            // What has another shape, better-auth refuses.
            const body = SignUp.safeParse(ctx.body).data;
            if (body) requireGoodPassword(body.password, body);
          }),
        },
        {
          matcher: isChange,
          handler: createAuthMiddleware(async (ctx) => {
            const body = Change.safeParse(ctx.body).data;
            if (!body) return undefined;
            const session = await getSessionFromCtx(ctx);
            if (session) requireGoodPassword(body.newPassword, session.user);
            return { context: { body: { ...ctx.body, revokeOtherSessions: true } } };
          }),
        },
      ],
      after: [
        {
          matcher: isChange,
          handler: createAuthMiddleware(async (ctx) => {
            // None when the change was refused.
            const userId = ctx.context.newSession?.user.id;
            if (userId !== undefined)
              await database.$transaction(endedByNewPassword(database, userId));
          }),
        },
      ],
    },
  }) satisfies BetterAuthPlugin;

const isChange = ({ path }: { path?: string | undefined }) => path === '/change-password';

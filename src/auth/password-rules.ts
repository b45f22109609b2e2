import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { z } from 'zod';
import { requireGoodPassword } from './require-good-password.ts';

const SignUp = z.object({ password: z.string(), name: z.string(), email: z.string() });
const Change = z.object({ newPassword: z.string() });

/** Every new password is held against the rules, and a changed one ends all other sessions. */
export const passwordRules = {
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
        matcher: ({ path }) => path === '/change-password',
        handler: createAuthMiddleware(async (ctx) => {
          const body = Change.safeParse(ctx.body).data;
          if (!body) return undefined;
          const session = await getSessionFromCtx(ctx);
          if (session) requireGoodPassword(body.newPassword, session.user);
          return { context: { body: { ...ctx.body, revokeOtherSessions: true } } };
        }),
      },
    ],
  },
} satisfies BetterAuthPlugin;

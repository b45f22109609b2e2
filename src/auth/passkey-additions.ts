import type { BetterAuthPlugin } from 'better-auth';
import {
  APIError,
  createAuthEndpoint,
  createAuthMiddleware,
  getSessionFromCtx,
  sessionMiddleware,
} from 'better-auth/api';
import { z } from 'zod';
import { PlainText } from '#src/contracts/plain-text.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import type { MailedLinks } from './mailed-links.ts';

const lifeMs = 5 * 60_000;
const Answer = z.object({ response: z.object({ id: PlainText.max(2_000) }) });
const registration = '/passkey/verify-registration';

/**
 * A passkey signs in by itself, past the second step, and outlives passwords. So a session alone adds
 * none: it takes the password, once for each, and the person is told by mail.
 */
export function passkeyAdditions(database: AuthDatabase, links: MailedLinks) {
  const permissionOf = (sessionId: string) => `add-passkey:${sessionId}`;

  return {
    id: 'passkey-additions',
    endpoints: {
      allowPasskey: createAuthEndpoint(
        '/passkey/allow',
        { method: 'POST', body: z.object({ password: z.string() }), use: [sessionMiddleware] },
        async (ctx) => {
          const { session, user } = ctx.context.session;
          await ctx.context.password.checkPassword(user.id, ctx);
          await database.verification.create({
            data: {
              id: newId(),
              identifier: permissionOf(session.id),
              value: user.id,
              expiresAt: new Date(Date.now() + lifeMs),
            },
          });
          return ctx.json({ status: true });
        },
      ),
    },
    hooks: {
      before: [
        {
          // The plugin looks the passkey up by whatever stands here.
          matcher: ({ path }) => path === '/passkey/verify-authentication',
          handler: createAuthMiddleware(async (ctx) => {
            if (Answer.safeParse(ctx.body).success) return;
            throw new APIError('BAD_REQUEST', {
              code: 'PASSKEY_NOT_FOUND',
              message: 'The answer of a passkey names it by its id.',
            });
          }),
        },
        {
          matcher: ({ path }) => path === registration,
          handler: createAuthMiddleware(async (ctx) => {
            const session = await getSessionFromCtx(ctx);
            // Nobody is for the endpoint to refuse.
            if (!session) return;
            const { count } = await database.verification.deleteMany({
              where: {
                identifier: permissionOf(session.session.id),
                value: session.user.id,
                expiresAt: { gt: new Date() },
              },
            });
            if (count > 0) return;
            throw new APIError('FORBIDDEN', {
              code: 'PASSWORD_NEEDED',
              message: 'Adding a passkey takes your password.',
            });
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path === registration,
          handler: createAuthMiddleware(async (ctx) => {
            if (ctx.context.returned instanceof APIError) return;
            const session = await getSessionFromCtx(ctx);
            if (session) links.sendPasskeyAdded(session.user);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

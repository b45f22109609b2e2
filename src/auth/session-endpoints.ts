import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api';
import { z } from 'zod';
import type { AuthDatabase } from '#src/db/client.ts';

/** Ends one of the person's own sessions by its id: better-auth asks for its token, which we hide. */
export function sessionEndpoints(database: AuthDatabase) {
  return {
    id: 'session-endpoints',
    endpoints: {
      endSession: createAuthEndpoint(
        '/sessions/end',
        { method: 'POST', body: z.object({ id: z.string().max(64) }), use: [sessionMiddleware] },
        async (ctx) => {
          const userId = ctx.context.session.user.id;
          // Another person's, or one that is gone: the same answer.
          await database.session.deleteMany({ where: { id: ctx.body.id, userId } });
          return ctx.json({ status: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

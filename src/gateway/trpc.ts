import { initTRPC } from '@trpc/server';
import type { Context } from './context.ts';
import { authenticated } from './middleware/authenticated.ts';
import { errorMapped, formatError } from './middleware/errors-mapped.ts';

const t = initTRPC.context<Context>().create({
  isServer: true,
  isDev: false,
  errorFormatter: formatError,
  sse: {
    // Proxies cut a connection that is silent for a minute; browsers notice a dead one sooner.
    ping: { enabled: true, intervalMs: 10_000 },
    client: { reconnectAfterInactivityMs: 30_000 },
    maxDurationMs: 60 * 60_000,
  },
});

export const router = t.router;

/** Every procedure of the gateway: a verified person, and errors that we wrote. */
export const protectedProcedure = t.procedure
  .use(async ({ next }) => {
    // `next` never throws: a failure is a result.
    const result = await next();
    return result.ok ? result : { ...result, error: errorMapped(result.error) };
  })
  .use(async ({ ctx, next }) => next({ ctx: await authenticated(ctx) }));

import { z } from 'zod';
import { followChanges } from '#src/agent/follow-changes.ts';
import { streamEnded } from '../middleware/stream-ended.ts';
import { protectedProcedure, router } from '../trpc.ts';

export const changesRouter = router({
  /** What changed from now on; nothing is replayed, so clients read again whenever they connect. */
  follow: protectedProcedure
    .input(z.strictObject({ lastEventId: z.string().max(100).optional() }).optional())
    .subscription(({ ctx, signal }) =>
      streamEnded(ctx, signal, (end) => followChanges(ctx.services.bus, ctx.actor, end)),
    ),
});

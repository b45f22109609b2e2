import { protectedProcedure, router } from '../trpc.ts';

export const meRouter = router({
  get: protectedProcedure.query(({ ctx: { actor } }) => ({
    userId: actor.userId,
    sessionId: actor.sessionId,
    scopes: actor.scopes,
  })),
});

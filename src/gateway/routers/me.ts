import { Scope } from '#src/contracts/scope.ts';
import { protectedProcedure, router } from '../trpc.ts';

export const meRouter = router({
  get: protectedProcedure.query(({ ctx: { actor } }) => ({
    userId: actor.userId,
    sessionId: actor.sessionId,
    scopes: Scope.options.filter((scope) => actor.scopes.includes(scope)),
  })),
});

import { listApprovalSettings, setApprovalSettings } from '#src/agent/approval-settings.ts';
import { ApprovalsSet } from '#src/contracts/approval.ts';
import { protectedProcedure, router } from '../trpc.ts';

export const approvalsRouter = router({
  /** When the agent asks this person before it calls a tool. */
  list: protectedProcedure.query(({ ctx }) => listApprovalSettings(ctx.services.db, ctx.actor)),

  set: protectedProcedure
    .input(ApprovalsSet)
    .mutation(({ ctx, input }) => setApprovalSettings(ctx.services.db, ctx.actor, input)),
});

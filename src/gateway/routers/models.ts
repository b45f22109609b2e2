import { protectedProcedure, router } from '../trpc.ts';

export const modelsRouter = router({
  list: protectedProcedure.query(({ ctx }) => ({ items: [ctx.services.model.info] })),
});

import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '#src/gateway/app-router.ts';

/** What useTRPC() gives in the browser and a ServerApi on the server: options for every procedure. */
export type Trpc = TRPCOptionsProxy<AppRouter>;

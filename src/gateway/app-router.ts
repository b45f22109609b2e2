import { activityRouter } from './routers/activity.ts';
import { approvalsRouter } from './routers/approvals.ts';
import { changesRouter } from './routers/changes.ts';
import { chatRouter } from './routers/chat.ts';
import { meRouter } from './routers/me.ts';
import { modelsRouter } from './routers/models.ts';
import { reportsRouter } from './routers/reports.ts';
import { tasksRouter } from './routers/tasks.ts';
import { router } from './trpc.ts';

export const appRouter = router({
  activity: activityRouter,
  approvals: approvalsRouter,
  changes: changesRouter,
  chat: chatRouter,
  me: meRouter,
  models: modelsRouter,
  reports: reportsRouter,
  tasks: tasksRouter,
});

export type AppRouter = typeof appRouter;

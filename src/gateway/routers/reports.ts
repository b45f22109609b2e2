import { reportDailyActivity } from '#src/contracts/tools/report-daily-activity.ts';
import { toolQuery } from '../tool-procedure.ts';
import { router } from '../trpc.ts';

/** For operators alone: docs/decisions/016-reports-across-people.md */
export const reportsRouter = router({
  dailyActivity: toolQuery(reportDailyActivity),
});

import { reportDailyActivity as contract } from '#src/contracts/tools/report-daily-activity.ts';
import { dailyActivity } from '#src/db/repositories/report.ts';
import { defineTool } from '../define-tool.ts';

const DEFAULT_DAYS = 7;

export const reportDailyActivity = defineTool(contract, async ({ input, actor, transaction }) => ({
  items: await dailyActivity(transaction, actor, input.days ?? DEFAULT_DAYS),
}));

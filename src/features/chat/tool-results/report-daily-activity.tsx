import { reportDailyActivity as contract } from '#src/contracts/tools/report-daily-activity.ts';
import { defineRenderer } from './define-renderer.ts';

/** No model is offered this tool. */
export const reportDailyActivity = defineRenderer(contract, {
  running: () => 'Counting what everybody did',
  failed: () => 'Could not count what everybody did',
  result: ({ items }) => <p className="px-3.5 py-2.5 text-sm">Counted {items.length} days</p>,
});

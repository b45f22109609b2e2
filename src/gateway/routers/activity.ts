import { listActivity } from '#src/contracts/tools/list-activity.ts';
import { undoChange } from '#src/contracts/tools/undo-change.ts';
import { undoRun } from '#src/contracts/tools/undo-run.ts';
import { toolMutation, toolQuery } from '../tool-procedure.ts';
import { router } from '../trpc.ts';

export const activityRouter = router({
  list: toolQuery(listActivity),
  undo: toolMutation(undoChange),
  undoRun: toolMutation(undoRun),
});

import { completeTask as contract } from '#src/contracts/tools/complete-task.ts';
import { setTaskStatus } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const completeTask = defineTool(
  contract,
  async ({ input, actor, transaction, now, changed }) =>
    changed(await setTaskStatus(transaction, actor, input, 'done', now)),
);

import { reopenTask as contract } from '#src/contracts/tools/reopen-task.ts';
import { setTaskStatus } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const reopenTask = defineTool(
  contract,
  async ({ input, actor, transaction, now, changed }) =>
    changed(await setTaskStatus(transaction, actor, input, 'open', now)),
);

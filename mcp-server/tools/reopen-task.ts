import { reopenTask as contract } from '#src/contracts/tools/reopen-task.ts';
import { setTaskStatus } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const reopenTask = defineTool(contract, ({ input, actor, transaction, now }) =>
  setTaskStatus(transaction, actor, input, 'open', now),
);

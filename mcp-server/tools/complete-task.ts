import { completeTask as contract } from '#src/contracts/tools/complete-task.ts';
import { setTaskStatus } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const completeTask = defineTool(contract, ({ input, actor, transaction, now }) =>
  setTaskStatus(transaction, actor, input, 'done', now),
);

import { getTask as contract } from '#src/contracts/tools/get-task.ts';
import { getTask as selectTask } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const getTask = defineTool(contract, ({ input, actor, transaction }) =>
  selectTask(transaction, actor, input.id),
);

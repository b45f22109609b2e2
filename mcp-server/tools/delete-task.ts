import { deleteTask as contract } from '#src/contracts/tools/delete-task.ts';
import { deleteTask as removeTask } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const deleteTask = defineTool(contract, async ({ input, actor, transaction, changed }) =>
  changed(await removeTask(transaction, actor, input)),
);

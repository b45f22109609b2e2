import { updateTask as contract } from '#src/contracts/tools/update-task.ts';
import { updateTask as changeTask } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const updateTask = defineTool(contract, ({ input, actor, transaction, now }) => {
  const { id, version, ...fields } = input;
  return changeTask(transaction, actor, { id, version }, fields, now);
});

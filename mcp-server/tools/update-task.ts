import { updateTask as contract } from '#src/contracts/tools/update-task.ts';
import { updateTask as changeTask } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const updateTask = defineTool(
  contract,
  async ({ input, actor, transaction, now, changed }) => {
    const { id, version, ...fields } = input;
    return changed(await changeTask(transaction, actor, { id, version }, fields, now));
  },
);

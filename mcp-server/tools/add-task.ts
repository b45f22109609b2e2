import { addTask as contract } from '#src/contracts/tools/add-task.ts';
import { addTask as insertTask } from '#src/db/repositories/task.ts';
import { defineTool } from '../define-tool.ts';

export const addTask = defineTool(contract, async ({ input, actor, transaction, now, changed }) => {
  const { title, notes = '', priority = 'none', dueOn = null, tags = [] } = input;
  return changed(
    await insertTask(transaction, actor, { title, notes, priority, dueOn, tags }, now),
  );
});

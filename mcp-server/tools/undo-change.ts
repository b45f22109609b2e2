import { undoChange as contract } from '#src/contracts/tools/undo-change.ts';
import { getActivity, takeTurnAtUndo } from '#src/db/repositories/activity.ts';
import { defineTool } from '../define-tool.ts';
import { undoEntry } from '../undo-entry.ts';

export const undoChange = defineTool(contract, async (call) => {
  const { input, actor, transaction } = call;
  await takeTurnAtUndo(transaction, actor);
  return { task: await undoEntry(call, await getActivity(transaction, actor, input.id)) };
});

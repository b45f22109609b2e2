import { AppError } from '#src/contracts/app-error.ts';
import { undoRun as contract } from '#src/contracts/tools/undo-run.ts';
import { listRunChanges, takeTurnAtUndo } from '#src/db/repositories/activity.ts';
import { defineTool } from '../define-tool.ts';
import { undoEntry } from '../undo-entry.ts';

export const undoRun = defineTool(contract, async (call) => {
  const { input, actor, transaction } = call;
  await takeTurnAtUndo(transaction, actor);
  const changes = await listRunChanges(transaction, actor, input.runId);
  if (changes.length === 0) throw new AppError('NOT_FOUND', 'No run of this id changed anything.');
  const standing = changes.filter(({ undo }) => undo !== 'done');
  if (standing.length === 0) {
    throw new AppError('CONFLICT', 'All changes of this turn are undone already.');
  }
  const items = [];
  // Newest first: each finds what it left, once those after it are undone.
  for (const entry of standing) {
    items.push({ id: entry.id, task: await undoEntry(call, entry) });
  }
  return { items };
});

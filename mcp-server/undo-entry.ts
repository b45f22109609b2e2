import type { ActivityEntry } from '#src/contracts/activity.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { Task } from '#src/contracts/task.ts';
import { holdTask, isSameTask, putBackTask } from '#src/db/repositories/task.ts';
import type { ToolCall } from './define-tool.ts';

/**
 * Takes one change back, as an audited change of its own.
 * @returns the task as it is now; null when the change had added it
 * @throws AppError CONFLICT, with both rows, when what stands there is not what the change left;
 * CONFLICT when it is undone already; BAD_REQUEST when there is nothing to undo
 */
export async function undoEntry(
  { actor, transaction, now, changed }: ToolCall<unknown>,
  entry: ActivityEntry,
): Promise<Task | null> {
  const { id: entryId, before, after } = entry;
  const taskId = (after ?? before)?.id;
  if (entry.undo === 'none' || taskId === undefined) {
    throw new AppError('BAD_REQUEST', 'There is nothing to undo: this call changed nothing.');
  }
  if (entry.undo === 'done') {
    throw new AppError('CONFLICT', 'This change is undone already.', { details: { entryId } });
  }
  const held = await holdTask(transaction, actor, taskId);
  if (!isSameTask(held, after)) {
    throw new AppError('CONFLICT', 'Something newer stands there.', {
      details: { entryId, current: held, putBack: before },
    });
  }
  const change = await putBackTask(transaction, actor, { held, before }, now);
  changed({ ...change, undoes: entryId });
  return 'after' in change ? change.after : null;
}

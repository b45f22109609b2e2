'use client';

import { Button } from '#src/ui/button.tsx';
import { Dialog } from '#src/ui/dialog.tsx';
import { differences } from './describe-entry.ts';
import type { UndoConflict } from './use-undo.ts';

interface UndoConflictDialogProps {
  conflict: UndoConflict;
  onClose: () => void;
  /** Narrows the list to what happened to this task. */
  onShowTask: (taskId: string) => void;
}

/** What stands there now and what would have been put back, side by side: nothing was undone. */
export function UndoConflictDialog({ conflict, onClose, onShowTask }: UndoConflictDialogProps) {
  const { current, putBack } = conflict;
  const task = current ?? putBack;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Nothing was undone"
      description={reason(conflict)}
    >
      <dl className="grid gap-3 text-sm">
        {differences(current, putBack).map(({ label, before, after }) => (
          <div key={label}>
            <dt className="font-medium">{label}</dt>
            <dd className="mt-0.5 wrap-anywhere text-muted-foreground">
              <span className="line-clamp-4 whitespace-pre-line text-foreground">
                Now: {before}
              </span>
              <span className="line-clamp-4 whitespace-pre-line">Would be: {after}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        {task ? (
          <Button
            onClick={() => {
              onShowTask(task.id);
            }}
          >
            Show what happened to it
          </Button>
        ) : null}
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

function reason({ current, putBack }: UndoConflict): string {
  if (current === null) return 'The task has been deleted since then.';
  const since = `“${current.title}” has changed since then`;
  return putBack === null
    ? `${since}, and undoing would delete it as it is now.`
    : `${since}, and undoing would overwrite that.`;
}

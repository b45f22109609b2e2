import { undoChange as contract } from '#src/contracts/tools/undo-change.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

/** No model is offered this tool: the page shows it. */
export const undoChange = defineRenderer(contract, {
  running: () => 'Undoing a change',
  failed: () => 'Could not undo the change',
  result: ({ task }) =>
    task ? (
      <TaskRow task={task} note="Put back" />
    ) : (
      <p className="px-3.5 py-2.5 text-sm">Undone</p>
    ),
});

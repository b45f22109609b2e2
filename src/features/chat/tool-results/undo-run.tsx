import { undoRun as contract } from '#src/contracts/tools/undo-run.ts';
import { defineRenderer } from './define-renderer.ts';

/** No model is offered this tool: the page shows it. */
export const undoRun = defineRenderer(contract, {
  running: () => 'Undoing a turn',
  failed: () => 'Could not undo the turn',
  result: ({ items }) => (
    <p className="px-3.5 py-2.5 text-sm">
      {items.length === 1 ? 'Undid 1 change' : `Undid ${items.length} changes`}
    </p>
  ),
});

import { listActivity as contract } from '#src/contracts/tools/list-activity.ts';
import { defineRenderer } from './define-renderer.ts';

/** No model is offered this tool: the page shows it. */
export const listActivity = defineRenderer(contract, {
  running: () => 'Reading your activity',
  failed: () => 'Could not read your activity',
  result: ({ items }) => (
    <p className="px-3.5 py-2.5 text-sm">Read {items.length} entries of your activity</p>
  ),
});

import { updateTask as contract } from '#src/contracts/tools/update-task.ts';
import type { ToolInput } from '#src/contracts/tool-registry.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

export const updateTask = defineRenderer(contract, {
  running: (input) => (input?.title ? `Renaming a task to “${input.title}”` : 'Changing a task'),
  failed: () => 'Could not change the task',
  result: (task, input) => <TaskRow task={task} note={input ? changeWords(input) : 'Changed'} />,
});

/** "Changed due date and tags" */
function changeWords(input: ToolInput<'update_task'>): string {
  const changed = [
    input.title !== undefined && 'title',
    input.notes !== undefined && 'notes',
    input.priority !== undefined && 'priority',
    input.dueOn !== undefined && 'due date',
    input.tags !== undefined && 'tags',
  ].filter((name) => name !== false);
  return changed.length > 2
    ? 'Changed'
    : `Changed ${new Intl.ListFormat('en').format(changed)}`.trim();
}

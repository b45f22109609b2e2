import { deleteTask as contract } from '#src/contracts/tools/delete-task.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

export const deleteTask = defineRenderer(contract, {
  running: () => 'Deleting a task',
  failed: () => 'Could not delete the task',
  result: (task) => <TaskRow task={task} note="Deleted" gone />,
});

import { completeTask as contract } from '#src/contracts/tools/complete-task.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

export const completeTask = defineRenderer(contract, {
  running: () => 'Completing a task',
  failed: () => 'Could not complete the task',
  result: (task) => <TaskRow task={task} note="Completed" />,
});

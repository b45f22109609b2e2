import { reopenTask as contract } from '#src/contracts/tools/reopen-task.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

export const reopenTask = defineRenderer(contract, {
  running: () => 'Reopening a task',
  failed: () => 'Could not reopen the task',
  result: (task) => <TaskRow task={task} note="Reopened" />,
});

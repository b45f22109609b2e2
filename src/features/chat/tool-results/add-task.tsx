import { addTask as contract } from '#src/contracts/tools/add-task.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

export const addTask = defineRenderer(contract, {
  running: (input) => (input ? `Adding “${input.title}”` : 'Adding a task'),
  failed: (input) => (input ? `Could not add “${input.title}”` : 'Could not add a task'),
  result: (task) => <TaskRow task={task} note="Added" />,
});

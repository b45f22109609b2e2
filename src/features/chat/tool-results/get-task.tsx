import { getTask as contract } from '#src/contracts/tools/get-task.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

export const getTask = defineRenderer(contract, {
  running: () => 'Reading a task',
  failed: () => 'Could not read the task',
  result: (task) => (
    <>
      <TaskRow task={task} />
      {task.notes && (
        <p className="line-clamp-4 px-3.5 pb-3 pl-10 text-sm wrap-anywhere whitespace-pre-line text-muted-foreground">
          {task.notes}
        </p>
      )}
    </>
  ),
});

import { addTask } from '#src/contracts/tools/add-task.ts';
import { completeTask } from '#src/contracts/tools/complete-task.ts';
import { deleteTask } from '#src/contracts/tools/delete-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { reopenTask } from '#src/contracts/tools/reopen-task.ts';
import { updateTask } from '#src/contracts/tools/update-task.ts';
import { toolMutation, type ToolProcedures, toolQuery } from '../tool-procedure.ts';
import { router } from '../trpc.ts';

export const taskProcedures = {
  list: toolQuery(listTasks),
  get: toolQuery(getTask),
  add: toolMutation(addTask),
  update: toolMutation(updateTask),
  complete: toolMutation(completeTask),
  reopen: toolMutation(reopenTask),
  delete: toolMutation(deleteTask),
} satisfies ToolProcedures<'task'>;

export const tasksRouter = router(taskProcedures);

import type { ToolName, ToolRegistry } from '#src/contracts/tool-registry.ts';
import type { Tool } from './define-tool.ts';
import { addTask } from './tools/add-task.ts';
import { completeTask } from './tools/complete-task.ts';
import { deleteTask } from './tools/delete-task.ts';
import { getTask } from './tools/get-task.ts';
import { listTasks } from './tools/list-tasks.ts';
import { reopenTask } from './tools/reopen-task.ts';
import { updateTask } from './tools/update-task.ts';

/** The tool behind each contract; a contract without one does not compile. */
export const toolHandlers = {
  add_task: addTask,
  complete_task: completeTask,
  delete_task: deleteTask,
  get_task: getTask,
  list_tasks: listTasks,
  reopen_task: reopenTask,
  update_task: updateTask,
} satisfies { [Name in ToolName]: Tool<ToolRegistry[Name]> };

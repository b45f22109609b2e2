import type { z } from 'zod';
import { addTask } from './tools/add-task.ts';
import { completeTask } from './tools/complete-task.ts';
import { deleteTask } from './tools/delete-task.ts';
import { getTask } from './tools/get-task.ts';
import { listTasks } from './tools/list-tasks.ts';
import { reopenTask } from './tools/reopen-task.ts';
import { updateTask } from './tools/update-task.ts';

/** Every tool, by name. Handlers, procedures and renderers are maps over these keys. */
export const toolRegistry = {
  add_task: addTask,
  complete_task: completeTask,
  delete_task: deleteTask,
  get_task: getTask,
  list_tasks: listTasks,
  reopen_task: reopenTask,
  update_task: updateTask,
};

export type ToolRegistry = typeof toolRegistry;
export type ToolName = keyof ToolRegistry;
export type ToolInput<Name extends ToolName> = z.infer<ToolRegistry[Name]['input']>;
export type ToolOutput<Name extends ToolName> = z.infer<ToolRegistry[Name]['output']>;

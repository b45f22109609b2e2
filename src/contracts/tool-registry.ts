import type { z } from 'zod';
import { addTask } from './tools/add-task.ts';
import { completeTask } from './tools/complete-task.ts';
import { deleteTask } from './tools/delete-task.ts';
import { getTask } from './tools/get-task.ts';
import { listActivity } from './tools/list-activity.ts';
import { listTasks } from './tools/list-tasks.ts';
import { reopenTask } from './tools/reopen-task.ts';
import { reportDailyActivity } from './tools/report-daily-activity.ts';
import { undoChange } from './tools/undo-change.ts';
import { undoRun } from './tools/undo-run.ts';
import { updateTask } from './tools/update-task.ts';

/** Every tool, by name. Handlers, procedures and renderers are maps over these keys. */
export const toolRegistry = {
  add_task: addTask,
  complete_task: completeTask,
  delete_task: deleteTask,
  get_task: getTask,
  list_activity: listActivity,
  list_tasks: listTasks,
  reopen_task: reopenTask,
  report_daily_activity: reportDailyActivity,
  undo_change: undoChange,
  undo_run: undoRun,
  update_task: updateTask,
};

export type ToolRegistry = typeof toolRegistry;
export type ToolName = keyof ToolRegistry;
export type ToolInput<Name extends ToolName> = z.infer<ToolRegistry[Name]['input']>;
export type ToolOutput<Name extends ToolName> = z.infer<ToolRegistry[Name]['output']>;

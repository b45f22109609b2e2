import type { ReactNode } from 'react';
import type { ToolName, ToolOutput } from '#src/contracts/tool-registry.ts';
import { addTask } from './add-task.tsx';
import { completeTask } from './complete-task.tsx';
import type { ToolRenderer } from './define-renderer.ts';
import { deleteTask } from './delete-task.tsx';
import { getTask } from './get-task.tsx';
import { listActivity } from './list-activity.tsx';
import { listTasks } from './list-tasks.tsx';
import { reopenTask } from './reopen-task.tsx';
import { reportDailyActivity } from './report-daily-activity.tsx';
import { undoChange } from './undo-change.tsx';
import { undoRun } from './undo-run.tsx';
import { updateTask } from './update-task.tsx';

/** A tool without a renderer does not compile, nor one whose output fields are not the contract's. */
export const toolRenderers: { [Name in ToolName]: ToolRenderer<ToolOutput<Name>> } = {
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

export function isToolName(tool: string): tool is ToolName {
  return Object.hasOwn(toolRenderers, tool);
}

type ResultOf<Name extends ToolName> = {
  [Each in Name]: { tool: Each; output: ToolOutput<Each> };
}[Name];

/** The card of a result; the tool's name picks the renderer, typed for that tool's output. */
export function renderResult<Name extends ToolName>(
  result: ResultOf<Name>,
  input: unknown,
): ReactNode {
  return toolRenderers[result.tool].result(result.output, input);
}

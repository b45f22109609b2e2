import { randomUUID } from 'node:crypto';
import { Task } from '#src/contracts/task.ts';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { completeTask } from '#src/contracts/tools/complete-task.ts';
import { listActivity } from '#src/contracts/tools/list-activity.ts';
import type { ExampleTask } from './tool-examples.ts';
import type { ToolCaller } from './tool-server.ts';

/** A task on which a call of this tool has an effect: for `exampleInput`. */
export async function arrangedTask(tool: string, person: ToolCaller): Promise<ExampleTask> {
  const added = await person.call(addTask, { title: 'Before' });
  if (tool === 'reopen_task') return person.call(completeTask, { id: added.id });
  if (!tool.startsWith('undo_')) return added;
  const runId = randomUUID();
  const change = { id: added.id, version: 1, title: 'By a run' };
  const meta = { 'throughline/runId': runId };
  const { structuredContent } = await person.callRaw('update_task', change, meta);
  const { items } = await person.call(listActivity, { limit: 1 });
  const changeId = items[0]?.id;
  if (changeId === undefined) throw new Error('The run changed nothing.');
  return { ...Task.parse(structuredContent), runId, changeId };
}

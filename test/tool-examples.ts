import type { Task } from '#src/contracts/task.ts';
import type { ToolInput, ToolName } from '#src/contracts/tool-registry.ts';

export type ExampleTask = Pick<Task, 'id' | 'version'> & {
  /** The entry of a change that can be undone, and the run that made it. */
  changeId?: string;
  runId?: string;
};

const nowhere = '01a1f952-221b-70d3-b90e-23d25ca08a16';

const examples = new Map<string, (task: ExampleTask) => Record<string, unknown>>(
  Object.entries({
    add_task: () => ({ title: 'Pay rent', priority: 'high', dueOn: '2031-02-28', tags: ['home'] }),
    complete_task: ({ id, version }) => ({ id, version }),
    delete_task: ({ id, version }) => ({ id, version }),
    get_task: ({ id }) => ({ id }),
    list_activity: () => ({ show: 'everything', by: 'person', query: 'rent', limit: 10 }),
    list_tasks: () => ({ status: 'open', sort: 'dueOn', limit: 10, timeZone: 'Asia/Tokyo' }),
    reopen_task: ({ id }) => ({ id }),
    report_daily_activity: () => ({ days: 3 }),
    undo_change: ({ changeId = nowhere }) => ({ id: changeId }),
    undo_run: ({ runId = nowhere }) => ({ runId }),
    update_task: ({ id, version }) => ({ id, version, title: 'Pay the rent', dueOn: null }),
  } satisfies { [Name in ToolName]: (task: ExampleTask) => ToolInput<Name> }),
);

/** An input that a tool takes, about this task if it is about one; a new tool needs an example. */
export function exampleInput(
  tool: string,
  task: ExampleTask = { id: nowhere, version: 1 },
): Record<string, unknown> {
  const example = examples.get(tool);
  if (!example) throw new Error(`Give ${tool} an example input in test/tool-examples.ts.`);
  return example(task);
}

import type { ToolName } from '#src/contracts/tool-registry.ts';
import { runThatAdds } from '#test/run-that-adds.ts';
import type { Somebody } from '#test/somebody.ts';
import { exampleInput } from '#test/tool-examples.ts';

interface ToolAttack {
  /** Makes what the tool could be turned against, and an input that is about it. */
  aim: (victim: Somebody) => Promise<Record<string, unknown>>;
  /** What somebody else gets for that input. */
  foreign: 'NOT_FOUND' | 'nothing of the victim';
}

const newTask = ({ client, secret }: Somebody) =>
  client.tasks.add.mutate({ title: secret, notes: secret, tags: [secret] });

/** About one task of the victim's. */
const atTask = (tool: ToolName): ToolAttack => ({
  aim: async (victim) => exampleInput(tool, await newTask(victim)),
  foreign: 'NOT_FOUND',
});

/** How each tool is attacked; one without a line does not compile. docs/prove.md says how to write it. */
export const toolAttacks: Record<string, ToolAttack> = {
  add_task: {
    aim: async () => exampleInput('add_task'),
    foreign: 'nothing of the victim',
  },
  complete_task: atTask('complete_task'),
  delete_task: atTask('delete_task'),
  get_task: atTask('get_task'),
  list_activity: {
    aim: async ({ secret }) => ({ show: 'everything', query: secret }),
    foreign: 'nothing of the victim',
  },
  list_tasks: {
    aim: async ({ secret }) => ({ query: secret }),
    foreign: 'nothing of the victim',
  },
  reopen_task: atTask('reopen_task'),
  report_daily_activity: {
    aim: async (victim) => {
      await newTask(victim);
      return exampleInput('report_daily_activity');
    },
    foreign: 'nothing of the victim',
  },
  undo_change: {
    aim: async (victim) => {
      await newTask(victim);
      const { items } = await victim.client.activity.list.query({ limit: 1 });
      return { id: items[0]?.id };
    },
    foreign: 'NOT_FOUND',
  },
  undo_run: {
    aim: async (victim) => ({ runId: await runThatAdds(victim) }),
    foreign: 'NOT_FOUND',
  },
  update_task: atTask('update_task'),
} satisfies Record<ToolName, ToolAttack>;

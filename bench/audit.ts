import { addTask as contract } from '#src/contracts/tools/add-task.ts';
import { rowOf } from '#src/db/change.ts';
import { addTask as insertTask } from '#src/db/repositories/task.ts';
import { withActor } from '#src/db/with-actor.ts';
import { startTestCluster } from '#test/cluster.ts';
import { startToolBench } from '#test/tool-call.ts';
import { addTask } from '#mcp-server/tools/add-task.ts';
import { measureDifference } from './measure-difference.ts';

// What the audit adds to a call that changes a row: add_task as it is, against its repository and
// the checks of its contract in the same transaction without a savepoint and without an audit row.

const cluster = await startTestCluster();
try {
  const bench = await startToolBench(cluster.url);
  const [audited, bare] = [bench.newActor(), bench.newActor()];
  const input = { title: 'Water the plants' };
  const fields = { ...input, notes: '', priority: 'none', dueOn: null } as const;
  await measureDifference(
    'the audit of add_task',
    {
      more: () => bench.call(addTask, audited, input),
      less: async () => {
        contract.input.parse(input);
        return withActor(bench.db, bare, async (transaction) => {
          const change = await insertTask(transaction, bare, { ...fields, tags: [] }, new Date());
          return contract.output.parse(rowOf(change));
        });
      },
    },
    1,
  );
  await bench.stop();
} finally {
  await cluster.stop();
}

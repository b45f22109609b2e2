import { createAuthDatabase } from '#src/db/client.ts';
import { withActor } from '#src/db/with-actor.ts';
import { startTestCluster } from '#test/cluster.ts';
import { createClient } from '#test/database.ts';
import { startToolBench } from '#test/tool-call.ts';
import { measureDifference } from './measure-difference.ts';

// What identity costs a query: twenty tasks of one person among a thousand people, read in the
// actor's transaction as the role of the MCP server, against the same query as the superuser, whom
// row-level security does not confine, in no transaction and in one.

const cluster = await startTestCluster();
try {
  const bench = await startToolBench(cluster.url);
  const actor = bench.newActor();
  {
    await using owner = await createClient(bench.database.owner);
    await owner.query(
      `INSERT INTO app.tasks (user_id, id, title, position)
       SELECT person, gen_random_uuid(), 'Task ' || n, 'a' || n
       FROM (SELECT $1 AS person UNION ALL SELECT 'other-' || o FROM generate_series(1, 1000) AS o)
         AS people CROSS JOIN generate_series(1, 100) AS n`,
      [actor.userId],
    );
    await owner.query('ANALYZE');
  }
  const query = {
    where: { userId: actor.userId },
    orderBy: [{ position: 'asc' as const }, { id: 'asc' as const }],
    take: 20,
  };
  const open = createAuthDatabase(bench.database.owner);
  const confined = () =>
    withActor(bench.db, actor, async (transaction) => await transaction.task.findMany(query));
  await measureDifference(
    'over the bare query',
    { more: confined, less: () => open.task.findMany(query) },
    0.5,
  );
  await measureDifference(
    'over the query in a transaction',
    {
      more: confined,
      less: () => open.$transaction(async (transaction) => await transaction.task.findMany(query)),
    },
    0.5,
  );
  await open.$disconnect();
  await bench.stop();
} finally {
  await cluster.stop();
}

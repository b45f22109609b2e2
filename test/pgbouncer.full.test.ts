import { afterAll, expect, inject, test } from 'vitest';
import { addTask } from '#mcp-server/tools/add-task.ts';
import { completeTask } from '#mcp-server/tools/complete-task.ts';
import { listTasks } from '#mcp-server/tools/list-tasks.ts';
import { createClient } from './database.ts';
import { startPgBouncer, type PgBouncer } from './pgbouncer.ts';
import { startToolBench } from './tool-call.ts';

const connections = 3;
const people = 60;
const lanes = 12;
const rounds = 250;

const pooler = await startPgBouncer(inject('clusterUrl'), connections);
afterAll(() => pooler?.stop());

// oxlint-disable-next-line vitest/no-conditional-tests -- which of the two it is must be seen
if (pooler === undefined) {
  // Passes, so that its name stands in the result: the machine lacks something, not the project.
  test('NOT RUN, no PgBouncer on this machine', () => {
    console.log('PgBouncer was NOT RUN: apt-get could not install it.');
    expect(pooler).toBeUndefined();
  });
} else {
  test(`behind ${pooler.version} in transaction mode nobody meets a foreign row`, async () => {
    await expect(foreignRows(pooler)).resolves.toEqual([]);
  });
}

/** Thousands of calls of many people, more at once than there are connections to PostgreSQL. */
async function foreignRows({ through }: PgBouncer): Promise<unknown[]> {
  const bench = await startToolBench(undefined, through);
  const actors = Array.from({ length: people }, () => bench.newActor());
  const added = new Map(actors.map(({ userId }) => [userId, 0]));
  const foreign: unknown[] = [];
  await using owner = await createClient(bench.database.owner);
  await using stranger = await createClient(through(bench.database.tools));
  let calls = 0;
  let mostConnections = 0;

  async function oneRound(index: number): Promise<void> {
    const actor = actors[index % people] ?? bench.newActor();
    const title = `Task of ${actor.userId}`;
    const task = await bench.call(addTask, actor, { title });
    added.set(actor.userId, (added.get(actor.userId) ?? 0) + 1);
    // Refused in the middle of its transaction, which ends at the savepoint.
    await bench.failure(completeTask, actor, { id: task.id, version: 7 });
    const page = await bench.call(listTasks, actor, { limit: 100 });
    foreign.push(...page.items.filter((item) => item.title !== title));
    calls += 3;
    if (page.total !== page.items.length) foreign.push({ total: page.total, title });
  }

  /** A connection on which an actor was set for longer than its transaction would show rows. */
  async function lookWithoutActor(): Promise<void> {
    const { rows } = await stranger.query(
      "SELECT current_setting('app.user_id', true) AS actor, count(id)::int AS tasks FROM app.tasks",
    );
    foreign.push(...rows.filter(({ actor, tasks }) => Boolean(actor) || tasks > 0));
    const { rowCount } = await owner.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND usename = 'throughline_tools'`,
      [bench.database.name],
    );
    mostConnections = Math.max(mostConnections, rowCount ?? 0);
  }

  try {
    await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        for (let round = 0; round < rounds / lanes; round += 1) {
          for (let step = 0; step < 4; step += 1) {
            await oneRound(lane + lanes * (4 * round + step));
          }
          if (lane === 0) await lookWithoutActor();
        }
      }),
    );
    expect(calls).toBeGreaterThanOrEqual(3_000);
    expect(mostConnections).toBeGreaterThan(0);
    expect(mostConnections).toBeLessThanOrEqual(connections);
    const { rows } = await owner.query<{ user_id: string; tasks: number; audited: number }>(
      `SELECT user_id, count(*)::int AS tasks,
         (SELECT count(*)::int FROM app.audit_entries AS e WHERE e.user_id = t.user_id) AS audited
       FROM app.tasks AS t GROUP BY user_id`,
    );
    expect(rows).toHaveLength(people);
    for (const { user_id: userId, tasks, audited } of rows) {
      expect(tasks).toBe(added.get(userId));
      expect(audited).toBe(3 * tasks);
    }
    const limits = await stranger.query('SHOW statement_timeout');
    expect(limits.rows).toEqual([{ statement_timeout: '15s' }]);
    return foreign;
  } finally {
    await bench.stop();
  }
}

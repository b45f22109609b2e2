import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { databaseRoles } from './database-roles.ts';

const schema = 'pgboss';

/** A go at a run. */
const runs = {
  // The shortest that pg-boss takes: so long after a worker's last sign of life another one goes on.
  heartbeatSeconds: 10,
  // How often a run is begun anew is for the worker to limit, who can tell the person.
  retryLimit: 1_000,
  retryDelay: 0,
  expireInSeconds: 6 * 60 * 60,
  deleteAfterSeconds: 60,
};

/** What the gateway's role needs of pg-boss, beside reading everything. */
const writes = {
  job: 'INSERT, UPDATE, DELETE',
  job_common: 'INSERT, UPDATE, DELETE',
  job_dependency: 'DELETE',
  queue: 'UPDATE',
  version: 'UPDATE',
};

/**
 * Makes or upgrades the tables of pg-boss and the queue, as their owner: the gateway, which uses
 * them, can make none. To be called by one process at a time.
 */
export async function installJobs(client: pg.Client, databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema,
    max: 1,
    supervise: false,
    schedule: false,
  });
  const faults: unknown[] = [];
  boss.on('error', (error) => faults.push(error));
  await boss.start();
  try {
    await boss.createQueue('runs', runs);
    await boss.updateQueue('runs', runs);
  } finally {
    await boss.stop({ graceful: false });
  }
  if (faults.length > 0) throw new AggregateError(faults, 'pg-boss could not be installed.');
  const role = databaseRoles.gateway;
  await client.query(`REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC;
    GRANT USAGE ON SCHEMA ${schema} TO ${role};
    GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role};`);
  for (const [table, privileges] of Object.entries(writes)) {
    await client.query(`GRANT ${privileges} ON ${schema}.${table} TO ${role}`);
  }
}

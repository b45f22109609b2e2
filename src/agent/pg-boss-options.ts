/** Runs that wait for a worker. */
export const runQueueName = 'runs';

/** How the processes use pg-boss, whose schema its owner has made (prisma/install-jobs.ts). */
export function pgBossOptions(connectionString: string) {
  return {
    connectionString,
    schema: 'pgboss',
    max: 4,
    migrate: false,
    createSchema: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 60,
    // Their owner rebuilds indexes, if ever; the processes own nothing.
    reindex: false,
    monitorVacuum: false,
    schedule: false,
  };
}

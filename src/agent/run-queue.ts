import { PgBoss, fromPrisma } from 'pg-boss';
import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { RunId } from '#src/contracts/chat.ts';
import type { ActorTransaction } from '#src/db/with-actor.ts';
import type { Logger } from '#src/platform/logger.ts';
import { pgBossOptions, runQueueName } from './pg-boss-options.ts';

/** One go at a run. Ids only; whose run it is serves to find its row, never to act. */
export interface RunJob {
  readonly id: string;
  /** With the id, this go and no later one. */
  readonly retryCount: number;
  readonly data: { userId: string; runId: string };
}

/** Runs that wait for a worker, and those that one has taken. */
export interface RunQueue {
  /** Another go at the run, for whichever worker is free when the transaction commits, or later. */
  add(
    transaction: ActorTransaction,
    actor: Actor,
    runId: string,
    options?: { startAfter: Date },
  ): Promise<void>;
  /** Takes at most so many, the oldest first. They are this worker's while it keeps them. */
  take(limit: number): Promise<RunJob[]>;
  /** Tells that the worker of these lives: ten seconds without, and another gets them. */
  keep(jobs: readonly RunJob[]): Promise<void>;
  finish(job: RunJob): Promise<void>;
  /** For another worker to go on with. */
  handBack(job: RunJob): Promise<void>;
  close(): Promise<void>;
}

const JobData = z.object({ userId: z.string(), runId: RunId });

/**
 * pg-boss in the gateway's role: its tables were made by their owner, and messages, runs and jobs
 * are written in one transaction.
 * @param supervise whether to look every second for jobs whose worker is gone
 */
export function createRunQueue(
  databaseUrl: string,
  { supervise, logger }: { supervise: boolean; logger: Logger },
): RunQueue {
  const boss = new PgBoss({ ...pgBossOptions(databaseUrl), supervise });
  boss.on('error', (err) => logger.warn({ err }, 'the queue of runs cannot be reached'));
  let started: Promise<PgBoss> | undefined;

  /** Starts with the first use, and again at the next when the database was not there. */
  function start(): Promise<PgBoss> {
    started ??= boss.start().catch(async (error: unknown) => {
      started = undefined;
      await boss.stop({ graceful: false });
      throw error;
    });
    return started;
  }

  return {
    async add(transaction, actor, runId, options) {
      await start();
      const data = { userId: actor.userId, runId };
      await boss.send(runQueueName, data, { ...options, db: fromPrisma(transaction) });
      await transaction.$executeRaw`SELECT pg_notify('throughline_jobs', '{}')`;
    },
    async take(limit) {
      await start();
      const jobs = await boss.fetch(runQueueName, { batchSize: limit });
      return jobs.map(({ id, retryCount, data }) => ({
        id,
        retryCount,
        data: JobData.parse(data),
      }));
    },
    async keep(jobs) {
      if (jobs.length > 0) await boss.touch(runQueueName, [...jobs]);
    },
    async finish(job) {
      await boss.complete(runQueueName, job);
    },
    async handBack(job) {
      await boss.fail(runQueueName, job);
      await boss.getDb().executeSql(`SELECT pg_notify('throughline_jobs', '{}')`);
    },
    async close() {
      if (started) await boss.stop({ graceful: false });
    },
  };
}

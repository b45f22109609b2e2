import { setTimeout as delay } from 'node:timers/promises';
import { executeRun, type RunServices } from './execute-run.ts';
import type { RunJob } from './run-queue.ts';

/** Runs at once in one process. They wait for models and tools most of the time. */
const maxRuns = 1_000;
/** How often a worker looks for itself: nobody tells of jobs whose worker died. */
const lookMs = 1_000;
const keepMs = 3_000;

export interface RunWorker {
  /** Takes nothing more, and hands back what is under way for another worker to go on with. */
  close(): Promise<void>;
}

/** Takes runs from the queue and executes them in this process. */
export function createRunWorker(options: RunServices): RunWorker {
  const { bus, queue, logger } = options;
  const closing = new AbortController();
  const running = new Map<RunJob, Promise<void>>();

  async function execute(job: RunJob): Promise<void> {
    const logged = logger.child({ runId: job.data.runId });
    try {
      const result = await executeRun(options, job, closing.signal);
      await (result === 'done' ? queue.finish(job) : queue.handBack(job));
    } catch (error) {
      // It is no longer kept, and so another go will be had at it.
      logged.warn({ err: error }, 'a run was left to another worker');
    } finally {
      running.delete(job);
    }
  }

  async function takeJobs(): Promise<void> {
    using added = bus.subscribe({ kind: 'job' });
    while (!closing.signal.aborted) {
      const free = maxRuns - running.size;
      try {
        const jobs = free > 0 ? await queue.take(free) : [];
        for (const job of jobs) running.set(job, execute(job));
      } catch (error) {
        logger.warn({ err: error }, 'no runs can be taken at the moment');
        await delay(lookMs, undefined, { signal: closing.signal }).catch(() => {});
      }
      await added.next({ signal: closing.signal, timeoutMs: lookMs });
    }
  }

  const keeping = setInterval(() => {
    queue.keep([...running.keys()]).catch((error: unknown) => {
      logger.warn({ err: error }, 'the runs under way could not be kept');
    });
  }, keepMs);
  const taking = takeJobs();
  return {
    async close() {
      closing.abort(new Error('The process shuts down.'));
      await taking;
      await Promise.all(running.values());
      clearInterval(keeping);
    },
  };
}

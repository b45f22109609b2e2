import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { listMessages } from '#src/db/repositories/message.ts';
import type { Run } from '#src/db/repositories/run.ts';
import { withActor } from '#src/db/with-actor.ts';
import type { Logger } from '#src/platform/logger.ts';
import { interrupted } from './abandoned-runs.ts';
import type { EventBus } from './event-bus.ts';
import type { BoundTools } from './mcp-client.ts';
import { branchTo, modelMessages } from './model-messages.ts';
import type { Model } from './models/model.ts';
import { runAgent } from './run-agent.ts';
import { createRunJournal, type RunEnd, RunIsOver } from './run-journal.ts';
import { systemPrompt } from './system-prompt.ts';

const leaseRenewalMs = 10_000;

export interface RunJob {
  actor: Actor;
  tools: BoundTools;
  run: Pick<Run, 'id' | 'conversationId' | 'messageId' | 'timeZone'>;
  /** The person's message that the run answers. */
  questionId: string;
}

export interface RunWorker {
  /** Executes a run in the background; it must be committed already. */
  start(job: RunJob): void;
  /** Interrupts every run and waits until each has written its end. */
  close(): Promise<void>;
}

interface RunWorkerOptions {
  db: TenantDatabase;
  bus: EventBus;
  model: Model;
  logger: Logger;
}

/** Runs agent turns in this process. */
export function createRunWorker(options: RunWorkerOptions): RunWorker {
  const { logger } = options;
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    start(job) {
      const done = execute(options, job, closing.signal)
        .catch((error: unknown) => {
          // Its lease runs out, and the next reader closes it.
          logger.error({ err: error, runId: job.run.id }, 'a run could not be ended');
        })
        .finally(() => running.delete(done));
      running.add(done);
    },
    async close() {
      closing.abort(AppError.fromShape(interrupted));
      await Promise.all(running);
    },
  };
}

/** Why a run was aborted, when the person asked for it. */
const stopped = new Error('The person stopped the run.');

async function execute(
  { db, bus, model, logger }: RunWorkerOptions,
  { actor, tools, run, questionId }: RunJob,
  closing: AbortSignal,
): Promise<void> {
  const abort = new AbortController();
  const over = new AbortController();
  const signal = AbortSignal.any([abort.signal, closing]);
  const journal = createRunJournal({
    db,
    actor,
    runId: run.id,
    messageId: run.messageId,
    onStop: () => abort.abort(stopped),
    onFailure: (error) => abort.abort(error),
  });
  const renewLease = () => journal.renewLease().catch((error: unknown) => abort.abort(error));
  const renewal = setInterval(() => void renewLease(), leaseRenewalMs);
  using stop = bus.subscribe({ kind: 'stop', userId: actor.userId, runId: run.id });
  async function heedStop(): Promise<void> {
    // The bus also wakes when it lost its connection: only the row tells whether to stop.
    while (await stop.next({ signal: over.signal })) await renewLease();
  }
  void heedStop();
  try {
    const messages = await withActor(db, actor, (transaction) =>
      listMessages(transaction, actor, run.conversationId),
    );
    await runAgent({
      model,
      journal,
      runId: run.id,
      tools,
      timeZone: run.timeZone,
      signal,
      messages: [
        { role: 'system', content: systemPrompt(run.timeZone, new Date()) },
        ...modelMessages(branchTo(messages, questionId)),
      ],
    });
    await journal.end({ status: 'finished' });
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    if (reason instanceof RunIsOver) return;
    await journal.end(endOf(reason, logger.child({ runId: run.id })));
  } finally {
    clearInterval(renewal);
    over.abort();
  }
}

function endOf(reason: unknown, logger: Logger): RunEnd {
  if (reason === stopped) return { status: 'stopped' };
  const error =
    reason instanceof AppError
      ? reason
      : new AppError('INTERNAL', 'Something went wrong on our side.', { cause: reason });
  logger.warn({ err: error }, 'a run failed');
  return { status: 'failed', error: error.toShape() };
}

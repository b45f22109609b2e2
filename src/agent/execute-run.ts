import type { TokenExchanger } from '#src/auth/exchange.ts';
import type { RunLimits } from '#src/config/limits.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError, type AppErrorShape } from '#src/contracts/app-error.ts';
import type { Message } from '#src/contracts/chat.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { listMessages } from '#src/db/repositories/message.ts';
import { claimRun, findRunGrant, type Run } from '#src/db/repositories/run.ts';
import { listRunEvents, type NumberedRunEvent } from '#src/db/repositories/run-event.ts';
import { listRunSteps, type RunStep } from '#src/db/repositories/run-step.ts';
import { withActor } from '#src/db/with-actor.ts';
import type { Logger } from '#src/platform/logger.ts';
import { createApprovalGate } from './approval-gate.ts';
import { closeRun } from './close-run.ts';
import type { EventBus } from './event-bus.ts';
import type { ToolServer } from './mcp-client.ts';
import { branchTo, modelMessages } from './model-messages.ts';
import type { Model } from './models/model.ts';
import { runAgent, RunWaits } from './run-agent.ts';
import { createRunGuard, ranTooLong } from './run-guard.ts';
import { createRunJournal, JournalBroke, type RunEnd, RunIsOver } from './run-journal.ts';
import type { RunJob, RunQueue } from './run-queue.ts';
import { systemPrompt } from './system-prompt.ts';

/** What executes runs, and is shared by all of them. Knows no user. */
export interface RunServices {
  db: TenantDatabase;
  bus: EventBus;
  queue: RunQueue;
  model: Model;
  toolServer: ToolServer;
  exchanger: TokenExchanger;
  limits: RunLimits;
  logger: Logger;
}

/** After so many goes at it a run is given up: it may be what takes the workers down. */
const maxRetries = 50;
/** How often a worker looks whether the run is still its own, should nobody have told it. */
const checkMs = 5_000;

/** What a person reads when their answer could not be brought to an end. */
const interrupted: AppErrorShape = {
  code: 'UNAVAILABLE',
  message: 'The run was interrupted too often. What it did stays done; send your message again.',
};

/**
 * Brings a run to its end, from wherever the workers before this one left it. `unfinished` when the
 * process shuts down or PostgreSQL is not there: then another worker has to go on.
 * @param job names the row; who acts is the subject of the run's grant, as the exchange tells it
 * @throws AppError UNAVAILABLE when what it needs to begin cannot be reached
 */
export async function executeRun(
  options: RunServices,
  { data: { userId, runId }, retryCount }: RunJob,
  closing: AbortSignal,
): Promise<'done' | 'unfinished'> {
  const { db, exchanger } = options;
  const owner: Actor = { kind: 'user', userId, sessionId: 'none', scopes: [] };
  const grant = await withActor(db, owner, (transaction) =>
    findRunGrant(transaction, owner, runId),
  );
  if (grant === null) return 'done';
  if (retryCount > maxRetries) {
    await closeRun(db, owner, runId, { status: 'failed', error: interrupted });
    return 'done';
  }
  let actor: Actor;
  try {
    actor = await exchanger.openGrant({ grant, runId });
    if (actor.userId !== owner.userId) throw new Error('The grant is for somebody else.');
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAVAILABLE') throw error;
    await closeRun(db, owner, runId, endOf(error, options, runId));
    return 'done';
  }
  const opened = await openRun(options, actor, runId);
  return opened === null ? 'done' : goOn(options, actor, grant, opened, closing);
}

interface OpenedRun {
  run: Run;
  messages: Message[];
  written: NumberedRunEvent[];
  steps: RunStep[];
}

/** Takes the run for this worker, with everything that is known of it; null when it is over. */
function openRun({ db }: RunServices, actor: Actor, runId: string): Promise<OpenedRun | null> {
  return withActor(db, actor, async (transaction) => {
    const run = await claimRun(transaction, actor, runId);
    if (!run) return null;
    const messages = await listMessages(transaction, actor, run.conversationId);
    // Nobody before the first worker can have written anything.
    if (run.attempt === 1) return { run, messages, written: [], steps: [] };
    return {
      run,
      messages,
      written: await listRunEvents(transaction, actor, { runId, after: 0 }),
      steps: await listRunSteps(transaction, actor, runId),
    };
  });
}

async function goOn(
  options: RunServices,
  actor: Actor,
  grant: string,
  { run, messages, written, steps }: OpenedRun,
  closing: AbortSignal,
): Promise<'done' | 'unfinished'> {
  const { db, bus, queue, model, toolServer, exchanger, limits } = options;
  const abort = new AbortController();
  const over = new AbortController();
  const signal = AbortSignal.any([abort.signal, closing]);
  const journal = createRunJournal({
    db,
    actor,
    run,
    written,
    onFailure: (error) => abort.abort(error),
  });
  const check = () => journal.check().catch((error: unknown) => abort.abort(error));
  const checking = setInterval(() => void check(), checkMs);
  const timer = setTimeout(() => abort.abort(ranTooLong(limits)), limits.maxMs);
  using stop = bus.subscribe({ kind: 'stop', userId: actor.userId, runId: run.id });
  async function heedStop(): Promise<void> {
    // The bus also wakes when it lost its connection: only the row tells whether to stop.
    while (await stop.next({ signal: over.signal })) await check();
  }
  void heedStop();
  using session = bus.subscribe({ kind: 'session', sessionId: actor.sessionId });
  async function heedSignOut(): Promise<void> {
    while (await session.next({ signal: over.signal })) {
      await exchanger.openGrant({ grant, runId: run.id }).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'UNAUTHENTICATED') abort.abort(error);
      });
    }
  }
  void heedSignOut();
  const questionId = messages.find(({ id }) => id === run.messageId)?.parentId ?? '';
  try {
    await runAgent({
      model,
      journal,
      guard: createRunGuard(limits),
      runId: run.id,
      tools: { server: toolServer, credentials: { actor, subjectToken: grant, runId: run.id } },
      approvals: createApprovalGate({ db, actor, runId: run.id, queue, journal }),
      timeZone: run.timeZone,
      signal,
      messages: [
        { role: 'system', content: systemPrompt(run.timeZone, new Date()) },
        ...modelMessages(branchTo(messages, questionId)),
      ],
      steps,
    });
    await journal.end({ status: 'finished' });
    return 'done';
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    return await endEarly(reason);
  } finally {
    clearInterval(checking);
    clearTimeout(timer);
    over.abort();
  }

  async function endEarly(reason: unknown): Promise<'done' | 'unfinished'> {
    // Whoever decides adds a job for the run to go on.
    if (reason instanceof RunIsOver || reason instanceof RunWaits) return 'done';
    if (reason instanceof JournalBroke) return 'unfinished';
    try {
      if (reason === closing.reason) {
        await journal.flush();
        return 'unfinished';
      }
      await journal.end(endOf(reason, options, run.id));
      return 'done';
    } catch (error) {
      return error instanceof RunIsOver ? 'done' : 'unfinished';
    }
  }
}

function endOf(reason: unknown, { logger }: RunServices, runId: string): RunEnd {
  const error =
    reason instanceof AppError
      ? reason
      : new AppError('INTERNAL', 'Something went wrong on our side.', { cause: reason });
  logger.warn({ err: error, runId }, 'a run failed');
  return { status: 'failed', error: error.toShape() };
}

import type { Actor } from '#src/contracts/actor.ts';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { RunStatus } from '#src/contracts/chat.ts';
import type { ActorTransaction } from '../with-actor.ts';

export interface Run {
  id: string;
  conversationId: string;
  /** The assistant message that the run writes. */
  messageId: string;
  status: RunStatus;
  timeZone: string;
  /** Counts the workers that took the run. */
  attempt: number;
}

/** A run in the hands of one worker. */
export type RunClaim = Pick<Run, 'id' | 'attempt'>;

const columns = {
  id: true,
  conversationId: true,
  messageId: true,
  status: true,
  timeZone: true,
  attempt: true,
} as const;

export async function createRun(
  transaction: ActorTransaction,
  actor: Actor,
  run: {
    id: string;
    conversationId: string;
    messageId: string;
    variant: string;
    timeZone: string;
    grant: string;
  },
): Promise<void> {
  await transaction.run.create({ data: { userId: actor.userId, ...run } });
}

export function findRun(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Run | null> {
  return transaction.run.findUnique({
    where: { userId_id: { userId: actor.userId, id } },
    select: columns,
  });
}

/** The grant of a run that is under way. */
export async function findRunGrant(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<string | null> {
  const row = await transaction.run.findFirst({
    where: { userId: actor.userId, id, status: 'running' },
    select: { grant: true },
  });
  return row?.grant ?? null;
}

/** The runs of a conversation that are under way. */
export function listRunningRuns(
  transaction: ActorTransaction,
  actor: Actor,
  conversationId: string,
): Promise<Run[]> {
  return transaction.run.findMany({
    where: { userId: actor.userId, conversationId, status: 'running' },
    select: columns,
  });
}

/** How many are under way, of all conversations; another count waits for the end of this transaction. */
export async function countRunningRuns(
  transaction: ActorTransaction,
  actor: Actor,
): Promise<number> {
  await transaction.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('runs of ' || ${actor.userId}, 0))`;
  return transaction.run.count({ where: { userId: actor.userId, status: 'running' } });
}

/**
 * Takes a run for one worker: from now on nobody who took it before can write to it. Null when it
 * is over.
 */
export async function claimRun(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Run | null> {
  const [row] = await transaction.run.updateManyAndReturn({
    where: { userId: actor.userId, id, status: 'running' },
    data: { attempt: { increment: 1 } },
    select: columns,
  });
  return row ?? null;
}

/**
 * Locks the run until the transaction ends. False when it is over or another worker has taken it:
 * what this one would write must not follow what they wrote.
 */
export async function holdRun(
  transaction: ActorTransaction,
  actor: Actor,
  { id, attempt }: RunClaim,
): Promise<boolean> {
  const held = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM agent.runs WHERE user_id = ${actor.userId} AND id = ${id}::uuid
      AND status = 'running' AND attempt = ${attempt} FOR NO KEY UPDATE`;
  return held.length > 0;
}

/** Ends a run once: false when it had ended already. */
export async function endRun(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  end: { status: Exclude<RunStatus, 'running'>; error?: AppErrorShape },
): Promise<boolean> {
  const { count } = await transaction.run.updateMany({
    where: { userId: actor.userId, id, status: 'running' },
    data: {
      status: end.status,
      endedAt: new Date(),
      grant: null,
      ...(end.error && { error: end.error }),
    },
  });
  return count > 0;
}

/** Wakes the run's worker, wherever it is, to see after the commit that the run is over. */
export async function notifyRunStopped(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<void> {
  const payload = JSON.stringify({ userId: actor.userId, runId: id, stop: true });
  await transaction.$executeRaw`SELECT pg_notify('throughline_runs', ${payload})`;
}

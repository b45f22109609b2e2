import type { Actor } from '#src/contracts/actor.ts';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { RunStatus } from '#src/contracts/chat.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** How long a run belongs to its worker after each sign of life. */
export const leaseMs = 30_000;

export interface Run {
  id: string;
  conversationId: string;
  messageId: string;
  status: RunStatus;
  timeZone: string;
  /** It says running, and its worker has not been heard of for a whole lease. */
  abandoned: boolean;
}

export async function createRun(
  transaction: ActorTransaction,
  actor: Actor,
  run: {
    id: string;
    conversationId: string;
    messageId: string;
    variant: string;
    timeZone: string;
  },
): Promise<void> {
  await transaction.run.create({
    data: { userId: actor.userId, ...run, leaseUntil: new Date(Date.now() + leaseMs) },
  });
}

export async function findRun(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Run | null> {
  const row = await transaction.run.findUnique({
    where: { userId_id: { userId: actor.userId, id } },
  });
  return row && toRun(row);
}

/** The runs of a conversation that say they are under way. */
export async function listRunningRuns(
  transaction: ActorTransaction,
  actor: Actor,
  conversationId: string,
): Promise<Run[]> {
  const rows = await transaction.run.findMany({
    where: { userId: actor.userId, conversationId, status: 'running' },
  });
  return rows.map(toRun);
}

/**
 * Renews the lease and locks the run until the transaction ends. Null when the run is over: whoever
 * ended it has written its last event, and nothing may follow.
 */
export async function holdRun(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<{ stopRequested: boolean } | null> {
  const [row] = await transaction.run.updateManyAndReturn({
    where: { userId: actor.userId, id, status: 'running' },
    data: { leaseUntil: new Date(Date.now() + leaseMs) },
    select: { stopRequested: true },
  });
  return row ?? null;
}

/** Ends a run once: false when it had ended already, or (`abandonedOnly`) its worker still lives. */
export async function endRun(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  end: { status: Exclude<RunStatus, 'running'>; error?: AppErrorShape; abandonedOnly?: boolean },
): Promise<boolean> {
  const { count } = await transaction.run.updateMany({
    where: {
      userId: actor.userId,
      id,
      status: 'running',
      ...(end.abandonedOnly && { leaseUntil: { lt: new Date() } }),
    },
    data: { status: end.status, endedAt: new Date(), ...(end.error && { error: end.error }) },
  });
  return count > 0;
}

/** Asks the run's worker to stop, wherever it is; after the commit it is woken. */
export async function requestStop(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<void> {
  await transaction.run.updateMany({
    where: { userId: actor.userId, id, status: 'running' },
    data: { stopRequested: true },
  });
  const payload = JSON.stringify({ userId: actor.userId, runId: id, stop: true });
  await transaction.$executeRaw`SELECT pg_notify('throughline_runs', ${payload})`;
}

function toRun(row: Omit<Run, 'abandoned'> & { leaseUntil: Date }): Run {
  const { id, conversationId, messageId, status, timeZone, leaseUntil } = row;
  const abandoned = status === 'running' && leaseUntil.getTime() < Date.now();
  return { id, conversationId, messageId, status, timeZone, abandoned };
}

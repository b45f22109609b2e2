import type { Actor } from '#src/contracts/actor.ts';
import { RunEvent } from '#src/contracts/run-event.ts';
import type { ActorTransaction } from '../with-actor.ts';

export interface NumberedRunEvent {
  /** Counts from 1 within a run. */
  seq: number;
  event: RunEvent;
}

export async function addRunEvents(
  transaction: ActorTransaction,
  actor: Actor,
  runId: string,
  events: NumberedRunEvent[],
): Promise<void> {
  await transaction.runEvent.createMany({
    data: events.map(({ seq, event }) => ({ userId: actor.userId, runId, seq, event })),
  });
}

/** Events after `seq`, in order; one of a form that is no longer known is left out. */
export async function listRunEvents(
  transaction: ActorTransaction,
  actor: Actor,
  { runId, after, limit }: { runId: string; after: number; limit?: number },
): Promise<NumberedRunEvent[]> {
  const rows = await transaction.runEvent.findMany({
    where: { userId: actor.userId, runId, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    ...(limit !== undefined && { take: limit }),
  });
  return rows.flatMap(({ seq, event }) => {
    const parsed = RunEvent.safeParse(event);
    return parsed.success ? [{ seq, event: parsed.data }] : [];
  });
}

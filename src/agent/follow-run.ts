import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { isFinalRunEvent } from '#src/contracts/run-event.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { findRun } from '#src/db/repositories/run.ts';
import { listRunEvents, type NumberedRunEvent } from '#src/db/repositories/run-event.ts';
import { withActor } from '#src/db/with-actor.ts';
import type { EventBus } from './event-bus.ts';

const pageSize = 500;
/** How often a follower looks for itself, should a notification have been lost. */
const lookMs = 5_000;

/**
 * The events of a run after `after`, in order and without gaps: those written already, then new
 * ones as they are written. Returns after the final event, or when aborted.
 * @throws AppError NOT_FOUND, for another person's run as for a missing one
 */
export async function* followRun(
  { db, bus }: { db: TenantDatabase; bus: EventBus },
  actor: Actor,
  { runId, after, end }: { runId: string; after: number; end: AbortSignal },
): AsyncGenerator<NumberedRunEvent, void> {
  // Subscribed before the history is read: what is written in between wakes us.
  using written = bus.subscribe({ kind: 'run', userId: actor.userId, runId });
  let seq = after;
  while (!end.aborted) {
    const { over, events } = await db.queued(() =>
      withActor(db, actor, async (transaction) => {
        const run = await findRun(transaction, actor, runId);
        if (!run) throw new AppError('NOT_FOUND', 'There is no such run.');
        // The status was read first: of a run that is over, every event is there.
        return {
          over: run.status !== 'running',
          events: await listRunEvents(transaction, actor, { runId, after: seq, limit: pageSize }),
        };
      }),
    );
    for (const numbered of events) {
      yield numbered;
      seq = numbered.seq;
      if (isFinalRunEvent(numbered.event)) return;
    }
    if (events.length > 0) continue;
    if (over) return;
    await written.next({ signal: end, timeoutMs: lookMs });
  }
}

import type { Actor } from '#src/contracts/actor.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { setMessageParts } from '#src/db/repositories/message.ts';
import { endRun, findRun, notifyRunStopped } from '#src/db/repositories/run.ts';
import { addRunEvents, listRunEvents } from '#src/db/repositories/run-event.ts';
import { withActor } from '#src/db/with-actor.ts';
import { lastEvent, partsOf, type RunEnd } from './run-journal.ts';

/**
 * Ends a run from outside of its worker, with what was said by then: the worker, if there is one,
 * can write no more and is woken to find that out. False when it was over already or is not there.
 */
export function closeRun(
  db: TenantDatabase,
  actor: Actor,
  runId: string,
  end: RunEnd,
): Promise<boolean> {
  return withActor(db, actor, async (transaction) => {
    // Locks the run: whatever its worker is about to write waits, and is then refused.
    if (!(await endRun(transaction, actor, runId, end))) return false;
    const events = await listRunEvents(transaction, actor, { runId, after: 0 });
    const run = await findRun(transaction, actor, runId);
    if (run) await setMessageParts(transaction, actor, run.messageId, partsOf(events));
    const seq = (events.at(-1)?.seq ?? 0) + 1;
    await addRunEvents(transaction, actor, runId, [{ seq, event: lastEvent(end) }]);
    await notifyRunStopped(transaction, actor, runId);
    return true;
  });
}

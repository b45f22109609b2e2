import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { RunStatus } from '#src/contracts/chat.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { findRun, requestStop } from '#src/db/repositories/run.ts';
import { withActor } from '#src/db/with-actor.ts';
import { closeAbandonedRun } from './abandoned-runs.ts';
import type { EventBus } from './event-bus.ts';

/** How long the answer waits for the worker to have stopped. */
const waitMs = 2_000;

/**
 * Stops a run, whichever process executes it. Answers with the status that the run has then;
 * stopping a run that is over changes nothing.
 * @throws AppError NOT_FOUND, for another person's run as for a missing one
 */
export async function stopRun(
  { db, bus }: { db: TenantDatabase; bus: EventBus },
  actor: Actor,
  runId: string,
): Promise<{ status: RunStatus }> {
  const signal = AbortSignal.timeout(waitMs);
  using written = bus.subscribe({ kind: 'run', userId: actor.userId, runId });
  let asked = false;
  for (;;) {
    const status = await withActor(db, actor, async (transaction) => {
      const run = await findRun(transaction, actor, runId);
      if (!run) throw new AppError('NOT_FOUND', 'There is no such run.');
      if (run.abandoned) await closeAbandonedRun(transaction, actor, run);
      else if (run.status === 'running' && !asked) await requestStop(transaction, actor, runId);
      return run.abandoned ? 'failed' : run.status;
    });
    if (status !== 'running' || signal.aborted) return { status };
    asked = true;
    await written.next({ signal });
  }
}

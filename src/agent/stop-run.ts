import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { RunStatus } from '#src/contracts/chat.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { findRun } from '#src/db/repositories/run.ts';
import { withActor } from '#src/db/with-actor.ts';
import { closeRun } from './close-run.ts';

/**
 * Stops a run, whichever process executes it and whether one does; what it said stays. Answers with
 * the status that the run has then: stopping one that is over changes nothing.
 * @throws AppError NOT_FOUND, for another person's run as for a missing one
 */
export async function stopRun(
  { db }: { db: TenantDatabase },
  actor: Actor,
  runId: string,
): Promise<{ status: RunStatus }> {
  await closeRun(db, actor, runId, { status: 'stopped' });
  const run = await withActor(db, actor, (transaction) => findRun(transaction, actor, runId));
  if (!run) throw new AppError('NOT_FOUND', 'There is no such run.');
  return { status: run.status };
}

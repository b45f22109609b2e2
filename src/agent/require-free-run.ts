import type { Actor } from '#src/contracts/actor.ts';
import type { RunLimits } from '#src/config/limits.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { countRunningRuns } from '#src/db/repositories/run.ts';
import type { ActorTransaction } from '#src/db/with-actor.ts';

/**
 * Of messages that are sent at the same moment, at whichever gateways, as many begin a run as the
 * person has free.
 * @throws AppError TOO_MANY_REQUESTS
 */
export async function requireFreeRun(
  transaction: ActorTransaction,
  actor: Actor,
  { perPerson }: Pick<RunLimits, 'perPerson'>,
): Promise<void> {
  if ((await countRunningRuns(transaction, actor)) < perPerson) return;
  throw new AppError(
    'TOO_MANY_REQUESTS',
    `At most ${perPerson} answers at once. Wait until one is there, or stop it.`,
    { details: { retryAfterSeconds: 5 } },
  );
}

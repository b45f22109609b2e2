import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '#src/contracts/actor.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { deleteExpired, type Retention } from '#src/db/repositories/retention.ts';
import { withActor } from '#src/db/with-actor.ts';
import type { Logger } from '#src/platform/logger.ts';

const intervalMs = 60 * 60_000;
/** Rows of a table in one transaction. */
const most = 5_000;

/** The transaction must have an actor; of this one there is no row, and the function needs none. */
const nobody: Actor = { kind: 'user', userId: 'nobody', sessionId: 'none', scopes: [] };

/** Deletes what is past its time, in small bites, now and every hour until aborted. */
export async function runRetention(
  { db, logger }: { db: TenantDatabase; logger: Logger },
  retention: Retention,
  closing: AbortSignal,
): Promise<void> {
  while (!closing.aborted) {
    try {
      const deleted = await withActor(db, nobody, (transaction) =>
        deleteExpired(transaction, retention, most),
      );
      if (deleted > 0) logger.info({ deleted }, 'rows past their time were deleted');
      // There may be more.
      if (deleted >= most) continue;
    } catch (error) {
      logger.warn({ err: error }, 'rows past their time could not be deleted');
    }
    await delay(intervalMs, undefined, { signal: closing, ref: false }).catch(() => {});
  }
}

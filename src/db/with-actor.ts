import type { Actor } from '#src/contracts/actor.ts';
import { currentActor } from './actor-adapter.ts';
import type { TenantDatabase } from './client.ts';
import { databaseFailure } from './database-failure.ts';
import type { Prisma } from './generated/client.ts';

/** What runs inside one actor's transaction: repositories take it as their first argument. */
export type ActorTransaction = Prisma.TransactionClient;

/**
 * The only door to `app` and `agent`: runs `work` in one transaction whose every statement
 * PostgreSQL confines to the actor's rows. Throwing rolls all of it back.
 * It does not nest: hand the transaction on instead.
 * @throws AppError UNAVAILABLE when PostgreSQL cannot be reached, gives no connection in time or
 * holds the rows for others; TIMEOUT when it takes too long
 */
export async function withActor<Result>(
  db: TenantDatabase,
  actor: Actor,
  work: (transaction: ActorTransaction) => Promise<Result>,
): Promise<Result> {
  if (currentActor.getStore()) throw new Error('withActor does not nest: hand the transaction on.');
  try {
    return await currentActor.run(
      actor,
      async () => await db.prisma.$transaction(work, { maxWait: 5_000, timeout: 20_000 }),
    );
  } catch (error) {
    throw databaseFailure(error);
  }
}

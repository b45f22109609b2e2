import type { ActorTransaction } from './with-actor.ts';

/** Marks a point in the transaction, which work can return to even when a statement failed after it. */
export async function savepoint(
  transaction: ActorTransaction,
): Promise<{ rollback(): Promise<void> }> {
  await transaction.$executeRaw`SAVEPOINT work`;
  return {
    rollback: async () => {
      await transaction.$executeRaw`ROLLBACK TO SAVEPOINT work`;
    },
  };
}

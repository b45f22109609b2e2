import type { AuthDatabase } from '#src/db/client.ts';

/** A transaction on the identity provider's tables. */
export type AuthTransaction = Parameters<Parameters<AuthDatabase['$transaction']>[0]>[0];

/** One transaction at a time, of whatever process, on the keys, clients and resources. */
export function withAuthLock<Result>(
  database: AuthDatabase,
  work: (transaction: AuthTransaction) => Promise<Result>,
): Promise<Result> {
  return database.$transaction(
    async (transaction) => {
      await transaction.$executeRaw`set local lock_timeout = '60s'`;
      await transaction.$executeRaw`set local statement_timeout = '60s'`;
      await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended('throughline auth', 0))`;
      return work(transaction);
    },
    // Waiting for the others counts.
    { timeout: 60_000 },
  );
}

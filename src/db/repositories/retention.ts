import type { ActorTransaction } from '../with-actor.ts';

/** How long rows are kept, in days. */
export interface Retention {
  /** After the end of their run. */
  readonly runEventsDays: number;
  readonly auditDays: number;
}

/** The longest that a run may take: its first events are so much older than its end. */
const longestRunDays = 1;

/**
 * Deletes at most `most` rows of each table that are past their time, whoever's they are.
 * @returns how many there were
 */
export async function deleteExpired(
  transaction: ActorTransaction,
  { runEventsDays, auditDays }: Retention,
  most: number,
): Promise<number> {
  const [row] = await transaction.$queryRaw<{ deleted: bigint }[]>`
    SELECT app.delete_expired(${runEventsDays + longestRunDays}::int, ${auditDays}::int,
      ${most}::int) AS deleted`;
  return Number(row?.deleted ?? 0);
}

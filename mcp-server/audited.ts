import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError, type AppErrorCode } from '#src/contracts/app-error.ts';
import { type Change, rowOf } from '#src/db/change.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { databaseFailure } from '#src/db/database-failure.ts';
import { savepoint } from '#src/db/savepoint.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';
import type { CallRecord } from './call-record.ts';

/** What came of a call, and whether it is the answer of an earlier one, given again. */
export interface CarriedOut<Result> {
  result: Result;
  replayed?: true;
}

interface AuditedCall<Admitted, Result> {
  db: TenantDatabase;
  actor: Actor;
  record: CallRecord;
  /** Throws to refuse the call before any transaction. */
  admit(): Admitted;
  carryOut(
    admitted: Admitted,
    transaction: ActorTransaction,
    changed: <Row extends object>(change: Change<Row>) => Row,
  ): Promise<CarriedOut<Result>>;
}

/**
 * Carries a call out in one transaction that ends with its audit row. A failure is rolled back to a
 * savepoint and its row committed; a call whose row cannot be written changes nothing.
 */
export async function audited<Admitted, Result>(
  call: AuditedCall<Admitted, Result>,
): Promise<Result> {
  const { db, actor, record } = call;
  let isWritten = false;
  try {
    const admitted = call.admit();
    const outcome = await withActor(db, actor, async (transaction) => {
      const handling = await savepoint(transaction);
      try {
        const changes: Change<object>[] = [];
        const { result, replayed } = await call.carryOut(admitted, transaction, recorder(changes));
        await record.write(transaction, replayed ? 'replayed' : 'ok', changes);
        return { result };
      } catch (error) {
        await handling.rollback();
        const failure = databaseFailure(error);
        await record.write(transaction, outcomeOf(failure));
        return { failure };
      }
    });
    isWritten = true;
    if ('failure' in outcome) throw outcome.failure;
    return outcome.result;
  } catch (error) {
    if (!isWritten) await record.writeAlone(outcomeOf(error));
    throw error;
  }
}

/** What a caller is told of an error: one that nobody foresaw is ours. */
export function outcomeOf(error: unknown): AppErrorCode {
  return error instanceof AppError ? error.code : 'INTERNAL';
}

function recorder(changes: Change<object>[]) {
  return <Row extends object>(change: Change<Row>): Row => {
    if (changes.length > 0 && change.undoes === undefined) {
      throw new Error('One call changes one row, unless it undoes several changes.');
    }
    if (!('after' in change && isDeepStrictEqual(change.before, change.after)))
      changes.push(change);
    return rowOf(change);
  };
}

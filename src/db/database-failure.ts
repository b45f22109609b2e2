import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';

/**
 * Prisma's codes for a database that is not there: unreachable, timed out, connection closed, no
 * connection free, transaction not started or lost (https://www.prisma.io/docs error reference).
 */
const PRISMA_CODES = /^P(1001|1002|1008|1011|1017|2024|2028)$/;

/** PostgreSQL's class 57P (shutting down, starting up) and 53300 (too many connections). */
const POSTGRES_CODES = /^(57P0[123]|53300|08\w{3})$/;

const SOCKET_CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;

/** What the driver and its adapter say of a lost connection, for which they have no code. */
const DRIVER_MESSAGES =
  /^((ConnectionClosed|SocketTimeout|DatabaseNotReachable)$|Connection terminated|Client (has encountered a connection error|was closed) and is not queryable|timeout exceeded when trying to connect|timeout expired)/;

/** PostgreSQL's statement_timeout, idle_in_transaction_session_timeout and transaction_timeout. */
const TIMEOUT_CODES = /^(57014|25P03|25P04)$/;

/** Prisma's own limit for a transaction has the code of one that was lost. */
const EXPIRED_TRANSACTION = /expired transaction/;

/** lock_timeout, serialization failure, deadlock; Prisma's code for the latter two. */
const CONTENTION_CODES = /^(55P03|40001|40P01|P2034)$/;

/** The error itself, or the AppError that it is to a caller: UNAVAILABLE or TIMEOUT. */
export function databaseFailure(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const faults = faultsOf(error);
  const says = (codes: RegExp) =>
    faults.some(({ code, originalCode }) => codes.test(code) || codes.test(originalCode));
  const tells = (messages: RegExp) => faults.some(({ message }) => messages.test(message));

  if (says(TIMEOUT_CODES) || tells(EXPIRED_TRANSACTION)) {
    return new AppError('TIMEOUT', 'This took too long and was given up.', { cause: error });
  }
  if (says(CONTENTION_CODES)) {
    return unavailable('Somebody else is changing the same at the moment.', error);
  }
  if (
    says(PRISMA_CODES) ||
    says(POSTGRES_CODES) ||
    says(SOCKET_CODES) ||
    tells(DRIVER_MESSAGES) ||
    faults.some(({ name }) => name === 'PrismaClientInitializationError')
  ) {
    return unavailable('The database cannot be reached at the moment.', error);
  }
  return error;
}

function unavailable(message: string, cause: unknown): AppError {
  return new AppError('UNAVAILABLE', message, { details: { retryAfterSeconds: 2 }, cause });
}

/** What Prisma and its driver say of a failure, in errors within errors. */
const Fault = z.object({
  name: z.string().catch(''),
  message: z.string().catch(''),
  code: z.string().catch(''),
  /** PostgreSQL's own code, where Prisma has one of its own for the query. */
  originalCode: z.string().catch(''),
  cause: z.unknown().optional(),
  meta: z.object({ driverAdapterError: z.unknown().optional() }).optional().catch(undefined),
});

function faultsOf(error: unknown, depth = 0): z.infer<typeof Fault>[] {
  const fault = Fault.safeParse(error).data;
  if (!fault || depth > 5) return [];
  return [
    fault,
    ...faultsOf(fault.cause, depth + 1),
    ...faultsOf(fault.meta?.driverAdapterError, depth + 1),
  ];
}

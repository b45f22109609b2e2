import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';

/**
 * Prisma's codes for a database that is not there: unreachable, timed out, connection closed, no
 * connection free, transaction not started or lost (https://www.prisma.io/docs error reference).
 */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1011', 'P1017', 'P2024', 'P2028']);

/** PostgreSQL's class 57P (shutting down, starting up) and 53300 (too many connections). */
const POSTGRES_CODES = /^(57P0[123]|53300|08\w{3})$/;

const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

/** What the driver says of a lost connection, for which it has no code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|Client (has encountered a connection error|was closed) and is not queryable|timeout exceeded when trying to connect|timeout expired)/;

/** The error itself, or AppError UNAVAILABLE when it says that PostgreSQL is not there. */
export function unavailableWhenUnreachable(error: unknown): unknown {
  if (error instanceof AppError || !saysUnreachable(error)) return error;
  return new AppError('UNAVAILABLE', 'The database cannot be reached at the moment.', {
    details: { retryAfterSeconds: 2 },
    cause: error,
  });
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

function saysUnreachable(error: unknown, depth = 0): boolean {
  const fault = Fault.safeParse(error).data;
  if (!fault || depth > 5) return false;
  const { name, message, code, originalCode, cause, meta } = fault;
  return (
    name === 'PrismaClientInitializationError' ||
    PRISMA_CODES.has(code) ||
    POSTGRES_CODES.test(code) ||
    POSTGRES_CODES.test(originalCode) ||
    SOCKET_CODES.has(code) ||
    DRIVER_MESSAGES.test(message) ||
    saysUnreachable(cause, depth + 1) ||
    saysUnreachable(meta?.driverAdapterError, depth + 1)
  );
}

import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { z } from 'zod';
import { AppError, type AppErrorCode, type AppErrorShape } from '#src/contracts/app-error.ts';
import { currentTrace } from '../request-trace.ts';

/** Our codes to tRPC's, which decide the HTTP status. */
const trpcCodes = {
  BAD_REQUEST: 'BAD_REQUEST',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  TOO_MANY_REQUESTS: 'TOO_MANY_REQUESTS',
  CANCELLED: 'CLIENT_CLOSED_REQUEST',
  TIMEOUT: 'GATEWAY_TIMEOUT',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<AppErrorCode, TRPCError['code']>;

/** What every error answer carries as `error.data`. */
export interface ErrorData {
  code: TRPCError['code'];
  httpStatus: number;
  /** To be named in a report: the log has the details under it. */
  traceId: string;
  appError: AppErrorShape;
}

/** The same error as tRPC knows it, with nothing in it that we did not write. */
export function errorMapped(error: TRPCError): TRPCError {
  const appError = appErrorOf(error);
  // What a procedure throws comes as INTERNAL_SERVER_ERROR; refusals before it keep their status.
  const code = error.code === 'INTERNAL_SERVER_ERROR' ? trpcCodes[appError.code] : error.code;
  return new TRPCError({
    code,
    message: appError.message,
    cause: appError,
  });
}

/** The shape on the wire. Failures outside of a procedure and in mid-stream come here unmapped. */
export function formatError(failed: { error: TRPCError }) {
  const error = errorMapped(failed.error);
  const data: ErrorData = {
    code: error.code,
    httpStatus: getHTTPStatusCodeFromError(error),
    traceId: currentTrace().traceId,
    appError: appErrorOf(error).toShape(),
  };
  return { code: TRPC_ERROR_CODES_BY_KEY[error.code], message: error.message, data };
}

/** What went wrong, in terms that a caller may see; the rest is in `cause`, for the log. */
export function appErrorOf(error: TRPCError): AppError {
  const { cause } = error;
  if (cause instanceof AppError) return cause;
  const inputBroken = error.code === 'BAD_REQUEST' && cause instanceof z.ZodError;
  if (inputBroken) return AppError.fromZod(cause);
  const [code, message] = refusals[error.code] ?? ['INTERNAL', 'Something went wrong on our side.'];
  return new AppError(code, message, { cause: error });
}

const malformed = 'This is not a well-formed tRPC call of at most 10 procedures.';

/** tRPC's own refusals, before it reaches a procedure. */
const refusals: Partial<Record<TRPCError['code'], [AppErrorCode, string]>> = {
  NOT_FOUND: ['NOT_FOUND', 'There is no such procedure.'],
  METHOD_NOT_SUPPORTED: ['BAD_REQUEST', 'Queries and subscriptions take GET, mutations take POST.'],
  BAD_REQUEST: ['BAD_REQUEST', malformed],
  PARSE_ERROR: ['BAD_REQUEST', malformed],
  UNSUPPORTED_MEDIA_TYPE: ['BAD_REQUEST', 'The content type must be application/json.'],
  CLIENT_CLOSED_REQUEST: ['CANCELLED', 'The call was cancelled.'],
};

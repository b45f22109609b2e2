import { TRPCClientError } from '@trpc/client';
import { z } from 'zod';
import { AppErrorShape } from '#src/contracts/app-error.ts';
import { SessionEndedError } from './access-token.ts';

/** A failed call as a page shows it. */
export interface ReadableError extends AppErrorShape {
  /** Names the failure in the servers' logs. */
  traceId?: string;
}

const ErrorData = z.object({ appError: AppErrorShape, traceId: z.string().optional() });
/** EventSource tells no more than the status of the answer that it gave up on. */
const StreamFailure = z.object({ code: z.number() });

/** What went wrong, in words for people, out of whatever a query, mutation or stream threw. */
export function readError(error: unknown): ReadableError {
  if (error instanceof TRPCClientError) {
    const data = ErrorData.safeParse(error.data);
    if (data.success) {
      const { appError, traceId } = data.data;
      return traceId === undefined ? appError : { ...appError, traceId };
    }
    if (isSessionEnd(error)) {
      return { code: 'UNAUTHENTICATED', message: 'You are signed out. Sign in to go on.' };
    }
    const failure = StreamFailure.safeParse(error.cause);
    if (failure.success) return fromStatus(failure.data.code);
    return unreachable;
  }
  if (isSessionEnd(error)) {
    return { code: 'UNAUTHENTICATED', message: 'You are signed out. Sign in to go on.' };
  }
  if (error instanceof TypeError) return unreachable;
  return { code: 'INTERNAL', message: 'Something went wrong in this page.' };
}

const unreachable: ReadableError = {
  code: 'UNAVAILABLE',
  message: 'The server cannot be reached. Check your connection and try again.',
};

function isSessionEnd(error: unknown): boolean {
  if (error instanceof SessionEndedError) return true;
  return error instanceof Error && error.cause !== undefined && isSessionEnd(error.cause);
}

function fromStatus(status: number): ReadableError {
  switch (status) {
    case 401:
      return { code: 'UNAUTHENTICATED', message: 'You are signed out. Sign in to go on.' };
    case 403:
      return { code: 'FORBIDDEN', message: 'You may not see this.' };
    case 404:
      return { code: 'NOT_FOUND', message: 'This does not exist.' };
    default:
      return unreachable;
  }
}

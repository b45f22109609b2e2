import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  AuthenticationError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import { AppError } from '#src/contracts/app-error.ts';

/** Why a model's stream ended before its answer did. */
export type StreamFault = 'silent' | 'truncated' | 'malformed';

const streamFaults: Record<StreamFault, AppError> = {
  silent: new AppError('TIMEOUT', 'The model fell silent. Try again.'),
  truncated: new AppError('UNAVAILABLE', "The model's answer broke off. Try again."),
  malformed: new AppError('UNAVAILABLE', 'The model answered in a broken form. Try again.'),
};

export function streamFault(fault: StreamFault): AppError {
  return streamFaults[fault];
}

/** A failure of the model's server, in words for the person; what it said itself is in `cause`. */
export function modelError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const unavailable = (message: string) =>
    new AppError('UNAVAILABLE', message, { details: { retryAfterSeconds: 5 }, cause });
  if (cause instanceof APIConnectionTimeoutError) {
    return new AppError('TIMEOUT', 'The model took too long to answer. Try again.', { cause });
  }
  if (cause instanceof RateLimitError) {
    return unavailable('The model has too many requests or no credit left. Try again later.');
  }
  if (cause instanceof AuthenticationError || cause instanceof PermissionDeniedError) {
    return unavailable('The model refused our key. Whoever runs this server has to look at it.');
  }
  if (cause instanceof APIConnectionError) return unavailable('The model cannot be reached.');
  if (cause instanceof APIError && cause.status !== undefined && cause.status < 500) {
    return unavailable('The model refused the request.');
  }
  if (cause instanceof APIError) return unavailable('The model failed. Try again.');
  if (cause instanceof SyntaxError) return streamFaults.malformed;
  // A connection that breaks in mid-stream is a bare TypeError of fetch.
  return new AppError('UNAVAILABLE', "The model's answer broke off. Try again.", { cause });
}

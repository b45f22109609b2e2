import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  AuthenticationError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import { AppError } from '#src/contracts/app-error.ts';

interface Outlook {
  /** Whether the same request may be answered when it is made again. */
  mayPass?: boolean;
  /** What the model's server asks for. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** A failure of a model, in words for the person; what its server said itself is in `cause`. */
export class ModelFault extends AppError {
  readonly mayPass: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: 'UNAVAILABLE' | 'TIMEOUT',
    message: string,
    { mayPass = true, retryAfterMs, cause }: Outlook = {},
  ) {
    super(code, message, {
      details: { retryAfterSeconds: Math.ceil((retryAfterMs ?? 5_000) / 1_000) },
      cause,
    });
    this.mayPass = mayPass;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Why a model's stream ended before its answer did. */
export type StreamFault = 'silent' | 'truncated' | 'malformed';

export function streamFault(fault: StreamFault, cause?: unknown): ModelFault {
  switch (fault) {
    case 'silent':
      return new ModelFault('TIMEOUT', 'The model fell silent. Try again.', { cause });
    case 'truncated':
      return new ModelFault('UNAVAILABLE', "The model's answer broke off. Try again.", { cause });
    case 'malformed':
      return new ModelFault('UNAVAILABLE', 'The model answered in a broken form. Try again.', {
        cause,
      });
  }
}

/** What the client of the model's server threw. */
export function modelFault(cause: unknown): ModelFault {
  if (cause instanceof ModelFault) return cause;
  const unavailable = (message: string, outlook: Outlook = {}) =>
    new ModelFault('UNAVAILABLE', message, { ...outlook, cause });
  if (cause instanceof APIConnectionTimeoutError) {
    return new ModelFault('TIMEOUT', 'The model took too long to answer. Try again.', { cause });
  }
  if (cause instanceof RateLimitError) {
    return unavailable('The model has too many requests or no credit left. Try again later.', {
      mayPass: cause.code !== 'insufficient_quota',
      retryAfterMs: retryAfterOf(cause),
    });
  }
  if (cause instanceof AuthenticationError || cause instanceof PermissionDeniedError) {
    return unavailable('The model refused our key. Whoever runs this server has to look at it.', {
      mayPass: false,
    });
  }
  if (cause instanceof APIConnectionError) return unavailable('The model cannot be reached.');
  if (cause instanceof APIError && cause.status !== undefined && cause.status < 500) {
    // 408 and 409 say that it did not work just now.
    const mayPass = cause.status === 408 || cause.status === 409;
    return unavailable('The model refused the request.', { mayPass });
  }
  if (cause instanceof APIError) {
    return unavailable('The model failed. Try again.', { retryAfterMs: retryAfterOf(cause) });
  }
  // A connection that breaks in mid-stream is a bare TypeError of fetch.
  return streamFault(cause instanceof SyntaxError ? 'malformed' : 'truncated', cause);
}

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfterOf({ headers }: APIError): number | undefined {
  const value = headers?.get('retry-after') ?? '';
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(waitMs, 0);
}

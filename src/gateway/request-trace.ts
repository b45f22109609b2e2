import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** What ties an answer to its log lines. Failures happen before there is a context to carry it. */
export interface RequestTrace {
  /** 32 hexadecimal digits, as in W3C Trace Context §3.2.2.3. */
  readonly traceId: string;
  /** By the monotonic clock, in milliseconds. */
  readonly startedAt: number;
}

const current = new AsyncLocalStorage<RequestTrace>();

export function newRequestTrace(): RequestTrace {
  return { traceId: randomBytes(16).toString('hex'), startedAt: performance.now() };
}

export function runTraced<Result>(trace: RequestTrace, work: () => Result): Result {
  return current.run(trace, work);
}

/** The request that this code runs for; a call outside of one gets a trace of its own. */
export function currentTrace(): RequestTrace {
  return current.getStore() ?? newRequestTrace();
}

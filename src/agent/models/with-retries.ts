import { setTimeout as delay } from 'node:timers/promises';
import type { ModelPiece } from './model.ts';
import { ModelFault } from './model-fault.ts';

const firstBackoffMs = 500;
const maxBackoffMs = 8_000;
/** A server that asks for more time than this is not waited for: the person is told instead. */
const maxRetryAfterMs = 20_000;

/**
 * The pieces of one answer, asked for again when the model fails in a way that may pass. Only before
 * the first piece that a person could see: what was shown is not taken back by itself.
 * @throws ModelFault of the last try; the signal's reason when aborted, while waiting too
 */
export async function* withRetries(
  ask: () => AsyncIterable<ModelPiece>,
  { retries, signal }: { retries: number; signal: AbortSignal },
): AsyncGenerator<ModelPiece, void> {
  for (let tried = 1; ; tried += 1) {
    let shown = false;
    try {
      for await (const piece of ask()) {
        shown = true;
        yield piece;
      }
      return;
    } catch (error) {
      const waitMs = error instanceof ModelFault ? waitBeforeRetry(error, tried) : undefined;
      if (shown || tried > retries || waitMs === undefined) throw error;
      await delay(waitMs, undefined, { signal });
    }
  }
}

/** What the server asks for, else longer each time; never all at once, whoever else waits. */
function waitBeforeRetry({ mayPass, retryAfterMs }: ModelFault, tried: number): number | undefined {
  if (!mayPass) return undefined;
  const backoffMs = Math.min(firstBackoffMs * 2 ** (tried - 1), maxBackoffMs);
  if (retryAfterMs === undefined) return backoffMs * (0.5 + Math.random() / 2);
  return retryAfterMs > maxRetryAfterMs
    ? undefined
    : retryAfterMs + (Math.random() * backoffMs) / 2;
}

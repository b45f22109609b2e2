import type { Context } from '../context.ts';

/**
 * Guarantees that a stream lives no longer than its caller's connection, its token and the process.
 * In the last two cases the connection is hung up: a client takes that for a broken one and comes
 * back with a fresh token and the id of its last event, while a proper end would be final.
 */
export async function* streamEnded<Value>(
  { services, hangUp, tokenExpiresAt }: Context & { tokenExpiresAt: number },
  request: AbortSignal | undefined,
  follow: (end: AbortSignal) => AsyncIterable<Value>,
): AsyncGenerator<Value, void> {
  const over = new AbortController();
  const signals = [services.closing, over.signal];
  const cut = AbortSignal.any(signals);
  const end = AbortSignal.any(request ? [...signals, request] : signals);
  const timer = setTimeout(() => over.abort(), Math.max(0, tokenExpiresAt - Date.now()));
  cut.addEventListener('abort', hangUp);
  try {
    if (cut.aborted) hangUp();
    else yield* follow(end);
  } catch (error) {
    // Nobody waits any more, and a rejection that nobody handles would end the process.
    if (!end.aborted) throw error;
  } finally {
    clearTimeout(timer);
    cut.removeEventListener('abort', hangUp);
  }
}

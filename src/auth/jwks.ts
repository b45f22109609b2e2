import { AppError } from '#src/contracts/app-error.ts';
import { importSigningKeys, type SigningKeys } from './signing-keys.ts';

/** A verifier in use asks for the keys this often. */
export const keysFreshForMs = 5 * 60_000;
const keptForMs = 60 * 60_000;
const minIntervalMs = 5_000;
const firstBackoffMs = 500;
const maxBackoffMs = 30_000;

export interface JwksOptions {
  /** Where the issuer publishes its keys (RFC 7517). */
  url: string;
  timeoutMs?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Told of every failed refresh; verification goes on with the last good keys. */
  onRefreshFailed?: (error: unknown) => void;
}

/**
 * The issuer's signing keys over HTTP. The last good set serves for an hour while the issuer is
 * down and is refreshed in the background after five minutes. Fetches are single flight, at least
 * five seconds apart however many unknown key ids come in, and back off after failures.
 *
 * `find` throws AppError UNAVAILABLE with `retryAfterSeconds` when it cannot know the answer, so
 * that an outage never reads as a bad token.
 */
export function createJwks({
  url,
  timeoutMs = 5_000,
  now = Date.now,
  onRefreshFailed,
}: JwksOptions): SigningKeys {
  let keys = new Map<string, CryptoKey>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let nextFetchAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let lastFailure: unknown;
  let inFlight: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      const response = await fetch(url, {
        headers: { accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`The key set answered ${response.status}.`);
      keys = await importSigningKeys(await response.json());
      fetchedAt = now();
      nextFetchAt = fetchedAt + minIntervalMs;
      failures = 0;
    } catch (error) {
      nextFetchAt = now() + Math.min(firstBackoffMs * 2 ** failures, maxBackoffMs);
      failures += 1;
      lastFailure = error;
      onRefreshFailed?.(error);
    } finally {
      inFlight = undefined;
    }
  }

  /** Joins the fetch under way, or starts one when the last is long enough ago. */
  async function refresh(): Promise<void> {
    if (!inFlight && now() >= nextFetchAt) inFlight = load();
    await inFlight;
  }

  return {
    async find(kid) {
      const age = now() - fetchedAt;
      const known = age <= keptForMs ? keys.get(kid) : undefined;
      if (known) {
        if (age > keysFreshForMs) void refresh();
        return known;
      }
      await refresh();
      if (failures === 0) return keys.get(kid);
      const waitMs = Math.max(nextFetchAt - now(), 0);
      throw new AppError('UNAVAILABLE', 'Sign-in cannot be checked right now. Try again shortly.', {
        details: { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) },
        cause: lastFailure,
      });
    },
  };
}

import pg from 'pg';

/** Whether one thing that a process cannot work without answers. */
export type Probe = () => Promise<boolean>;

export interface Readiness {
  status: 'ready' | 'not ready';
  checks: Record<string, boolean>;
}

const timeoutMs = 2_000;
/** Questions that come closer together share an answer. */
const freshMs = 1_000;

/** What `/ready` answers: each dependency is looked at by itself. */
export function createReadiness(probes: Record<string, Probe>): () => Promise<Readiness> {
  let latest: Promise<Readiness> | undefined;
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    if (!latest || performance.now() - at > freshMs) {
      at = performance.now();
      latest = look(probes);
    }
    return latest;
  };
}

/** @param url answers a GET with a 2xx within two seconds */
export function httpProbe(url: string): Probe {
  return async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  };
}

/** @param url of a PostgreSQL that takes a connection of its own within two seconds */
export function databaseProbe(url: string): Probe {
  return async () => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  };
}

async function look(probes: Record<string, Probe>): Promise<Readiness> {
  const checks = Object.fromEntries(
    await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await probe()] as const),
    ),
  );
  const ready = Object.values(checks).every(Boolean);
  return { status: ready ? 'ready' : 'not ready', checks };
}

import { setTimeout as delay } from 'node:timers/promises';
import { type SpawnedServer, spawnServer } from '#test/spawn-server.ts';
import type { RestartablePostgres } from './postgres.ts';
import type { Random } from './random.ts';

/** One process of the system, in the place that it comes back to. */
export interface Place {
  readonly name: string;
  readonly entry: string;
  readonly port: number;
  readonly env: Record<string, string>;
  server: SpawnedServer;
}

export interface Troubles {
  /** How often each was killed or restarted. */
  readonly counts: ReadonlyMap<string, number>;
  /** Begins nothing more; resolves when everything is up again. */
  end(): Promise<void>;
}

/** Until it is ended, takes something away at random moments and brings it back soon. */
export function makeTroubles(
  places: readonly Place[],
  postgres: RestartablePostgres,
  random: Random,
  say: (what: string) => void,
): Troubles {
  const counts = new Map<string, number>();
  const away = new Set<string>();
  const over = new AbortController();
  const under = new Set<Promise<void>>();

  async function kill(place: Place): Promise<void> {
    await place.server.stop('SIGKILL');
    await delay(random.between(0, 2_000));
    place.server = await spawnServer(place.entry, place.port, place.env);
  }

  const kills = places.map((place) => ({
    name: place.name,
    what: 'killed',
    make: () => kill(place),
  }));
  const targets = [
    ...kills,
    // Without PostgreSQL nothing goes on, and so less often.
    ...kills,
    { name: 'PostgreSQL', what: 'restarted', make: () => postgres.restart() },
  ];

  async function makeThem(): Promise<void> {
    while (!over.signal.aborted) {
      await delay(random.between(1_500, 5_000), undefined, { signal: over.signal }).catch(() => {});
      const target = random.pick(targets);
      if (over.signal.aborted || away.has(target.name)) continue;
      away.add(target.name);
      counts.set(target.name, (counts.get(target.name) ?? 0) + 1);
      say(`${target.name} ${target.what}`);
      const done = target.make().finally(() => {
        away.delete(target.name);
        under.delete(done);
      });
      // Told when the troubles end.
      done.catch(() => {});
      under.add(done);
    }
    await Promise.all(under);
  }

  const making = makeThem();
  making.catch(() => {});
  return {
    counts,
    async end() {
      over.abort();
      await making;
    },
  };
}

import { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import { createTurnstile, type Turnstile } from '#src/platform/turnstile.ts';
import { ActorAdapterFactory } from './actor-adapter.ts';
import { PrismaClient } from './generated/client.ts';

/** The identity provider's tables, walled by the role alone: no actor is asked for. */
export type AuthDatabase = PrismaClient;

/** Tables with row-level security. Reached through `withActor` only: any other query throws. */
export interface TenantDatabase {
  readonly prisma: PrismaClient;
  /** For work that may wait: it leaves some connections to requests, whatever there is of it. */
  readonly queued: Turnstile;
}

const connections = 10;
const connectionsOfQueued = 7;

/** @param url connects as `throughline_web`; nothing is opened before the first query. */
export function createAuthDatabase(url: string): AuthDatabase {
  return new PrismaClient({ adapter: createAdapter(url) });
}

/** @param url connects as `throughline_gateway` or `throughline_tools`. */
export function createTenantDatabase(url: string): TenantDatabase {
  // Pipelined: the actor and the first statement are on their way together.
  const adapter = new ActorAdapterFactory(createAdapter(url, { pipeline: true }));
  return {
    prisma: new PrismaClient({ adapter }),
    queued: createTurnstile(connectionsOfQueued),
  };
}

function createAdapter(url: string, options: Pick<PoolConfig, 'pipeline'> = {}): PrismaPg {
  return new PrismaPg(
    {
      ...options,
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      // Else a connection whose other end vanished is asked after two hours whether it lives.
      keepAliveInitialDelayMillis: 10_000,
    },
    // A connection that breaks while idle is replaced; the next query tells if it cannot be.
    { onPoolError: () => {}, onConnectionError: () => {} },
  );
}

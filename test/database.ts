import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { closeDatabase, databaseRoles } from '#prisma/database-roles.ts';
import { testSecrets } from './identifiers.ts';

export const TEMPLATE = 'throughline_template';

export interface DatabaseUrls {
  /** The cluster's superuser: for arranging and for looking at everything. */
  owner: string;
  web: string;
  gateway: string;
  tools: string;
}

export interface TestDatabase extends DatabaseUrls {
  name: string;
  drop(): Promise<void>;
}

/** A copy of the migrated template, with signing key and gateway client, that nobody else uses. */
export async function createTestDatabase(clusterUrl = inject('clusterUrl')): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  {
    await using client = await createClient(clusterUrl);
    // One copy at a time: PostgreSQL refuses a template that another session is connected to.
    await client.query("SELECT pg_advisory_lock(hashtextextended('test template', 0))");
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  }
  const urls = databaseUrls(clusterUrl, name);
  {
    await using owner = await createClient(urls.owner);
    await closeDatabase(owner);
  }
  return {
    name,
    ...urls,
    drop: async () => {
      await using client = await createClient(clusterUrl);
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

export function databaseUrls(clusterUrl: string, name: string): DatabaseUrls {
  const as = (user?: string, password?: string) => {
    const url = new URL(clusterUrl);
    url.pathname = `/${name}`;
    if (user !== undefined) url.username = user;
    if (password !== undefined) url.password = password;
    return url.href;
  };
  const { roles } = testSecrets;
  return {
    owner: as(),
    web: as(databaseRoles.web, roles.web),
    gateway: as(databaseRoles.gateway, roles.gateway),
    tools: as(databaseRoles.tools, roles.tools),
  };
}

/** How many transactions wait for another's lock: a race stands still while a test holds one. */
export async function countLockWaiters({ owner }: Pick<DatabaseUrls, 'owner'>): Promise<number> {
  await using client = await createClient(owner);
  const { rows } = await client.query(`SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return rows.length;
}

/** A connected client that closes itself with `await using`. */
export async function createClient(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

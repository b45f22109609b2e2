import pg from 'pg';
import { databaseRoles } from '#prisma/database-roles.ts';
import { migrate } from '#prisma/migrate.ts';
import { seed } from '#prisma/seed.ts';
import { prepareAuth } from '#src/auth/prepare.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { createLogger } from '#src/platform/logger.ts';
import type { Secrets } from './secrets.ts';
import type { DatabaseUrls } from './service-environments.ts';

/** Creates the database that this URL names when its cluster does not have it. */
export async function ensureDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** The same database, for each tier's role. */
export function roleUrls(ownerUrl: string, passwords: Secrets['rolePasswords']): DatabaseUrls {
  const as = (tier: keyof typeof databaseRoles) => {
    const url = new URL(ownerUrl);
    url.username = databaseRoles[tier];
    url.password = encodeURIComponent(passwords[tier]);
    return url.href;
  };
  return { web: as('web'), gateway: as('gateway'), tools: as('tools') };
}

/**
 * Roles, tables, keys, clients and, in an empty database, the demo account. Safe to repeat.
 * @returns whether there is a demo account
 */
export async function prepareDatabase(options: {
  ownerUrl: string;
  urls: DatabaseUrls;
  secrets: Secrets;
  /** The web's environment: its configuration says who it is as an identity provider. */
  webEnvironment: Record<string, string>;
  gatewayClientSecret: string;
}): Promise<boolean> {
  const { secrets, urls } = options;
  await migrate({ databaseUrl: options.ownerUrl, rolePasswords: secrets.rolePasswords });
  const config = loadWebConfig({ ...options.webEnvironment, NODE_ENV: 'production' });
  // Faults are thrown; the screen stays calm.
  const logger = createLogger('start', 'silent');
  await prepareAuth({ ...config, gatewayClientSecret: options.gatewayClientSecret });
  return seed({ auth: config, databaseUrls: urls, demoPassword: secrets.demoPassword, logger });
}

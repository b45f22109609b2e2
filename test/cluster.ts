import { createClient, databaseUrls, TEMPLATE } from './database.ts';
import type { TestProject } from 'vitest/node';
import { migrate } from '#prisma/migrate.ts';
import { startTemporaryPostgres } from '#scripts/embedded-postgres.ts';
import { prepareAuth } from '#src/auth/prepare.ts';
import { testAuthConfig, testSecrets } from './identifiers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the test cluster, to its `postgres` database. */
    clusterUrl: string;
  }
}

/** Vitest's global setup. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startTestCluster();
  project.provide('clusterUrl', url);
  return stop;
}

/** One real PostgreSQL for the run, with a migrated template to copy. */
export async function startTestCluster(): Promise<{ url: string; stop: () => Promise<void> }> {
  const cluster = await startTemporaryPostgres({ max_connections: '400' });
  const clusterUrl = cluster.url('postgres');
  try {
    await prepareTemplate(clusterUrl);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return { url: clusterUrl, stop: () => cluster.stop() };
}

/** Makes the database that `createTestDatabase` copies. */
export async function prepareTemplate(clusterUrl: string): Promise<void> {
  await using client = await createClient(clusterUrl);
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  const urls = databaseUrls(clusterUrl, TEMPLATE);
  await migrate({ databaseUrl: urls.owner, rolePasswords: testSecrets.roles });
  await prepareAuth({
    databaseUrl: urls.web,
    ...testAuthConfig,
    gatewayClientSecret: testSecrets.gatewayClient,
  });
}

import { prepareAuth } from '#src/auth/prepare.ts';
import { loadMigrateConfig, type MigrateConfig } from '#src/config/migrate.ts';
import { ConfigError } from '#src/config/parse-env.ts';
import { createLogger } from '#src/platform/logger.ts';
import { migrate } from './migrate.ts';

/** Roles, tables, signing key and the gateway's OAuth client; runs to its end, safe to repeat. */
async function main(config: MigrateConfig): Promise<void> {
  const { gatewayClientSecret, ownerUrl, rolePasswords, web } = config;
  const logger = createLogger('migrate', web.logLevel);
  const applied = await migrate({ databaseUrl: ownerUrl, rolePasswords });
  await prepareAuth({ ...web, gatewayClientSecret });
  logger.info({ applied }, 'the database is up to date');
}

try {
  await main(loadMigrateConfig());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadStartConfig } from '#src/config/start.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { generateClient } from './generate-client.ts';
import { loadSecrets } from './secrets.ts';
import { serviceEnvironments } from './service-environments.ts';

// `npm run keys:rotate`: a new signing key for the system that `npm start` runs on this machine.

const root = join(import.meta.dirname, '..');
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
const config = loadStartConfig();
const dataDir = resolve(root, config.THROUGHLINE_DATA);
const owner = config.DATABASE_URL ?? `postgresql://127.0.0.1:${config.POSTGRES_PORT}/throughline`;

try {
  if (!existsSync(join(dataDir, 'secrets.json'))) throw new Error('nothing was ever started here');
  const secrets = await loadSecrets(dataDir);
  await generateClient();
  // Loaded only now: they import the client.
  const { rotateKeys } = await import('#prisma/rotate-keys.ts');
  const { roleUrls } = await import('./prepare-database.ts');
  const urls = roleUrls(owner, secrets.rolePasswords);
  await rotateKeys(loadWebConfig(serviceEnvironments(config, secrets, urls).web));
} catch (error) {
  const { host, pathname } = new URL(owner);
  console.error(
    `  The keys in PostgreSQL at ${host}${pathname} could not be rotated; is the system running?\n` +
      `  ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}

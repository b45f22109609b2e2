import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { changeOperator } from '#prisma/operators.ts';
import { loadStartConfig } from '#src/config/start.ts';
import { loadSecrets } from './secrets.ts';

// `npm run operator -- grant <email>`, or revoke: for the system that `npm start` runs on this machine.

const root = join(import.meta.dirname, '..');
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
const config = loadStartConfig();
const dataDir = resolve(root, config.THROUGHLINE_DATA);

try {
  if (!existsSync(join(dataDir, 'secrets.json'))) throw new Error('Nothing was ever started here.');
  const { postgresPassword } = await loadSecrets(dataDir);
  const embedded = `postgresql://postgres:${encodeURIComponent(postgresPassword)}@127.0.0.1:${config.POSTGRES_PORT}/throughline`;
  const owner = config.DATABASE_DIRECT_URL ?? config.DATABASE_URL ?? embedded;
  console.log(`  ${await changeOperator(owner, process.argv.slice(2))}`);
} catch (error) {
  console.error(`  ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { mintSecrets } from './secrets.ts';

/**
 * Writes the secrets that docker-compose.yml asks for into a file that only its owner can read. A
 * file that is there stays as it is: what it opens would be lost with it.
 * @returns false when it was there already
 */
export async function writeComposeSecrets(file: string): Promise<boolean> {
  if (existsSync(file)) return false;
  const { rolePasswords, ...secrets } = mintSecrets();
  const lines = [
    '# For `docker compose --env-file .env.compose`. Keep it: it opens the database in the volume.',
    `POSTGRES_PASSWORD=${secrets.postgresPassword}`,
    `WEB_DATABASE_PASSWORD=${rolePasswords.web}`,
    `GATEWAY_DATABASE_PASSWORD=${rolePasswords.gateway}`,
    `TOOLS_DATABASE_PASSWORD=${rolePasswords.tools}`,
    `BETTER_AUTH_SECRET=${secrets.betterAuthSecret}`,
    '# Filled in by `npm run secret:rotate -- .env.compose`; docs/operations.md says when to empty it.',
    'BETTER_AUTH_PREVIOUS_SECRETS=',
    `GATEWAY_CLIENT_SECRET=${secrets.gatewayClientSecret}`,
    '',
    '# With a model of your own, set these and take the profile away.',
    'OPENAI_API_KEY=',
    'OPENAI_BASE_URL=',
    'OPENAI_MODEL=',
    'COMPOSE_PROFILES=offline-model',
    '',
    '# The published ports; addresses and token audiences follow them.',
    'WEB_PORT=3000',
    'GATEWAY_PORT=8000',
    'MCP_PORT=8001',
  ];
  // Linked into its place whole, and never over a file that another call has just made.
  const partial = `${file}.${randomUUID()}`;
  await writeFile(partial, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(partial, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(partial);
  }
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', '.env.compose');
  const name = relative(process.cwd(), file);
  const isNew = await writeComposeSecrets(file);
  console.log(isNew ? `  Wrote ${name}.` : `  ${name} is there already; it stays as it is.`);
}

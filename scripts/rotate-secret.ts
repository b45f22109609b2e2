import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { loadStartConfig } from '#src/config/start.ts';
import { loadSecrets, mintSecret, replacePrivateFile, saveSecrets } from './secrets.ts';

// `npm run secret:rotate`: a new BETTER_AUTH_SECRET for the next start, in the data directory of
// `npm start`, or with a file's name in that environment file. The old one stays accepted.

/** Longer than a session goes without getting a newly signed cookie. */
const acceptedDays = 8;

/** Replaces the secret of this data directory. */
export async function rotateLocalSecret(dataDir: string): Promise<void> {
  const secrets = await loadSecrets(dataDir);
  const replaced = { secret: secrets.betterAuthSecret, replacedAt: new Date().toISOString() };
  await saveSecrets(dataDir, {
    ...secrets,
    betterAuthSecret: mintSecret(),
    previousBetterAuthSecrets: [replaced, ...secrets.previousBetterAuthSecrets],
  });
}

/** Forgets the replaced secrets that no cookie in use can be signed with any more. */
export async function retireSecrets(dataDir: string, now = new Date()): Promise<void> {
  const secrets = await loadSecrets(dataDir);
  const oldest = now.getTime() - acceptedDays * 24 * 3600 * 1000;
  const accepted = secrets.previousBetterAuthSecrets.filter(
    ({ replacedAt }) => Date.parse(replacedAt) > oldest,
  );
  if (accepted.length === secrets.previousBetterAuthSecrets.length) return;
  await saveSecrets(dataDir, { ...secrets, previousBetterAuthSecrets: accepted });
}

/**
 * Replaces the secret in an environment file and keeps everything else in it.
 * @throws when the file sets no BETTER_AUTH_SECRET
 */
export async function rotateSecretInFile(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const { BETTER_AUTH_SECRET: old = '', BETTER_AUTH_PREVIOUS_SECRETS: older = '' } = parseEnv(text);
  if (old === '') throw new Error(`There is no BETTER_AUTH_SECRET in ${file}.`);
  if (old.includes(',')) {
    throw new Error(
      'The secret holds a comma, which separates the previous ones: name it by hand.',
    );
  }
  const previous = [old, ...older.split(',').filter((secret) => secret !== '')].join(',');
  const kept = text
    .split('\n')
    .filter((line) => !/^\s*(export\s+)?BETTER_AUTH_PREVIOUS_SECRETS\s*=/.test(line))
    .map((line) =>
      /^\s*(export\s+)?BETTER_AUTH_SECRET\s*=/.test(line)
        ? `BETTER_AUTH_SECRET=${mintSecret()}\nBETTER_AUTH_PREVIOUS_SECRETS=${previous}`
        : line,
    );
  await replacePrivateFile(file, kept.join('\n'), (await stat(file)).mode & 0o777);
}

async function main(file: string | undefined): Promise<string> {
  const accepted = 'Nobody is signed out: the old one is accepted';
  if (file !== undefined) {
    await rotateSecretInFile(file);
    return (
      `A new BETTER_AUTH_SECRET is in ${file}. Start the processes anew with it.\n  ${accepted} ` +
      `until you empty BETTER_AUTH_PREVIOUS_SECRETS, ${acceptedDays} days later or after.`
    );
  }
  const root = join(import.meta.dirname, '..');
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const config = loadStartConfig();
  if (config.BETTER_AUTH_SECRET !== undefined) {
    throw new Error('BETTER_AUTH_SECRET is set in the environment: name the file that sets it.');
  }
  const dataDir = resolve(root, config.THROUGHLINE_DATA);
  if (!existsSync(join(dataDir, 'secrets.json'))) {
    throw new Error(`There are no secrets in ${dataDir} yet: \`npm start\` mints them.`);
  }
  await rotateLocalSecret(dataDir);
  return (
    `A new BETTER_AUTH_SECRET is in ${dataDir.startsWith(root) ? relative(root, dataDir) : dataDir}. ` +
    `Start the system anew.\n  ${accepted} for ${acceptedDays} days.`
  );
}

if (import.meta.main) {
  try {
    console.log(`  ${await main(process.argv[2])}`);
  } catch (error) {
    console.error(`  ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

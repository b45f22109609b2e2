import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, openSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { leash } from './leash.ts';
import { postgresAccount, type PostgresAccount } from './postgres-account.ts';
import { clusterDirectory, postgresBinaries } from './postgres-files.ts';
import { stopLeftoverPostgres } from './stop-leftover-postgres.ts';

export type EmbeddedPostgres = {
  /** Superuser connection string of the given database. */
  url: (database: string) => string;
  port: number;
  /** Where the cluster lies; outside the data directory when PostgreSQL cannot get in there. */
  directory: string;
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, what was committed is on disk. */
  stop: () => Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Holds the cluster; made when absent. */
  dataDir: string;
  port: number;
  /** The superuser's, fixed when the cluster is made. */
  password: string;
  /** Default: postgres.log in the data directory. */
  logFile?: string;
  /** False trades safety against a power cut for speed: for tests. Default true. */
  durable?: boolean;
  /** Server settings, as in postgresql.conf. */
  settings?: Record<string, string>;
  /** The `bin` directory of another PostgreSQL than the embedded one. */
  programs?: string | undefined;
};

const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;

/**
 * Starts a PostgreSQL server on 127.0.0.1, making its cluster first when there is none, and ending
 * a server that a killed start left on it. It ends with this process, even at SIGKILL.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const account = postgresAccount();
  const { programs } = options;
  const binaries =
    programs === undefined
      ? await postgresBinaries(account)
      : { initdb: join(programs, 'initdb'), postgres: join(programs, 'postgres') };
  await mkdir(options.dataDir, { recursive: true });
  const directory = await clusterDirectory(options.dataDir, account);
  await stopLeftoverPostgres(directory);
  if (!existsSync(directory)) {
    const locale = programs === undefined ? builtinLocale : ['--locale=C.UTF-8'];
    await initialise({ ...options, locale, initdb: binaries.initdb, directory, account });
  }

  const logFile = options.logFile ?? join(options.dataDir, 'postgres.log');
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '200',
    ...(options.durable === false && unsafeButFast),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFile, 'w', 0o600);
  const server = spawn(binaries.postgres, ['-D', directory, ...flags], {
    ...account,
    cwd: '/',
    env: environment,
    stdio: ['ignore', log, log],
    // Ctrl-C goes to the whole foreground group; the database must outlive those who use it.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', () => resolve());
  });
  const takeOffLeash = server.pid === undefined ? () => {} : leash(server.pid, 'SIGINT');
  void ended.then(takeOffLeash);

  try {
    await untilReady(server, directory);
  } catch (error) {
    await stop(server, ended);
    const lastLines = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-5).join('\n');
    throw new Error(`PostgreSQL did not start:\n${lastLines}`, { cause: error });
  }
  const credentials = `postgres:${encodeURIComponent(options.password)}`;
  return {
    url: (database) => `postgresql://${credentials}@127.0.0.1:${options.port}/${database}`,
    port: options.port,
    directory,
    ended,
    stop: () => stop(server, ended),
  };
}

/**
 * A server for tests: a free port, a directory of its own that `stop` removes, nothing synced. Of the
 * PostgreSQL that TEST_POSTGRES_PROGRAMS names, where it does.
 */
export async function startTemporaryPostgres(
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const dataDir = join(tmpdir(), `throughline-${randomUUID()}`);
  await mkdir(dataDir);
  // Root's umask must not lock PostgreSQL's own account out; the cluster itself stays private.
  await chmod(dataDir, 0o711);
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startEmbeddedPostgres({
      dataDir,
      port: await freePort(),
      password: randomUUID(),
      durable: false,
      settings,
      programs: process.env['TEST_POSTGRES_PROGRAMS'],
    });
    return { ...server, stop: () => server.stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

const unsafeButFast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

// Without the environment's PG* variables and locale: the cluster is the same on every machine.
const environment: NodeJS.ProcessEnv = {
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  NODE_ENV: 'production',
};

/** Older versions have the libraries' locales alone. */
const builtinLocale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

async function initialise(options: {
  locale: readonly string[];
  directory: string;
  initdb: string;
  password: string;
  durable?: boolean;
  account: PostgresAccount | undefined;
}): Promise<void> {
  // Made beside its place and moved there whole, so that a start cut short leaves no half cluster.
  const partial = `${options.directory}.new`;
  const passwordFile = `${options.directory}.password`;
  await rm(partial, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await mkdir(partial, { mode: 0o700 });
    await writeFile(passwordFile, options.password, { mode: 0o600 });
    if (options.account) {
      const { uid, gid } = options.account;
      await Promise.all([chown(partial, uid, gid), chown(passwordFile, uid, gid)]);
    }
    const flags = [
      ['-D', partial],
      ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ['--encoding=UTF8', ...options.locale],
      ['--no-instructions', ...(options.durable === false ? ['--no-sync'] : [])],
    ].flat();
    await promisify(execFile)(options.initdb, flags, {
      ...options.account,
      cwd: '/',
      env: environment,
    });
    await rename(partial, options.directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The PostgreSQL cluster could not be made: ${reason}`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(partial, { recursive: true, force: true });
  }
}

/** The server writes its state into the eighth line of its pid file; `pg_ctl` waits the same way. */
async function untilReady(server: ChildProcess, directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid');
  const deadline = Date.now() + startTimeoutMs;
  let failure: Error | undefined;
  server.once('error', (error) => (failure = error));
  while (Date.now() < deadline) {
    if (failure) throw failure;
    if (server.exitCode !== null || server.signalCode !== null)
      throw new Error('It ended at once.');
    const lines = existsSync(pidFile) ? (await readFile(pidFile, 'utf8')).split('\n') : [];
    if (lines[0] === String(server.pid) && lines[7]?.trim() === 'ready') return;
    await delay(20);
  }
  throw new Error(`It was not ready within ${startTimeoutMs / 1000} s.`);
}

async function stop(server: ChildProcess, ended: Promise<void>): Promise<void> {
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { loadStartConfig, type StartConfig } from '#src/config/start.ts';
import { buildIfStale } from './build-if-stale.ts';
import { awaitFileLock, releaseFileLock } from './file-lock.ts';
import { generateClient } from './generate-client.ts';
import { onStopRequested } from './on-stop-requested.ts';
import { clusterDirectory } from './postgres-files.ts';
import { postgresAccount } from './postgres-account.ts';
import { prettyLog } from './pretty-log.ts';
import { Progress } from './progress.ts';
import { readyScreen } from './ready-screen.ts';
import { requireFreePorts, type WantedPort } from './require-free-ports.ts';
import { retireSecrets } from './rotate-secret.ts';
import { loadSecrets } from './secrets.ts';
import { serviceEnvironments, usesOfflineModel } from './service-environments.ts';
import { startDatabase } from './start-database.ts';
import { startFault } from './start-fault.ts';
import { startServices } from './start-services.ts';
import { stopLeftoverPostgres } from './stop-leftover-postgres.ts';

// The second half of `npm start`, on the project's own Node: everything from the database to the
// pages, until Ctrl-C, SIGTERM or the end of any part. With the argument `dev` it is `npm run dev`:
// nothing is built, each process starts anew when its sources change, and their lines are shown.

const startedAt = Date.now();
const isDevelopment = process.argv[2] === 'dev';
const root = join(import.meta.dirname, '..');
const stopRequested = onStopRequested();
const stopping = new AbortController();
const progress = new Progress();
/** What undoes each thing that was started; run from the last to the first. */
const undo: (() => Promise<void>)[] = [];

const failure = await Promise.race([
  up().then(
    (ended) => ended,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  ),
  stopRequested.then(() => undefined),
]);
progress.end();
stopping.abort();
if (failure === undefined) console.log('\n  Stopping…');
else console.error(`\n${failure.replaceAll(/^/gm, '  ')}\n`);
for (const step of undo.toReversed()) await step();
if (failure === undefined) console.log('  Stopped. The data stays where it is.');
process.exit(failure === undefined ? 0 : 1);

/** Resolves when a part of the running system ends by itself, with what to tell of it. */
async function up(): Promise<string> {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const config = loadStartConfig();
  const dataDir = resolve(root, config.THROUGHLINE_DATA);
  const logsDir = join(dataDir, 'logs');
  const { environments, demoPassword, database } = await prepare(config, dataDir, logsDir).catch(
    (error: unknown) => {
      throw new Error(startFault(error, dataDir), { cause: error });
    },
  );

  const printLine = (name: string, line: string) => progress.print(prettyLog(name, line, root));
  const services = startServices({
    config,
    environments,
    logsDir,
    printLine: isDevelopment ? printLine : undefined,
  });
  undo.push(async () => {
    await Promise.all(services.map((service) => service.stop()));
  });
  await progress.step('Servers', () => Promise.all(services.map((service) => service.ready)));
  progress.end();
  console.log(
    readyScreen({
      config,
      environments,
      demoPassword,
      database: database.description,
      logsDir: logsDir.startsWith(root) ? relative(root, logsDir) : logsDir,
      tookMs: Date.now() - startedAt,
    }),
  );
  return Promise.race([database.ended, ...services.map((service) => service.ended)]);
}

/** All that the servers need: secrets, the database with its tables and keys, the built pages. */
async function prepare(config: StartConfig, dataDir: string, logsDir: string) {
  await claim(dataDir, config);
  await mkdir(logsDir, { recursive: true, mode: 0o700 });

  const secrets = await loadSecrets(dataDir);
  const startingDatabase = startDatabase({ config, dataDir, logsDir, secrets });
  undo.push(async () => (await startingDatabase.catch(() => undefined))?.stop());
  const [database] = await Promise.all([
    progress.step('PostgreSQL', () => startingDatabase),
    progress.step('Database client', () => generateClient(stopping.signal), 500),
  ]);

  // Loaded only now: they import the client.
  const { ensureDatabase, prepareDatabase, roleUrls } = await import('./prepare-database.ts');
  const urls = roleUrls(config.DATABASE_URL ?? database.ownerUrl, secrets.rolePasswords);
  const direct = config.DATABASE_DIRECT_URL;
  const environments = serviceEnvironments(config, secrets, {
    ...urls,
    ...(direct !== undefined && { gatewayDirect: roleUrls(direct, secrets.rolePasswords).gateway }),
  });
  const fill = async () => {
    if (config.DATABASE_URL === undefined) await ensureDatabase(database.ownerUrl);
    const hasDemo = await prepareDatabase({
      ownerUrl: database.ownerUrl,
      urls,
      secrets,
      webEnvironment: environments.web,
      gatewayClientSecret: environments.gateway['GATEWAY_CLIENT_SECRET'] ?? '',
    });
    // Only now: nothing in the database needs them any more.
    await retireSecrets(dataDir);
    return hasDemo;
  };
  const [hasDemo] = await Promise.all([
    progress.step('Tables, keys and demo account', fill),
    isDevelopment || progress.step('Pages', () => buildIfStale(stopping.signal), 1_000),
  ]);
  return { environments, database, demoPassword: hasDemo ? secrets.demoPassword : undefined };
}

/** Makes this the one start on the data directory, and says early what would be in its way. */
async function claim(dataDir: string, config: StartConfig): Promise<void> {
  if (!existsSync(dataDir)) {
    await mkdir(dataDir, { recursive: true });
    // PostgreSQL's own account passes through; the files in it are private each by itself.
    await chmod(dataDir, 0o711);
  }
  const lock = join(dataDir, 'start.lock');
  const wasKilled = existsSync(lock);
  // npm ends at once when it is told to, and what it ran a moment later.
  const holder = await awaitFileLock(lock, 8_000);
  if (holder !== undefined) {
    throw new Error(
      `It already runs on this data directory (process ${holder}). ` +
        'For a second copy, set THROUGHLINE_DATA and the ports.',
    );
  }
  undo.push(() => releaseFileLock(lock));

  const isEmbedded = config.DATABASE_URL === undefined;
  if (isEmbedded) {
    const cluster = await clusterDirectory(dataDir, postgresAccount());
    await stopLeftoverPostgres(cluster);
    if (existsSync(cluster) && !existsSync(join(dataDir, 'secrets.json'))) {
      throw new Error(
        `There is a database in ${cluster}, and secrets.json, which opens it, is missing from ` +
          `${dataDir}. Put it back, or remove the database to begin anew.`,
      );
    }
  }
  const wanted: WantedPort[] = [
    { port: config.WEB_PORT, variable: 'WEB_PORT', use: 'pages' },
    { port: config.GATEWAY_PORT, variable: 'GATEWAY_PORT', use: 'API' },
    { port: config.MCP_PORT, variable: 'MCP_PORT', use: 'MCP server' },
  ];
  if (isEmbedded) {
    wanted.push({ port: config.POSTGRES_PORT, variable: 'POSTGRES_PORT', use: 'PostgreSQL' });
  }
  if (usesOfflineModel(config)) {
    const variable = 'OFFLINE_MODEL_PORT';
    wanted.push({ port: config.OFFLINE_MODEL_PORT, variable, use: 'offline model' });
  }
  // The parts of a start that was killed end by themselves, a moment after it.
  const command = isDevelopment ? 'npm run dev' : 'npm start';
  await requireFreePorts(wanted, command, wasKilled ? 8_000 : 0);
}

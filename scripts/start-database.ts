import { join } from 'node:path';
import type { StartConfig } from '#src/config/start.ts';
import { lastLines } from './last-lines.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import type { Secrets } from './secrets.ts';

export type StartedDatabase = {
  /** Connection string of the owner, for migrations. */
  ownerUrl: string;
  /** For the screen. */
  description: string;
  /** Resolves with what to tell when the embedded server ends; never for another one. */
  ended: Promise<string>;
  stop: () => Promise<void>;
};

/** The PostgreSQL that DATABASE_URL names, or else an embedded one in the data directory. */
export async function startDatabase(options: {
  config: StartConfig;
  dataDir: string;
  logsDir: string;
  secrets: Secrets;
}): Promise<StartedDatabase> {
  const { config, dataDir, logsDir } = options;
  // Migrations hold a lock for as long as they run, which does not pass a transaction pooler.
  const given = config.DATABASE_DIRECT_URL ?? config.DATABASE_URL;
  if (given !== undefined) {
    const { host, pathname } = new URL(given);
    const never = new Promise<string>(() => {});
    const description = `PostgreSQL at ${host}${pathname}, from DATABASE_URL`;
    return { ownerUrl: given, description, ended: never, stop: async () => {} };
  }
  const logFile = join(logsDir, 'postgres.log');
  const server = await startEmbeddedPostgres({
    dataDir,
    port: config.POSTGRES_PORT,
    password: options.secrets.postgresPassword,
    logFile,
  });
  return {
    ownerUrl: server.url('throughline'),
    description: server.directory,
    ended: server.ended.then(
      async () => `PostgreSQL ended. Its last lines (${logFile}):\n${await lastLines(logFile, 10)}`,
    ),
    stop: server.stop,
  };
}

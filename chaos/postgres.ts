import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { freePort } from '#scripts/free-port.ts';
import { prepareTemplate } from '#test/cluster.ts';

/** A PostgreSQL that can be restarted under those who use it. */
export interface RestartablePostgres {
  readonly url: string;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const dataDir = join(tmpdir(), `throughline-chaos-${randomUUID()}`);
  await mkdir(dataDir);
  // As root, PostgreSQL's own account passes through.
  await chmod(dataDir, 0o711);
  const options = {
    dataDir,
    port: await freePort(),
    password: randomUUID(),
    durable: false,
    settings: { max_connections: '400' },
  };
  let server = await startEmbeddedPostgres(options);
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const url = server.url('postgres');
  try {
    await prepareTemplate(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    stop,
    async restart() {
      await server.stop();
      server = await startEmbeddedPostgres(options);
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { loadSecrets, type Secrets } from './secrets.ts';

const startTimeoutMs = 300_000;

/** A whole running system with data of its own, as `npm start` gives it. */
export interface SystemCopy {
  webUrl: string;
  gatewayUrl: string;
  /** Connection string of the database's owner. */
  ownerUrl: string;
  secrets: Secrets;
  /** Ends it, and its data are gone. */
  stop(): Promise<void>;
}

/**
 * Starts the system on free ports, with an embedded PostgreSQL and the offline model whatever the
 * environment says.
 * @throws with its output when it does not start
 */
export async function startCopy(): Promise<SystemCopy> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-copy-'));
  // As root, PostgreSQL's own account passes through.
  await chmod(home, 0o711);
  const dataDir = join(home, 'data');
  const ports = await freePorts();
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      ...ports,
      THROUGHLINE_DATA: dataDir,
      // Empty is absent, and wins over `.env`.
      DATABASE_URL: '',
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(home, { recursive: true, force: true });
  };
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    const collect = (chunk: string) => {
      output += chunk;
      if (output.includes('Throughline is ready')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('exit', () => reject(new Error(`The system did not start.\n${output}`)));
    setTimeout(() => reject(new Error(`The system is slow.\n${output}`)), startTimeoutMs).unref();
  });
  await ready.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const secrets = await loadSecrets(dataDir);
  const password = encodeURIComponent(secrets.postgresPassword);
  return {
    webUrl: `http://localhost:${ports.WEB_PORT}`,
    gatewayUrl: `http://127.0.0.1:${ports.GATEWAY_PORT}`,
    ownerUrl: `postgresql://postgres:${password}@127.0.0.1:${ports.POSTGRES_PORT}/throughline`,
    secrets,
    stop,
  };
}

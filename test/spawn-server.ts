import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { leash } from '#scripts/leash.ts';

export interface SpawnedServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it has written to standard output and error. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const READY_TIMEOUT_MS = 90_000;

/**
 * Starts one of the system's processes as itself (`node <entry>`), with this environment and
 * nothing of the caller's but the path, and waits until `/health` answers.
 */
export async function spawnServer(
  entry: string,
  port: number,
  env: Record<string, string>,
): Promise<SpawnedServer> {
  const child = spawn(process.execPath, [entry], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails before it stops its server leaves none behind.
  if (child.pid !== undefined) child.once('exit', leash(child.pid, 'SIGTERM'));
  let output = '';
  const collect = (chunk: string) => {
    output += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const server: SpawnedServer = {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // `close` comes when its last line has been read as well.
      const closed = once(child, 'close');
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await closed;
      clearTimeout(timer);
    },
  };
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isHealthy(server.url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await server.stop('SIGKILL');
      throw new Error(`${entry} did not become healthy.\n${output}`);
    }
    await delay(30);
  }
  return server;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

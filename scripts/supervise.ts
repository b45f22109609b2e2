import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from './last-lines.ts';
import { leash } from './leash.ts';
import { passOnLines } from './pass-on-lines.ts';

export type ServiceOptions = {
  name: string;
  /** Arguments of this Node. */
  args: string[];
  cwd: string;
  /** All it is given: nothing is inherited. */
  env: NodeJS.ProcessEnv;
  /** Its output; the one of the start before is kept beside it. */
  logFile: string;
  /** Answers 200 once the service can be used. */
  readyUrl: string;
  /** What it needs to be ready; asked before them it would say no, and for a while not ask again. */
  needs: Service[];
  /** For development: is handed each line of its output, which goes to the file as well. */
  onLine?: ((line: string) => void) | undefined;
  /** Default 60,000; in development a fault in the sources may take any time to mend. */
  readyTimeoutMs?: number | undefined;
};

export type Service = {
  name: string;
  /** Resolves when it answers; rejects with its last lines when it ends or is silent instead. */
  ready: Promise<void>;
  /** Resolves with what to tell of it when it has ended, asked to or not. */
  ended: Promise<string>;
  stop: () => Promise<void>;
};

const stopTimeoutMs = 5_000;

/** Starts a process in a group of its own, which ends with this process, even at SIGKILL. */
export function superviseService(options: ServiceOptions): Service {
  if (existsSync(options.logFile)) {
    renameSync(options.logFile, options.logFile.replace(/\.log$/, '.previous.log'));
  }
  const log = openSync(options.logFile, 'w', 0o600);
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: options.onLine ? ['ignore', 'pipe', 'pipe'] : ['ignore', log, log],
    // Ctrl-C goes to the whole foreground group; each part is ended in its turn instead.
    detached: true,
  });
  if (options.onLine) passOnLines(child, log, options.onLine);
  else closeSync(log);
  const takeOffLeash = child.pid === undefined ? () => {} : leash(-child.pid, 'SIGTERM');

  const life = new AbortController();
  const ended = new Promise<string>((resolve) => {
    const settle = (how: string) => {
      life.abort();
      takeOffLeash();
      void lastLines(options.logFile, 25).then((lines) =>
        resolve(`${options.name} ${how}. Its last lines (${options.logFile}):\n${lines}`),
      );
    };
    child.once('error', (error) => settle(`did not start: ${error.message}`));
    child.once('exit', (code, signal) => settle(`ended with ${signal ?? `code ${code}`}`));
  });

  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  };

  const ready = (async () => {
    const deadline = Date.now() + (options.readyTimeoutMs ?? 60_000);
    await Promise.race([ended, Promise.all(options.needs.map((service) => service.ready))]);
    while (!life.signal.aborted && Date.now() < deadline) {
      if (await answersWell(options.readyUrl)) return;
      await Promise.race([ended, delay(50)]);
    }
    if (life.signal.aborted) throw new Error(await ended);
    const lines = await lastLines(options.logFile, 25);
    throw new Error(`${options.name} does not answer. Its last lines:\n${lines}`);
  })();
  ready.catch(() => undefined);

  return {
    name: options.name,
    ready,
    ended,
    stop: async () => {
      signalGroup('SIGTERM');
      const timer = setTimeout(() => signalGroup('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(timer);
      // What the service itself may have started and left behind.
      signalGroup('SIGKILL');
    },
  };
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

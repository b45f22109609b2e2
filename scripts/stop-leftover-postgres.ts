import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

const fastTimeoutMs = 10_000;
const immediateTimeoutMs = 10_000;

/**
 * Ends a server that a killed start left running on this cluster. A pid file whose process is gone,
 * or belongs to another program by now, is left to PostgreSQL, which recovers from a crash itself.
 */
export async function stopLeftoverPostgres(directory: string): Promise<void> {
  const pidFile = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(pidFile, 10);
  if (Number.isNaN(pid)) return;
  const isLeftover = () => {
    const command = processIdentity(pid);
    return command?.includes('postgres') === true && command.includes(directory);
  };
  const ended = async (timeoutMs: number) => {
    const deadline = Date.now() + timeoutMs;
    while (isLeftover() && Date.now() < deadline) await delay(50);
    return !isLeftover();
  };

  if (!isLeftover()) return;
  process.kill(pid, 'SIGINT');
  if (await ended(fastTimeoutMs)) return;
  process.kill(pid, 'SIGQUIT');
  if (await ended(immediateTimeoutMs)) return;
  throw new Error(`PostgreSQL (process ${pid}) still runs on ${directory} and does not end.`);
}

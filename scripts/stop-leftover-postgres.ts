import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

const fastTimeoutMs = 10_000;
const immediateTimeoutMs = 10_000;

/**
 * Ends a server that a killed start left running on this cluster, and mends the pid file that one
 * which was killed itself has left. From the crash PostgreSQL recovers by itself.
 */
export async function stopLeftoverPostgres(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number.parseInt(text, 10);
  // Emptied by a full disk or a power cut.
  if (Number.isNaN(pid)) return rm(pidFile, { force: true });
  const isLeftover = () => {
    const command = processIdentity(pid);
    return command?.includes('postgres') === true && command.includes(directory);
  };
  const ended = async (timeoutMs: number) => {
    const deadline = Date.now() + timeoutMs;
    while (isLeftover() && Date.now() < deadline) await delay(50);
    return !isLeftover();
  };

  if (!isLeftover()) {
    // PostgreSQL takes any live process of its account with this id for a server, also one that was
    // not reaped yet; its parent's id, ours, it takes for a remnant. Whether parts of the old server
    // still use its memory, which the other lines name, it asks all the same.
    return writeFile(pidFile, text.replace(/^\d+/, String(process.pid)));
  }
  process.kill(pid, 'SIGINT');
  if (await ended(fastTimeoutMs)) return;
  process.kill(pid, 'SIGQUIT');
  if (await ended(immediateTimeoutMs)) return;
  throw new Error(`PostgreSQL (process ${pid}) still runs on ${directory} and does not end.`);
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

/** Who holds a lock file; `identity` tells the process from a later one with the same id. */
type Holder = { pid: number; identity: string };

/**
 * Takes a lock that dies with its holder: a file that names this process, worth nothing once that
 * process is gone.
 * @returns undefined when it was taken, else the id of the live process that holds it
 */
async function takeFileLock(path: string): Promise<number | undefined> {
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    try {
      const identity = processIdentity(process.pid) ?? '';
      await writeFile(path, `${process.pid}\n${identity}`, { flag: 'wx', mode: 0o600 });
      return undefined;
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
    }
    const holder = await readHolder(path);
    if (holder && processIdentity(holder.pid) === holder.identity) return holder.pid;
    await rm(path, { force: true });
  }
}

export async function releaseFileLock(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** As `takeFileLock`, but gives the holder some time to let go. */
export async function awaitFileLock(path: string, waitMs: number): Promise<number | undefined> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const holder = await takeFileLock(path);
    if (holder === undefined || Date.now() >= deadline) return holder;
    await delay(100);
  }
}

/** Runs `work` while no other process runs its own under the same lock. */
export async function withFileLock<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await awaitFileLock(path, Number.POSITIVE_INFINITY);
  try {
    return await work();
  } finally {
    await releaseFileLock(path);
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  // Created and filled in two steps: what is empty may be filled in a moment.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const [pid = '', identity = ''] = text.split('\n');
    if (identity !== '') return { pid: Number.parseInt(pid, 10), identity };
    await delay(10);
  }
  return undefined;
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

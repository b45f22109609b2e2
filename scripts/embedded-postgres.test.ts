import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { freePort, isPortFree } from './free-port.ts';
import { postgresAccount } from './postgres-account.ts';

let dataDir: string;
const password = 'a password with spaces & signs';

beforeEach(async () => {
  dataDir = join(tmpdir(), `throughline test ${randomUUID()}`);
  await mkdir(dataDir);
  await chmod(dataDir, 0o711);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('data survives a restart, and only the password opens it', async () => {
  const port = await freePort();
  const first = await startEmbeddedPostgres({ dataDir, port, password });
  await query(first.url('postgres'), 'create table kept as select 42 as answer');
  await first.stop();
  const second = await startEmbeddedPostgres({ dataDir, port, password });
  try {
    expect(await query(second.url('postgres'), 'select answer from kept')).toEqual([
      { answer: 42 },
    ]);
    const wrong = second.url('postgres').replace(encodeURIComponent(password), 'guess');
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
  } finally {
    await second.stop();
  }
});

test('a server does not outlive the process that started it, even at SIGKILL', async () => {
  const port = await freePort();
  const owner = await startInOtherProcess(port);
  owner.kill('SIGKILL');
  const deadline = Date.now() + 10_000;
  while (!(await isPortFree(port)) && Date.now() < deadline) await delay(50);
  expect(await isPortFree(port)).toBe(true);
});

test('a start takes over from a server that was left running on the same data', async () => {
  const port = await freePort();
  const owner = await startInOtherProcess(port);
  await query(urlOf(port), 'create table kept as select 42 as answer');
  const next = await startEmbeddedPostgres({ dataDir, port, password });
  try {
    expect(await query(next.url('postgres'), 'select answer from kept')).toEqual([{ answer: 42 }]);
  } finally {
    await next.stop();
    owner.kill('SIGKILL');
  }
});

test('a start mends what a killed server left, though its process id has gone to another program', async () => {
  const port = await freePort();
  const first = await startEmbeddedPostgres({ dataDir, port, password });
  await query(first.url('postgres'), 'create table kept as select 42 as answer');
  const pidFile = join(first.directory, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8');
  process.kill(Number.parseInt(text, 10), 'SIGKILL');
  await first.ended;
  const other = spawn('sleep', ['60'], { ...postgresAccount(), stdio: 'ignore' });
  try {
    await writeFile(pidFile, text.replace(/^\d+/, String(other.pid)));
    const second = await startEmbeddedPostgres({ dataDir, port, password });
    expect(await query(second.url('postgres'), 'select answer from kept')).toEqual([
      { answer: 42 },
    ]);
    await second.stop();
    await writeFile(pidFile, '');
    const third = await startEmbeddedPostgres({ dataDir, port, password });
    await third.stop();
  } finally {
    other.kill();
  }
});

/** Resolves once the server answers. */
async function startInOtherProcess(port: number) {
  const options = JSON.stringify({ dataDir, port, password });
  const file = JSON.stringify(new URL('embedded-postgres.ts', import.meta.url).href);
  const script = `import { startEmbeddedPostgres } from ${file};
    await startEmbeddedPostgres(${options});
    console.log('started');`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  return owner;
}

function urlOf(port: number): string {
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCommand } from '#test/compose/run-command.ts';
import { copyProject, type ProjectCopy, type RunningCopy } from '#test/project-copy.ts';
import { demoTitles, signInToDemo } from '#test/sign-in-to-demo.ts';
import { type TemporaryAccount, temporaryAccount } from '#test/temporary-account.ts';
import { startTemporaryPostgres } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';

// `npm start` and `npm run dev` as a person meets them, with the machine's own npm and Node, in one
// copy of the project without packages: the first test installs it for the others.

const isRoot = process.getuid?.() === 0;
const ready = /Throughline is ready \(([\d.]+) s\)/;
const demoTasks = 12;

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await copyProject();
});
afterEach(() => copy.killAll());
afterAll(() => copy.remove());

test('the first start installs, is ready within a minute after that and keeps its secrets to the owner', async () => {
  // The one before is cut short while it installs.
  await copy.run('start');
  const packages = join(copy.path, 'node_modules');
  await vi.waitFor(() => expect(existsSync(packages)).toBe(true), 60_000);
  await copy.killAll();

  const running = await copy.run('start');
  await running.says(ready, 400_000);
  const [, installed] = /Packages \((\d+) s\)/.exec(running.output()) ?? [];
  console.log(`First start: packages ${installed} s, then ready in ${seconds(running)} s.`);
  // A minute on two idle cores; the rest of the suites may keep them busy.
  expect(seconds(running)).toBeLessThan(180);

  const client = await signInToDemo(running);
  expect((await client.tasks.list.query({})).total).toBe(demoTasks);
  await client.tasks.add.mutate({ title: 'Outlive a restart' });
  expect((await stat(join(copy.path, '.throughline/secrets.json'))).mode & 0o777).toBe(0o600);

  await running.stop();
  expect(running.output()).toContain('Stopping');
  expect(await postgresLog()).toContain('database system is shut down');
});

test('a later start is ready in seconds, with the data, builds nothing and ends at Ctrl-C', async () => {
  const running = await copy.run('start');
  await running.says(ready);
  console.log(`Later start: ready in ${seconds(running)} s.`);
  expect(seconds(running)).toBeLessThan(20);
  expect(running.output()).not.toMatch(/Pages|Packages/);
  expect(await demoTitles(running)).toContain('Outlive a restart');
  // Its links are in a log that only the owner of the directory can read.
  expect((await fetch(`${running.webUrl}/dev/outbox`)).status).toBe(404);

  // The terminal sends it to the whole foreground group.
  process.kill(-running.npm, 'SIGINT');
  await copy.allEnded();
  expect(await postgresLog()).toContain('database system is shut down');
});

test('a part that dies is named with its last lines, and takes the others down', async () => {
  const running = await copy.run('start');
  await running.says(ready);
  copy.kill('src/gateway/main.ts');
  expect(await running.ended).toBe(1);
  expect(running.output()).toMatch(/gateway ended with SIGKILL\. Its last lines .*\n.*listening/);
  await copy.allEnded();
  expect(await postgresLog()).toContain('database system is shut down');
});

test('a PostgreSQL that dies is named with its last lines, and takes the others down', async () => {
  const running = await copy.run('start');
  await running.says(ready);
  copy.kill('bin/postgres -D');
  expect(await running.ended).toBe(1);
  expect(running.output()).toMatch(/PostgreSQL ended\. Its last lines .*\n.*ready to accept/s);
  await copy.allEnded();
});

test('a start after SIGKILL works, with PostgreSQL left behind or not', async () => {
  const first = await copy.run('start');
  await first.says(ready);
  const starter = await readFile(join(copy.path, '.throughline/start.lock'), 'utf8');
  process.kill(Number.parseInt(starter, 10), 'SIGKILL');
  const second = await copy.run('start', { env: first.env });
  await second.says(ready);
  for (const { pid, command } of copy.processes()) {
    if (!command.includes('postgres')) process.kill(pid, 'SIGKILL');
  }
  expect(copy.processes().some(({ command }) => command.includes('bin/postgres'))).toBe(true);
  const third = await copy.run('start', { env: first.env });
  await third.says(ready);
  expect(await demoTitles(third)).toContain('Outlive a restart');
  await third.stop();
});

test('a first start that is cut short is made good by the next', async () => {
  const env = { THROUGHLINE_DATA: '.throughline-cut-short' };
  const partial = join(copy.path, env.THROUGHLINE_DATA, 'postgres.new');
  await copy.run('start', { env });
  await vi.waitFor(() => expect(existsSync(partial)).toBe(true), { timeout: 30_000, interval: 5 });
  await copy.killAll();
  const second = await copy.run('start', { env });
  await second.says('✓ PostgreSQL');
  await copy.killAll();

  const third = await copy.run('start', { env });
  await third.says(ready);
  expect(await demoTitles(third)).toHaveLength(demoTasks);
  await third.stop();
});

test('a port in use is named with the variable that moves it, and nothing is started', async () => {
  const env = { THROUGHLINE_DATA: '.throughline-port', GATEWAY_PORT: String(await freePort()) };
  const other = createServer().listen(Number(env.GATEWAY_PORT), '127.0.0.1');
  await once(other, 'listening');
  try {
    const running = await copy.run('start', { env });
    expect(await running.ended).toBe(1);
    await running.says(
      new RegExp(`Port ${env.GATEWAY_PORT} .*GATEWAY_PORT moves it: \\S+ npm start`),
    );
    expect(copy.processes()).toEqual([]);
    expect(await readdir(join(copy.path, env.THROUGHLINE_DATA))).toEqual([]);
  } finally {
    other.close();
  }
});

test('with DATABASE_URL that PostgreSQL is used, and none is started', async () => {
  const external = await startTemporaryPostgres();
  try {
    const THROUGHLINE_DATA = '.throughline-external';
    const env = { THROUGHLINE_DATA, DATABASE_URL: external.url('postgres') };
    const running = await copy.run('start', { env });
    await running.says(ready);
    expect(await demoTitles(running)).toHaveLength(demoTasks);
    expect(copy.processes().filter(({ command }) => command.includes('postgres'))).toEqual([]);
    expect(await readdir(join(copy.path, THROUGHLINE_DATA))).not.toContain('postgres');
    await running.stop();
  } finally {
    await external.stop();
  }
});

test('a database of another PostgreSQL version gets one clear line', async () => {
  const THROUGHLINE_DATA = '.throughline-version';
  const to = join(copy.path, THROUGHLINE_DATA);
  await runCommand('cp', ['-a', join(copy.path, '.throughline'), to]);
  await writeFile(join(to, 'postgres/PG_VERSION'), '17\n');
  const running = await copy.run('start', { env: { THROUGHLINE_DATA } });
  expect(await running.ended).toBe(1);
  await running.says(/was made by PostgreSQL 17; this is 18\.\d+\. Set THROUGHLINE_DATA/);
  expect(running.faultLines()).toHaveLength(1);
});

// oxlint-disable-next-line vitest/no-conditional-tests -- which of the two it is must be seen
if (isRoot && process.platform === 'linux') {
  test('a full disk gets one clear line', async () => {
    const THROUGHLINE_DATA = join(copy.path, '.throughline-small');
    await mkdir(THROUGHLINE_DATA);
    await runCommand('mount', [
      '-t',
      'tmpfs',
      '-o',
      'size=12m,mode=711',
      'tmpfs',
      THROUGHLINE_DATA,
    ]);
    try {
      const running = await copy.run('start', { env: { THROUGHLINE_DATA } });
      expect(await running.ended).toBe(1);
      await running.says('The disk is full. Free some space, or set THROUGHLINE_DATA');
      expect(running.faultLines()).toHaveLength(1);
      await copy.allEnded();
    } finally {
      await runCommand('umount', [THROUGHLINE_DATA]);
    }
  });
} else {
  test('NOT RUN, only root on Linux can mount a small disk: a full disk gets one clear line', () =>
    expect(isRoot && process.platform === 'linux').toBe(false));
}

test('a second copy runs beside the first, also where only its owner can enter', async () => {
  const second = await copyProject({ installed: copy, mode: 0o700 });
  try {
    const [one, other] = [await copy.run('start'), await second.run('start')];
    await Promise.all([one.says(ready), other.says(ready)]);
    expect(await demoTitles(one)).toContain('Outlive a restart');
    expect(await demoTitles(other)).toHaveLength(demoTasks);
    await one.stop();
    expect(await demoTitles(other)).toHaveLength(demoTasks);
    await other.stop();
  } finally {
    await second.remove();
  }
});

test('npm run dev starts each process anew when its sources change, and leaves the build alone', async () => {
  const running = await copy.run('dev');
  await running.says(ready, 180_000);
  console.log(`Development: ready in ${seconds(running)} s.`);
  const servers = ['src/gateway/main.ts', 'mcp-server/main.ts', 'offline-model/main.ts'];
  const mending = [];
  for (const file of servers) {
    mending.push(await copy.edit(file, "'listening'", "'listening anew'"));
    const name = /[^/]+(?=\/main)/.exec(file)?.[0];
    await running.says(new RegExp(`${name} +│ .* listening anew`));
  }
  mending.push(await copy.edit('src/app/(auth)/sign-in/page.tsx', "'Sign in'", "'Newly written'"));
  const page = async () => (await fetch(`${running.webUrl}/sign-in`)).text();
  await vi.waitFor(async () => expect(await page()).toContain('Newly written'), 120_000);

  // A fault shows its place, leaves the others up and goes with the change that mends it.
  const mend = await copy.edit(
    'mcp-server/main.ts',
    'function main(',
    'void brokenOnPurpose;\nfunction main(',
  );
  await running.says(
    /mcp-server +│ .*at mcp-server\/main\.ts:\d+:\d+[^]*mcp-server +│ Ended with code 1/,
  );
  expect((await fetch(`${running.gatewayUrl}/health`)).ok).toBe(true);
  await mend();
  await running.says(/Ended with code 1[^]*mcp-server +│ .* listening anew/);
  expect(await demoTitles(running)).toContain('Outlive a restart');
  await running.stop();

  for (const undo of mending) await undo();
  const built = await copy.run('start');
  await built.says(ready);
  expect(built.output()).not.toContain('Pages');
  await built.stop();
});

/** As root an account made for it, else this one, which every other test runs as too. */
describe('an ordinary user', () => {
  let theirs: ProjectCopy;
  let account: TemporaryAccount | undefined;
  let home: string;

  beforeAll(async () => {
    theirs = await copyProject({ installed: copy });
    home = join(theirs.path, '../home');
    await mkdir(home);
    if (!isRoot) return;
    account = await temporaryAccount();
    await own(account);
  });
  afterEach(() => theirs.killAll());
  afterAll(async () => {
    await theirs.remove();
    await account?.remove();
  });

  const own = async ({ uid, gid }: TemporaryAccount) => {
    const owner = `${uid}:${gid}`;
    // The packages stay root's, as where somebody else has installed them.
    const names = (await readdir(theirs.path)).filter((name) => name !== 'node_modules');
    const places = [...names, 'node_modules/.cache'].map((name) => join(theirs.path, name));
    await runCommand('chown', [owner, theirs.path, join(theirs.path, 'node_modules')]);
    await runCommand('chown', ['-R', owner, home, ...places]);
  };
  const run = (env: Record<string, string> = {}) =>
    theirs.run('start', { env: { HOME: home, ...env }, ...(account && { account }) });

  test('starts the system and stops it', async () => {
    const running = await run();
    await running.says(ready);
    expect(await demoTitles(running)).toHaveLength(demoTasks);
    await running.stop();
  });

  test('is told in one line of a data directory without permission', async () => {
    const closed = join(home, 'closed');
    await mkdir(closed);
    if (account) await runCommand('chown', [`${account.uid}:${account.gid}`, closed]);
    await chmod(closed, 0o500);
    const running = await run({ THROUGHLINE_DATA: join(closed, 'data') });
    expect(await running.ended).toBe(1);
    await running.says(/No permission for .*closed\/data.* THROUGHLINE_DATA/);
    expect(running.faultLines()).toHaveLength(1);
  });
});

function seconds(running: RunningCopy): number {
  return Number(ready.exec(running.output())?.[1]);
}

function postgresLog(): Promise<string> {
  return readFile(join(copy.path, '.throughline/logs/postgres.log'), 'utf8');
}

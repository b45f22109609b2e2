import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '#scripts/free-ports.ts';
import { inheritedEnvironment } from '#src/config/start.ts';
import { runCommand } from './compose/run-command.ts';

const root = join(import.meta.dirname, '..');
const endTimeoutMs = 30_000;

/** A copy of the project as git would hand it over, in a path with spaces. */
export interface ProjectCopy {
  readonly path: string;
  /** `npm start` or `npm run dev` in it, on free ports where `env` names none. */
  run(script: 'start' | 'dev', options?: RunOptions): Promise<RunningCopy>;
  /** Replaces text in one of its files; the result puts it back. */
  edit(name: string, from: string, to: string): Promise<() => Promise<void>>;
  /** The processes that run in it or from it. */
  processes(): CopyProcess[];
  /** SIGKILL to those with this in their command, to all without one. */
  kill(part?: string): void;
  /** SIGKILL until nothing of it runs. */
  killAll(): Promise<void>;
  /** Resolves when nothing of it runs any more; rejects when something is left behind. */
  allEnded(): Promise<void>;
  remove(): Promise<void>;
}

export interface CopyProcess {
  pid: number;
  command: string;
}

interface RunOptions {
  env?: Record<string, string>;
  account?: { uid: number; gid: number };
}

export interface RunningCopy {
  readonly npm: number;
  readonly env: Record<string, string>;
  /** As a person's browser knows them. */
  readonly webUrl: string;
  readonly gatewayUrl: string;
  output(): string;
  /** Its lines that are neither npm's nor a step's. */
  faultLines(): string[];
  /** Resolves once it has printed this; rejects when npm ends first. */
  says(text: string | RegExp, timeoutMs?: number): Promise<void>;
  /** Resolves with npm's exit code. */
  readonly ended: Promise<number | null>;
  /** SIGTERM to npm alone, until nothing of the copy runs. */
  stop(): Promise<void>;
}

/**
 * @param installed another copy to take packages and builds from, instead of installing them
 * @param mode of the directory around it
 */
export async function copyProject(
  options: { installed?: ProjectCopy; mode?: number } = {},
): Promise<ProjectCopy> {
  const around = await mkdtemp(join(tmpdir(), 'throughline copy '));
  await chmod(around, options.mode ?? 0o755);
  const path = join(around, 'my project');
  await mkdir(path);
  if (options.installed) await copyInstalled(options.installed.path, path);
  else await copySources(path);

  const processes = () => processesOf([path, ...clustersElsewhere(path)]);
  const kill = (part = '') => {
    for (const { pid, command } of processes()) if (command.includes(part)) killProcess(pid);
  };
  const killAll = () =>
    untilNone(() => {
      kill();
      return processes();
    });
  return {
    path,
    edit: async (name, from, to) => {
      const file = join(path, name);
      const text = await readFile(file, 'utf8');
      if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
      await writeFile(file, text.replace(from, to));
      return () => writeFile(file, text);
    },
    processes,
    kill,
    killAll,
    allEnded: () => untilNone(processes),
    run: (script, runOptions) => run(path, processes, script, runOptions),
    remove: async () => {
      await killAll();
      const places = [around, ...clustersElsewhere(path)];
      await Promise.all(places.map((place) => rm(place, { recursive: true, force: true })));
    },
  };
}

/** The files of the project that git knows or would take, as they are now. */
export async function copySources(path: string): Promise<void> {
  const args = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = (await runCommand('git', args)).split('\0').filter((name) => name !== '');
  for (const name of new Set(names)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    // What is removed and not committed is listed all the same.
    await cp(join(root, name), join(path, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Packages are linked, not copied: they are large, and nothing writes to them. */
async function copyInstalled(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name.startsWith('.throughline')) continue;
    const flags = name === 'node_modules' ? '-al' : '-a';
    await runCommand('cp', [flags, join(from, name), join(to, name)]);
  }
  const cache = 'node_modules/.cache';
  await rm(join(to, cache), { recursive: true });
  await runCommand('cp', ['-a', join(from, cache), join(to, cache)]);
}

async function run(
  path: string,
  processes: () => CopyProcess[],
  script: string,
  { env = {}, account }: RunOptions = {},
): Promise<RunningCopy> {
  const ports = await freePorts();
  const variables = { ...ports, ...env };
  const npm = spawn('npm', ['run', script], {
    cwd: path,
    env: {
      ...inheritedEnvironment(),
      ...(!account && npmSettings()),
      PATH: machinePath(),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...account,
  });
  let output = '';
  const collect = (chunk: string) => {
    output += chunk;
  };
  npm.stdout.setEncoding('utf8').on('data', collect);
  npm.stderr.setEncoding('utf8').on('data', collect);
  const ended = once(npm, 'exit').then(() => npm.exitCode);
  const hasEnded = () => npm.exitCode !== null || npm.signalCode !== null;
  const matches = (text: string | RegExp) =>
    typeof text === 'string' ? output.includes(text) : text.test(output);
  return {
    npm: npm.pid ?? 0,
    env: variables,
    webUrl: `http://localhost:${variables['WEB_PORT']}`,
    gatewayUrl: `http://localhost:${variables['GATEWAY_PORT']}`,
    output: () => output,
    faultLines: () =>
      output.split('\n').filter((line) => line.trim() !== '' && !/^(>|npm |  [✓✗])/.test(line)),
    ended,
    says: async (text, timeoutMs = 90_000) => {
      const deadline = Date.now() + timeoutMs;
      while (!matches(text)) {
        // What it wrote last may arrive after its end.
        const wasEnded = hasEnded();
        await delay(50);
        if ((wasEnded && !matches(text)) || Date.now() > deadline) {
          throw new Error(`It did not say ${text}:\n${output}`);
        }
      }
    },
    stop: async () => {
      if (!hasEnded()) npm.kill('SIGTERM');
      await ended;
      await untilNone(processes);
    },
  };
}

async function untilNone(processes: () => CopyProcess[]): Promise<void> {
  const deadline = Date.now() + endTimeoutMs;
  for (;;) {
    const left = processes();
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`Left behind: ${JSON.stringify(left)}`);
    await delay(50);
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}

/** Without the project's own programs, which `npm test` puts first. */
function machinePath(): string {
  const parts = (process.env['PATH'] ?? '').split(delimiter);
  return parts.filter((part) => !part.includes('node_modules')).join(delimiter);
}

/** Where this machine's npm gets its packages from. */
function npmSettings(): Record<string, string | undefined> {
  const names = ['registry', 'cache', 'userconfig', 'globalconfig'].map(
    (name) => `npm_config_${name}`,
  );
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function processesOf(places: string[]): CopyProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // One that has ended and that nobody asked about yet has no command line.
      if (command === '') return [];
      const directory = readlinkSync(`/proc/${pid}/cwd`);
      const isOurs = places.some((place) => command.includes(place) || directory.startsWith(place));
      return isOurs ? [{ pid: Number(pid), command }] : [];
    } catch {
      return [];
    }
  });
}

/** Clusters that do not lie in the copy's data directories, because PostgreSQL cannot get in. */
function clustersElsewhere(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name.startsWith('.throughline'))
    .flatMap((name) => {
      try {
        return [readFileSync(join(path, name, 'postgres-location'), 'utf8').trim()];
      } catch {
        return [];
      }
    });
}

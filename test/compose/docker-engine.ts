import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from '#scripts/last-lines.ts';
import { leash } from '#scripts/leash.ts';
import { installPackage } from './install-package.ts';
import { outputOf, runCommand } from './run-command.ts';

const pullTimeoutMs = 120_000;
const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

type Environment = Record<string, string>;

export interface DockerEngine {
  /** Which engine this is, for the report. */
  readonly description: string;
  /** What `docker` prints for these arguments; an error holds it too. */
  docker(...args: readonly string[]): Promise<string>;
  /** Fails soon where no registry answers. */
  pull(image: string): Promise<void>;
  /** `docker compose`, or `docker-compose` where there is only that one. */
  compose(args: readonly string[], env?: Environment): Promise<string>;
  /** Ends the engine if it was started here. */
  stop(): Promise<void>;
}

/** Docker cannot be had on this machine. */
export class NoDockerEngine extends Error {
  override readonly name = 'NoDockerEngine';
}

/**
 * The engine that runs on this machine; where there is none and we are root on Linux, one of our
 * own, installed if need be, which keeps all it has within `directory`.
 * @throws NoDockerEngine saying why there can be none
 */
export async function dockerEngine(directory: string): Promise<DockerEngine> {
  if ((await outputOf('docker', ['version'])) !== undefined) {
    return engine({}, 'the engine of this machine', async () => {});
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new NoDockerEngine('none answers, and only root on Linux can start one');
  }
  if ((await outputOf('dockerd', ['--version'])) === undefined) await installEngine('docker.io');
  const own = await startDockerd(directory);
  try {
    return await engine({ DOCKER_HOST: own.host }, 'an engine started for this test', own.stop);
  } catch (error) {
    await own.stop();
    throw error;
  }
}

async function engine(
  environment: Environment,
  description: string,
  stop: () => Promise<void>,
): Promise<DockerEngine> {
  const docker: DockerEngine['docker'] = (...args) =>
    runCommand('docker', args, { env: environment });
  const version = (await docker('version', '--format', '{{.Server.Version}}')).trim();
  const [program, ...firstArgs] = await composeProgram();
  return {
    description: `${description} (Docker ${version}, ${[program, ...firstArgs].join(' ')})`,
    docker,
    pull: async (image) => {
      const options = { env: environment, timeoutMs: pullTimeoutMs };
      await runCommand('docker', ['pull', '--quiet', image], options);
    },
    compose: (args, env) =>
      runCommand(program, [...firstArgs, ...args], { env: { ...environment, ...env } }),
    stop,
  };
}

/** Version 2 is a plugin of `docker`, version 1 a program of its own; either will do. */
async function composeProgram(): Promise<[string, ...string[]]> {
  const found = await installedCompose();
  if (found) return found;
  for (const name of ['docker-compose-v2', 'docker-compose-plugin', 'docker-compose']) {
    const policy = (await outputOf('apt-cache', ['policy', name])) ?? '';
    if (process.getuid?.() !== 0 || !/Candidate: \d/.test(policy)) continue;
    await installEngine(name);
    break;
  }
  const installed = await installedCompose();
  if (installed) return installed;
  throw new NoDockerEngine('there is neither `docker compose` nor `docker-compose`');
}

async function installedCompose(): Promise<[string, ...string[]] | undefined> {
  if ((await outputOf('docker', ['compose', 'version'])) !== undefined) {
    return ['docker', 'compose'];
  }
  if ((await outputOf('docker-compose', ['version'])) !== undefined) return ['docker-compose'];
  return undefined;
}

async function installEngine(name: string): Promise<void> {
  if (await installPackage(name)) return;
  throw new NoDockerEngine(`${name} is not installed, and apt-get could not install it`);
}

/** It leaves the machine's own network alone: no bridge, no firewall rule, no kernel setting. */
async function startDockerd(
  directory: string,
): Promise<{ host: string; stop: () => Promise<void> }> {
  await mkdir(directory, { recursive: true });
  const at = (name: string) => join(directory, name);
  const host = `unix://${at('docker.sock')}`;
  await writeFile(at('daemon.json'), '{}');
  const flags = [
    ['--config-file', at('daemon.json'), '--host', host, '--pidfile', at('docker.pid')],
    ['--data-root', at('data'), '--exec-root', at('exec')],
    ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false'],
  ].flat();
  const log = openSync(at('dockerd.log'), 'w');
  const daemon = spawn('dockerd', flags, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const ended = once(daemon, 'exit').catch(() => undefined);
  const takeOffLeash = daemon.pid === undefined ? () => {} : leash(daemon.pid, 'SIGTERM');

  const stop = async () => {
    const timer = setTimeout(() => daemon.kill('SIGKILL'), stopTimeoutMs);
    daemon.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
    takeOffLeash();
  };
  const deadline = Date.now() + startTimeoutMs;
  while ((await outputOf('docker', ['--host', host, 'version'])) === undefined) {
    if (daemon.exitCode !== null || Date.now() > deadline) {
      await stop();
      const reason = await lastLines(at('dockerd.log'), 3);
      throw new NoDockerEngine(`dockerd does not run here: ${reason}`);
    }
    await delay(200);
  }
  return { host, stop };
}

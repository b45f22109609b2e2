import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { lastLines } from './last-lines.ts';

/**
 * Runs a program of node_modules under this Node, its output in a file.
 * @throws with the last lines of the output when it fails
 */
export async function runTool(options: {
  name: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  signal?: AbortSignal;
}): Promise<void> {
  const log = openSync(options.logFile, 'w', 0o600);
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const kill = () => child.kill('SIGTERM');
  options.signal?.addEventListener('abort', kill);
  try {
    await once(child, 'exit');
  } finally {
    options.signal?.removeEventListener('abort', kill);
  }
  if (child.exitCode === 0) return;
  throw new Error(`${options.name} failed:\n${await lastLines(options.logFile, 30)}`);
}

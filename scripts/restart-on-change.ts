import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { watchSources } from './watch-sources.ts';

// `restart-on-change.ts <entry> <directory>…` runs the entry, and runs it anew whenever a source in
// one of the directories changes; when it ends by itself, that waits for the next change too.

const stopTimeoutMs = 5_000;
/** A checkout or a formatter writes many files in one go. */
const settleMs = 100;

const [entry = '', ...directories] = process.argv.slice(2);
let isStopping = false;
let isRestarting = false;
let changed: string | undefined;
let child = start();
watchSources(directories, (path) => {
  changed = path;
  if (!isRestarting) void restart();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isStopping = true;
    void stop(child).then(() => process.exit(0));
  });
}

function start(): ChildProcess {
  const started = spawn(process.execPath, [entry], { stdio: 'inherit' });
  started.once('exit', (code, signal) => {
    if (started.killed) return;
    console.log(`Ended with ${signal ?? `code ${code}`}. It starts anew at the next change.`);
  });
  return started;
}

async function restart(): Promise<void> {
  isRestarting = true;
  while (changed !== undefined) {
    console.log(`${changed} changed, starting anew`);
    await stop(child);
    await delay(settleMs);
    changed = undefined;
    if (isStopping) return;
    child = start();
  }
  isRestarting = false;
}

async function stop(running: ChildProcess): Promise<void> {
  if (running.exitCode !== null || running.signalCode !== null) return;
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  const timer = setTimeout(() => running.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

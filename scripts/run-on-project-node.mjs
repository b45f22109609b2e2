// Plain JavaScript for whatever Node (20 or later) the machine has.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installIfMissing } from './install-if-missing.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const compileCache = join(root, 'node_modules/.cache/throughline/compiled');
const node = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * Installs what is missing, then runs a TypeScript file on the Node that the project brings, with
 * this process's arguments.
 * @param {string} script path within the project
 */
export async function runOnProjectNode(script) {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    console.error(`\n  Node 20 or later is needed; this is ${process.version}.\n`);
    process.exit(1);
  }
  process.chdir(root);
  await installIfMissing(root, () => existsSync(node));
  if (process.execPath === node) {
    nodeModule.enableCompileCache(compileCache);
    await import(pathToFileURL(join(root, script)).href);
  } else {
    handOver(script);
  }
}

/** The script ends with this process, whatever ends this one. */
function handOver(script) {
  const child = spawn(node, [join(root, script), ...process.argv.slice(2)], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('exit', (code) => process.exit(code ?? 1));
  // npm ends at SIGTERM without waiting for, or always telling, what it runs.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500);
}

// Plain JavaScript for whatever Node (20 or later) the machine has.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/**
 * Runs `npm ci` when node_modules does not hold what package-lock.json says; ends this process,
 * saying why, when that does not succeed.
 * @param {string} root the project's directory
 * @param {() => boolean} hasNode whether the Node that the project brings is there
 */
export async function installIfMissing(root, hasNode) {
  if (hasNode() && isInstalled(root)) return;
  console.log('\n  Installing packages, once (a minute or two) …');
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const timer = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r  … ${seconds()} s`);
  }, 1000);
  const { status, output } = await npmCi(root);
  clearInterval(timer);
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  if (status === 0 && hasNode()) {
    console.log(`  ✓ Packages (${seconds()} s)`);
    return;
  }
  if (status === 'stopped') process.exit(0);
  // What is wrong comes first; a long page of usage may follow.
  const cause = output.trim().split('\n').slice(0, 20).join('\n');
  console.error(`\n${cause}\n\n  npm ci did not succeed (${status}).\n`);
  process.exit(1);
}

/** True when every package has its version; what is optional may be absent. */
function isInstalled(root) {
  try {
    const wanted = readPackages(join(root, 'package-lock.json'));
    const present = readPackages(join(root, 'node_modules/.package-lock.json'));
    return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
      if (path === '') return true;
      if (present[path] === undefined) return optional === true || devOptional === true;
      return present[path].version === version;
    });
  } catch {
    return false;
  }
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

async function npmCi(root) {
  const npm = spawn('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'], {
    cwd: root,
    // npm must not run on the Node inside the node_modules that it is about to remove, and
    // NODE_ENV=production would leave out what the build needs.
    env: { ...process.env, PATH: pathWithout(join(root, 'node_modules')), NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  npm.stdout.on('data', (chunk) => (output += chunk));
  npm.stderr.on('data', (chunk) => (output += chunk));
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    npm.kill('SIGTERM');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const status = await new Promise((resolve) => {
    npm.once('error', (error) => resolve(error.message));
    npm.once('close', (code, signal) => resolve(code ?? signal));
  });
  process.off('SIGINT', stop).off('SIGTERM', stop);
  return { status: isStopped ? 'stopped' : status, output };
}

function pathWithout(directory) {
  const parts = (process.env.PATH ?? '').split(delimiter);
  return parts.filter((part) => !part.startsWith(directory)).join(delimiter);
}

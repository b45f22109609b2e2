import { spawn } from 'node:child_process';
import { generateClient } from './generate-client.ts';

/**
 * Every check that needs no running system: format, type-aware lint, types, import directions,
 * packages, dead code. Each prints one line, and its whole output when it fails.
 */
const checks: Record<string, string> = {
  format: 'prettier --check --log-level warn .',
  lint: 'oxlint --type-aware --deny-warnings',
  types: 'tsc --noEmit',
  'import directions': 'depcruise --config .dependency-cruiser.mjs .',
  packages: 'node scripts/check-packages.ts',
  'dead code': 'knip --no-progress --no-config-hints',
};

/** @returns the names of the checks that failed */
export async function runChecks(): Promise<string[]> {
  await generateClient();
  const failed: string[] = [];
  for (const [name, line] of Object.entries(checks)) {
    const [command = '', ...args] = line.split(' ');
    const startedMs = Date.now();
    const { ok, output } = await run(command, args);
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    console.log(`  ${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
    if (!ok) {
      failed.push(name);
      console.log(output);
    }
  }
  return failed;
}

/** Runs a binary of the project; npm puts `node_modules/.bin` first on the path. */
function run(command: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: string) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

if (import.meta.main) {
  process.exitCode = (await runChecks()).length === 0 ? 0 : 1;
}

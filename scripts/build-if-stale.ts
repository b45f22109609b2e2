import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inheritedEnvironment } from '#src/config/start.ts';
import { withFileLock } from './file-lock.ts';
import { hashFiles } from './hash-files.ts';
import { nextEnvironment } from './next-environment.ts';
import { runTool } from './run-tool.ts';

const root = join(import.meta.dirname, '..');
const stamp = join(root, '.next/throughline-inputs');
const cache = join(root, 'node_modules/.cache/throughline');

const inputs = [
  ['src', 'prisma/schema', 'public'],
  ['package.json', 'package-lock.json', 'tsconfig.json', 'next.config.mjs', 'postcss.config.mjs'],
].flat();

// Tests are in no page, and the client is made from the schema.
const irrelevant = /\.(test|type-test)\.tsx?$|^src\/db\/generated\//;

/** True when `.next` does not hold a whole build of the sources as they are. */
async function isBuildStale(): Promise<boolean> {
  if (!existsSync(join(root, '.next/BUILD_ID'))) return true;
  return (await readFile(stamp, 'utf8').catch(() => '')) !== (await hashInputs());
}

/**
 * `next build` when the pages or anything they import have changed since the last one. Several
 * copies of the system may run from one checkout: one builds, the others wait.
 */
export async function buildIfStale(signal?: AbortSignal): Promise<void> {
  if (!(await isBuildStale())) return;
  await mkdir(cache, { recursive: true });
  await withFileLock(join(cache, 'build.lock'), async () => {
    if (!(await isBuildStale())) return;
    const hash = await hashInputs();
    // A build cut short must not look whole.
    await rm(stamp, { force: true });
    await runTool({
      name: 'next build',
      args: ['node_modules/next/dist/bin/next', 'build'],
      cwd: root,
      env: { ...inheritedEnvironment(), ...nextEnvironment },
      logFile: join(cache, 'build.log'),
      ...(signal && { signal }),
    });
    await writeFile(stamp, hash);
  });
}

function hashInputs(): Promise<string> {
  return hashFiles(root, inputs, (path) => irrelevant.test(path));
}

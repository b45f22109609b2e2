import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inheritedEnvironment } from '#src/config/start.ts';
import { withFileLock } from './file-lock.ts';
import { hashFiles } from './hash-files.ts';
import { runTool } from './run-tool.ts';

const root = join(import.meta.dirname, '..');
const output = join(root, 'src/db/generated');
const cache = join(root, 'node_modules/.cache/throughline');

/**
 * Makes the Prisma client in src/db/generated when the schema has changed since the last time.
 * Several processes may ask at once: one makes it, the others wait.
 */
export async function generateClient(signal?: AbortSignal): Promise<void> {
  const stamp = join(cache, 'client-hash');
  const inputs = ['prisma/schema', 'node_modules/prisma/package.json'];
  const isFresh = async () =>
    existsSync(join(output, 'client.ts')) &&
    (await readFile(stamp, 'utf8').catch(() => '')) === (await hashFiles(root, inputs));
  if (await isFresh()) return;

  await mkdir(cache, { recursive: true });
  await withFileLock(join(cache, 'client.lock'), async () => {
    if (await isFresh()) return;
    const hash = await hashFiles(root, inputs);
    await runTool({
      name: 'prisma generate',
      args: ['node_modules/prisma/build/index.js', 'generate', '--schema', 'prisma/schema'],
      cwd: root,
      env: {
        ...inheritedEnvironment(),
        // Named, no native engine is downloaded; generating does not run it.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
      logFile: join(cache, 'client.log'),
      ...(signal && { signal }),
    });
    await writeFile(stamp, hash);
  });
}

if (import.meta.main) await generateClient();

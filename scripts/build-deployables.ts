import { chmod, copyFile, cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { buildIfStale } from './build-if-stale.ts';
import { generateClient } from './generate-client.ts';
import { traceFiles } from './trace-files.ts';

const root = join(import.meta.dirname, '..');
const output = join(root, '.deploy');

/** Each image's Dockerfile, and what it runs; `web` is traced by Next itself. */
const deployables = {
  migrate: {
    dockerfile: 'prisma/Dockerfile',
    entries: ['prisma/main.ts', 'prisma/rotate-keys.ts', 'prisma/operators.ts'],
    // Found at run time, by a path that no trace can follow.
    assets: ['node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm'],
  },
  'mcp-server': {
    dockerfile: 'mcp-server/Dockerfile',
    entries: ['mcp-server/main.ts'],
    assets: [],
  },
  gateway: {
    dockerfile: 'src/gateway/Dockerfile',
    entries: ['src/gateway/main.ts', 'src/gateway/worker-main.ts'],
    assets: [],
  },
  'offline-model': {
    dockerfile: 'offline-model/Dockerfile',
    entries: ['offline-model/main.ts'],
    assets: [],
  },
};

/**
 * `npm run compose:build`: a build context per deployable in `.deploy/<name>`, its Dockerfile and in
 * `app` the files it needs and no others. They hold no machine code, so they run on every platform.
 */
export async function buildDeployables(): Promise<void> {
  await generateClient();
  await buildIfStale();
  await rm(output, { recursive: true, force: true });
  for (const [name, { dockerfile, entries, assets }] of Object.entries(deployables)) {
    const app = join(output, name, 'app');
    for (const path of [...(await traceFiles(root, entries)), ...assets]) {
      await copyTo(join(app, path), join(root, path));
    }
    await copyFile(join(root, dockerfile), join(output, name, 'Dockerfile'));
  }
  await buildWeb(join(output, 'web'));
  await letEveryoneRead(output);
}

/** What `next build` wrote beside the pages: a server with the files that it needs. */
async function buildWeb(directory: string): Promise<void> {
  const standalone = join(root, '.next/standalone');
  // It scales images, which no page asks for, and is compiled for the machine that builds.
  const unwanted = ['sharp', '@img'].map((name) => join(standalone, 'node_modules', name));
  const app = join(directory, 'app');
  await cp(standalone, app, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !unwanted.some((path) => source === path || source.startsWith(path + sep)),
  });
  await cp(join(root, '.next/static'), join(app, '.next/static'), { recursive: true });
  await copyFile(join(root, 'src/app/Dockerfile'), join(directory, 'Dockerfile'));
}

async function copyTo(target: string, source: string): Promise<void> {
  if ((await stat(source)).isDirectory()) return;
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { verbatimSymlinks: true });
}

/** The account in a container is another one than that of the checkout, which may be private. */
async function letEveryoneRead(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) await chmod(path, entry.isDirectory() ? 0o755 : 0o644);
  }
}

if (import.meta.main) {
  await buildDeployables();
  console.log(`  Build contexts are in ${relative(process.cwd(), output)}.`);
}

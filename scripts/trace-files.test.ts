import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { traceFiles } from './trace-files.ts';

let root: string;

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'throughline-trace-'));
  await write('package.json', '{"type":"module","imports":{"#lib/*":"./lib/*"}}');
  await write(
    'main.ts',
    `import { join } from 'node:path';
     import { a, type A } from '#lib/a.ts';
     import type { Unused } from './lib/type-only.ts';
     export const list: [A, Unused?] = [a];
     export const folder = join(import.meta.dirname, 'data');`,
  );
  await write(
    'lib/a.ts',
    "import b from 'package-b'; export type A = string; export const a: A = b;",
  );
  await write('lib/type-only.ts', 'export type Unused = 1;');
  await write('lib/other.ts', 'export {};');
  await write('data/rows.sql', 'select 1');
  await write('node_modules/package-b/package.json', '{"name":"package-b","main":"index.js"}');
  await write('node_modules/package-b/index.js', "module.exports = 'b';");
  await write('node_modules/package-b/unused.js', '');
  await write('broken.ts', "import './lib/absent.ts';");
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('it finds what runs: imports, their packages and folders read, without types and the rest', async () => {
  expect(await traceFiles(root, ['main.ts'])).toEqual([
    'data/rows.sql',
    'lib/a.ts',
    'main.ts',
    'node_modules/package-b/index.js',
    'node_modules/package-b/package.json',
    'package.json',
  ]);
});

test('a file that is imported and missing is an error', async () => {
  await expect(traceFiles(root, ['broken.ts'])).rejects.toThrow('absent.ts');
});

import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeComposeSecrets } from './compose-secrets.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'throughline-secrets-'));
  file = join(directory, 'env');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('every value that docker-compose.yml insists on is minted, each different', async () => {
  await writeComposeSecrets(file);
  const values = parseEnv(await readFile(file, 'utf8'));
  const compose = await readFile(join(import.meta.dirname, '../docker-compose.yml'), 'utf8');
  const required = new Set([...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name));
  expect(required.size).toBe(6);
  const secrets = [...required].map((name) => values[name] ?? '');
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  expect(new Set(secrets).size).toBe(secrets.length);
});

test('only its owner can read the file', async () => {
  await writeComposeSecrets(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file that is there stays as it is, and of several calls at once one writes it', async () => {
  const wrote = await Promise.all([1, 2, 3].map(() => writeComposeSecrets(file)));
  expect(wrote.filter(Boolean)).toHaveLength(1);
  const before = await readFile(file, 'utf8');
  expect(await writeComposeSecrets(file)).toBe(false);
  expect(await readFile(file, 'utf8')).toBe(before);
  expect(await readdir(directory)).toEqual(['env']);
});

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { loadStartConfig } from '#src/config/start.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { writeComposeSecrets } from './compose-secrets.ts';
import { retireSecrets, rotateLocalSecret, rotateSecretInFile } from './rotate-secret.ts';
import { loadSecrets } from './secrets.ts';
import { serviceEnvironments } from './service-environments.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'throughline-secrets-'));
  return () => rm(directory, { recursive: true, force: true });
});

/** What `web` would be started with. */
async function webConfig() {
  const urls = { web: 'postgresql://web@127.0.0.1/throughline', gateway: '', tools: '' };
  const secrets = await loadSecrets(directory);
  return loadWebConfig(serviceEnvironments(loadStartConfig({}), secrets, urls).web);
}

test('on this machine: a new secret, the ones before it accepted, all else as it was', async () => {
  const before = await loadSecrets(directory);
  await rotateLocalSecret(directory);
  const once = await loadSecrets(directory);
  await rotateLocalSecret(directory);
  const twice = await loadSecrets(directory);
  expect(new Set([before, once, twice].map((s) => s.betterAuthSecret)).size).toBe(3);
  expect({ ...twice, betterAuthSecret: '', previousBetterAuthSecrets: [] }).toEqual({
    ...before,
    betterAuthSecret: '',
  });
  expect(await webConfig()).toMatchObject({
    secret: twice.betterAuthSecret,
    previousSecrets: [once.betterAuthSecret, before.betterAuthSecret],
  });
  expect((await stat(join(directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('a secret is accepted for eight days after it was replaced, and then no more', async () => {
  const { betterAuthSecret } = await loadSecrets(directory);
  await rotateLocalSecret(directory);
  const later = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000);
  await retireSecrets(directory, later(7.9));
  expect((await webConfig()).previousSecrets).toEqual([betterAuthSecret]);
  await retireSecrets(directory, later(8.1));
  expect((await webConfig()).previousSecrets).toEqual([]);
});

test('in an environment file: the same, and no other line of it changes', async () => {
  const file = join(directory, 'env');
  await writeComposeSecrets(file);
  const before = parseEnv(await readFile(file, 'utf8'));
  await rotateSecretInFile(file);
  const once = parseEnv(await readFile(file, 'utf8'));
  await rotateSecretInFile(file);
  const twice = parseEnv(await readFile(file, 'utf8'));
  expect(twice).toEqual({
    ...before,
    BETTER_AUTH_SECRET: expect.stringMatching(/^[\w-]{43}$/),
    BETTER_AUTH_PREVIOUS_SECRETS: `${once['BETTER_AUTH_SECRET']},${before['BETTER_AUTH_SECRET']}`,
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file without the secret, or with one that no list can hold, is left alone', async () => {
  const file = join(directory, 'env');
  for (const text of ['WEB_PORT=3000\n', 'BETTER_AUTH_SECRET="a,b"\n']) {
    await writeFile(file, text);
    await expect(rotateSecretInFile(file)).rejects.toThrow(/BETTER_AUTH_SECRET|comma/);
    expect(await readFile(file, 'utf8')).toBe(text);
  }
});

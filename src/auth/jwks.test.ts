import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type JwksServer,
  newSigningKey,
  outages,
  type SigningKey,
  startJwksServer,
} from '#test/jwks-server.ts';
import { createJwks } from './jwks.ts';
import type { SigningKeys } from './signing-keys.ts';

const minuteMs = 60_000;

let key: SigningKey;
let server: JwksServer;
let nowMs: number;
let keys: SigningKeys;

beforeEach(async () => {
  key = newSigningKey('first');
  server = await startJwksServer([key]);
  nowMs = 0;
  keys = createJwks({ url: server.url, timeoutMs: 2_000, now: () => nowMs });
});
afterEach(() => server.stop());

const kindsOfOutage = Object.keys(outages).filter(isOutage);

function isOutage(name: string): name is keyof typeof outages {
  return Object.hasOwn(outages, name);
}

test.each(kindsOfOutage)(
  '%s for a key set is an outage with a time to come back',
  async (outage) => {
    server.fail(outage);
    await expect(keys.find('first')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: { retryAfterSeconds: 1 },
    });
  },
);

test.each(kindsOfOutage)('%s leaves the last good keys in use for an hour', async (outage) => {
  await keys.find('first');
  server.fail(outage);
  for (const minute of [4, 6, 30, 59]) {
    nowMs = minute * minuteMs;
    await expect(keys.find('first')).resolves.toBeDefined();
  }
  nowMs = 61 * minuteMs;
  await expect(keys.find('first')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('during an outage a key that we do not hold is an outage, not a bad token', async () => {
  await keys.find('first');
  nowMs = minuteMs;
  server.fail('status 500');
  await expect(keys.find('second')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(keys.find('first')).resolves.toBeDefined();
});

test('the issuer coming back ends the outage', async () => {
  server.fail('status 500');
  await expect(keys.find('first')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  server.publish([key]);
  nowMs += 500;
  await expect(keys.find('first')).resolves.toBeDefined();
});

test('an outage is asked about ever less often', async () => {
  server.fail('status 500');
  for (nowMs = 0; nowMs < 2 * minuteMs; nowMs += 100) {
    await expect(keys.find('first')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  }
  // 0.5, 1, 2, 4, 8, 16 and then every 30 seconds.
  expect(server.requests()).toBe(9);
});

test('ten thousand random key ids cause a handful of fetches', async () => {
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    nowMs += 1;
    await expect(keys.find(randomUUID())).resolves.toBeUndefined();
  }
  expect(server.requests()).toBe(2);
});

test('a crowd at the start shares one fetch', async () => {
  await Promise.all(Array.from({ length: 100 }, () => keys.find('first')));
  expect(server.requests()).toBe(1);
});

test('a key published later is found once the shortest interval has passed', async () => {
  await keys.find('first');
  server.publish([key, newSigningKey('second')]);
  await expect(keys.find('second')).resolves.toBeUndefined();
  nowMs += 5_000;
  await expect(keys.find('second')).resolves.toBeDefined();
});

test('no request waits for the refresh of keys that are still good', async () => {
  const patient = createJwks({ url: server.url, timeoutMs: 60_000, now: () => nowMs });
  await patient.find('first');
  server.fail('silence');
  nowMs = 6 * minuteMs;
  await expect(patient.find('first')).resolves.toBeDefined();
});

test('keys are refreshed in the background, and a withdrawn key goes', async () => {
  await keys.find('first');
  server.publish([newSigningKey('second')]);
  nowMs = 6 * minuteMs;
  await expect(keys.find('first')).resolves.toBeDefined();
  await expect.poll(() => keys.find('first')).toBeUndefined();
  expect(server.requests()).toBe(2);
});

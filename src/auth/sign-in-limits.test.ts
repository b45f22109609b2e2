import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import type { Person } from '#test/person.ts';

const proxy = '127.0.0.1';
const attempts = { SIGN_INS_PER_MINUTE: '6', SIGN_UPS_PER_MINUTE: '1000' };

interface Attempt {
  email?: string;
  password?: string;
  /** What the client claims of itself. */
  headers?: Record<string, string>;
}

function signInTo(identity: Identity, { email, password, headers }: Attempt): Promise<Response> {
  return fetch(`${identity.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: identity.url, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      email: email ?? `${randomUUID()}@example.test`,
      password: password ?? 'a wrong guess',
    }),
  });
}

const from = (address: string) => ({ 'x-forwarded-for': address });

describe('without trusted proxies', () => {
  let identity: Identity;
  beforeAll(async () => {
    identity = await startIdentity(undefined, attempts);
  });
  afterAll(() => identity.stop());

  test('a client that names another address each time is still one client', async () => {
    const statuses: number[] = [];
    for (let last = 1; last <= 8; last += 1) {
      const address = `192.0.2.${last}`;
      const headers = { ...from(address), 'x-throughline-peer': address, 'x-real-ip': address };
      statuses.push((await signInTo(identity, { headers })).status);
    }
    expect(statuses).toEqual([...Array(6).fill(401), 429, 429]);
    const refused = await signInTo(identity, { headers: from('198.51.100.1, 203.0.113.7') });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Counted in the database: every process holds the same limit.
    const counted = await identity.database.rateLimit.findMany({
      where: { key: { endsWith: '|/sign-in/email' } },
    });
    expect(counted).toMatchObject([{ key: '127.0.0.1|/sign-in/email', count: 6 }]);
  });
});

describe('behind a trusted proxy', () => {
  let identity: Identity;
  beforeAll(async () => {
    identity = await startIdentity(undefined, {
      ...attempts,
      TRUSTED_PROXIES: `${proxy},10.0.0.0/8`,
    });
  });
  afterAll(() => identity.stop());

  test('the limit is of the client that the nearest proxy saw, whatever it said before', async () => {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const headers = from(`203.0.113.${attempt}, 192.0.2.1`);
      expect((await signInTo(identity, { headers })).status).toBe(401);
    }
    const chain = from('203.0.113.99, 192.0.2.1, 10.1.2.3');
    expect((await signInTo(identity, { headers: chain })).status).toBe(429);
    expect((await signInTo(identity, { headers: from('192.0.2.2') })).status).toBe(401);
  });

  test('an IPv6 client is its network of 64 bits: it cannot take the next address', async () => {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await signInTo(identity, { headers: from(`2001:db8::${attempt}`) });
    }
    expect((await signInTo(identity, { headers: from('2001:db8::ffff') })).status).toBe(429);
    expect((await signInTo(identity, { headers: from('2001:db8:0:1::1') })).status).toBe(401);
  });
});

describe('one account', () => {
  let identity: Identity;
  let person: Person;
  beforeAll(async () => {
    identity = await startIdentity(undefined, { ...attempts, TRUSTED_PROXIES: proxy });
  });
  afterAll(() => identity.stop());

  let address = 0;
  /** Each time from another address, which the limit by address never sees twice. */
  const elsewhere = () => {
    address += 1;
    return from(`198.51.${address >> 8}.${address & 255}`);
  };
  const attempt = (email: string, password?: string, cookie?: string) =>
    signInTo(identity, {
      email,
      ...(password !== undefined && { password }),
      headers: { ...elsewhere(), ...(cookie !== undefined && { cookie }) },
    });
  const waitOf = (response: Response) => Number(response.headers.get('retry-after'));
  const endWaits = () =>
    identity.database.signInAttempt.updateMany({ data: { blockedUntil: new Date() } });

  async function guess(email: string, times: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let at = 0; at < times; at += 1) statuses.push((await attempt(email)).status);
    return statuses;
  }

  test('takes five guesses from all addresses together, then none for a while', async () => {
    person = await identity.signUp('Ada');
    expect(await guess(person.email, 7)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const refused = await attempt(person.email.toUpperCase(), person.password);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect(waitOf(refused)).toBeGreaterThan(0);
    expect(waitOf(refused)).toBeLessThanOrEqual(30);
  });

  test('takes them all the same from a browser that its person signed in with', async () => {
    person = await identity.signUp('Grace');
    await guess(person.email, 8);
    expect((await attempt(person.email, person.password)).status).toBe(429);
    expect((await attempt(person.email, person.password, person.cookie)).status).toBe(200);
    // The strangers' count stays.
    expect((await attempt(person.email, person.password)).status).toBe(429);
  });

  test('takes five from a known browser as well, which others do not know', async () => {
    person = await identity.signUp('Linus');
    const stranger = await identity.signUp('Eve');
    for (let at = 0; at < 5; at += 1) {
      expect((await attempt(person.email, 'wrong', person.cookie)).status).toBe(401);
    }
    expect((await attempt(person.email, 'wrong', person.cookie)).status).toBe(429);
    // Another account's cookie makes no browser known, and neither does an invented one.
    await guess(person.email, 5);
    expect((await attempt(person.email, 'wrong', stranger.cookie)).status).toBe(429);
    const forged = 'better-auth.known_browser=someone.signature';
    expect((await attempt(person.email, 'wrong', forged)).status).toBe(429);
  });

  test('takes no more than five guesses that come at once', async () => {
    person = await identity.signUp('Alan');
    const responses = await Promise.all(Array.from({ length: 30 }, () => attempt(person.email)));
    expect(responses.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(responses.filter(({ status }) => status === 429)).toHaveLength(25);
  });

  test('counts the guesses of whoever has a session, wherever a password is told', async () => {
    person = await identity.signUp('Radia');
    const again = (path: string, password = 'a wrong guess') =>
      fetch(`${identity.url}/api/auth${path}`, {
        method: 'POST',
        headers: {
          origin: identity.url,
          'content-type': 'application/json',
          cookie: person.cookie,
          ...elsewhere(),
        },
        body: JSON.stringify({
          password,
          currentPassword: password,
          newPassword: 'seventeen herons on a roof',
        }),
      });
    const paths = [
      '/change-password',
      '/passkey/allow',
      '/two-factor/enable',
      '/two-factor/disable',
    ];
    for (const path of paths) {
      // The right password ends the count.
      expect((await again('/passkey/allow', person.password)).status).toBe(200);
      for (let at = 0; at < 5; at += 1) expect((await again(path)).status).toBe(400);
      expect((await again(path, person.password)).status).toBe(429);
      await endWaits();
    }
    for (const path of ['/two-factor/get-totp-uri', '/two-factor/generate-backup-codes']) {
      expect((await again('/passkey/allow', person.password)).status).toBe(200);
      for (let at = 0; at < 5; at += 1) await again(path);
      expect((await again(path, person.password)).status).toBe(429);
      await endWaits();
    }
    expect((await again('/verify-password', person.password)).status).toBe(404);
  });

  test('waits twice as long each time, an hour at most, and never for ever', async () => {
    person = await identity.signUp('Edsger');
    await guess(person.email, 5);
    const waits: number[] = [waitOf(await attempt(person.email))];
    for (let round = 0; round < 9; round += 1) {
      await endWaits();
      expect((await attempt(person.email)).status).toBe(401);
      waits.push(waitOf(await attempt(person.email)));
    }
    for (const [at, most] of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600].entries()) {
      expect(waits[at]).toBeLessThanOrEqual(most);
      expect(waits[at]).toBeGreaterThan(most - 20);
    }
    await endWaits();
    expect((await attempt(person.email, person.password)).status).toBe(200);
    // The right password ends the count.
    expect(await guess(person.email, 5)).toEqual([401, 401, 401, 401, 401]);
  });

  test('answers alike whether it is there or not, guess by guess', async () => {
    person = await identity.signUp('Barbara');
    const nobody = `nobody-${randomUUID()}@example.test`;
    const answers = async (email: string) => {
      const seen = [];
      for (let at = 0; at < 7; at += 1) {
        const response = await attempt(email);
        const headers = [...response.headers.keys()].toSorted();
        const { retryAfterSeconds: _, ...body } = await response.json();
        seen.push({ status: response.status, headers, body });
      }
      return seen;
    };
    expect(await answers(nobody)).toEqual(await answers(person.email));
  });
});

import { request } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { identifiers } from '#test/identifiers.ts';
import type { Person } from '#test/person.ts';

let identity: Identity;
let person: Person;

beforeAll(async () => {
  identity = await startIdentity();
  person = await identity.signUp('Ada');
});
afterAll(() => identity.stop());

const call = (path: string, init: { body?: object; headers?: Record<string, string> } = {}) =>
  fetch(`${identity.url}${path}`, {
    method: init.body ? 'POST' : 'GET',
    headers: {
      origin: identity.url,
      ...(init.body && { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(init.body && { body: JSON.stringify(init.body) }),
    redirect: 'manual',
  });

const signIn = (password: string, headers: Record<string, string> = {}) =>
  call('/api/auth/sign-in/email', { body: { email: person.email, password }, headers });

test('the session cookie is out of reach of scripts and of other sites', async () => {
  const response = await signIn(person.password);
  expect(response.status).toBe(200);
  const [cookie = '', ...others] = response.headers.getSetCookie();
  expect(others).toEqual([]);
  expect(cookie).toMatch(/^better-auth\.session_token=/);
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Lax');
});

test('under https the session cookie is for https alone, and its name says so', async () => {
  const url = 'https://app.example.test';
  const secure = await startIdentity(undefined, { BETTER_AUTH_URL: url });
  onTestFinished(() => secure.stop());
  const response = await fetch(`${secure.url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada', email: 'ada@example.test', password: person.password }),
  });
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Secure-better-auth\.session_token=.*; Path=\/; HttpOnly; Secure; /),
  ]);
});

test('no answer carries a token in a header', async () => {
  const session = await call('/api/auth/get-session', { headers: { cookie: person.cookie } });
  const names = [...session.headers.keys()];
  expect(names.filter((name) => name.startsWith('set-auth'))).toEqual([]);
});

test('a token needs a session, and the session token is no bearer token', async () => {
  expect((await call('/api/auth/token')).status).toBe(401);
  const [, sessionToken = ''] = decodeURIComponent(person.cookie).split('=');
  const authorization = `Bearer ${sessionToken}`;
  expect((await call('/api/auth/token', { headers: { authorization } })).status).toBe(401);
});

test('another origin cannot use the session cookie', async () => {
  const headers = { origin: 'https://attacker.test', cookie: person.cookie };
  expect((await call('/api/auth/sign-out', { body: {}, headers })).status).toBe(403);
  expect((await signIn(person.password, headers)).status).toBe(403);
  await expect(person.token()).resolves.toBeDefined();
});

test('both names of this machine are its own origin', async () => {
  const origin = identity.url.replace('127.0.0.1', 'localhost');
  const headers = { origin, cookie: person.cookie };
  expect((await signIn(person.password, headers)).status).toBe(200);
});

const from = (address: string) => ({ 'x-forwarded-for': address });

test('guessing a password is stopped for the address, and for nobody else', async () => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 25; attempt += 1) {
    statuses.push((await signIn('a wrong guess', from('192.0.2.1'))).status);
  }
  expect(statuses).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
  expect((await signIn(person.password, from('198.51.100.9, 192.0.2.1'))).status).toBe(429);
  expect((await signIn(person.password, from('192.0.2.2'))).status).toBe(200);
  // Counted in the database: every process holds the same limit.
  await expect(
    identity.database.rateLimit.findUnique({ where: { key: '192.0.2.1|/sign-in/email' } }),
  ).resolves.toMatchObject({ count: 20 });
});

test('nobody who is signed in can register clients or resources', async () => {
  const clients = await identity.database.oauthClient.count();
  const headers = { cookie: person.cookie };
  const redirect_uris = ['https://attacker.test/callback'];
  for (const [path, body] of [
    ['/api/auth/oauth2/create-client', { redirect_uris }],
    ['/api/auth/oauth2/register', { redirect_uris }],
    ['/api/auth/admin/oauth2/create-client', { redirect_uris }],
    ['/api/auth/admin/oauth2/resources', { identifier: 'https://attacker.test', name: 'x' }],
  ] as const) {
    expect((await call(path, { headers, body })).status).toBeGreaterThanOrEqual(401);
  }
  await expect(identity.database.oauthClient.count()).resolves.toBe(clients);
  await expect(identity.database.oauthResource.count()).resolves.toBe(1);
});

test('a name or an address that no page could show is refused', async () => {
  const password = 'correct horse battery';
  const email = 'odd@example.test';
  for (const body of [
    { name: '', email, password },
    { name: 'x'.repeat(101), email, password },
    { name: 'a\0b', email, password },
    { name: 'Ada', email: `${'x'.repeat(300)}@example.test`, password },
  ]) {
    expect((await call('/api/auth/sign-up/email', { body })).status).toBe(400);
  }
  const headers = { cookie: person.cookie };
  for (const name of ['', ' ', 'x'.repeat(101), 'a\0b']) {
    expect((await call('/api/auth/update-user', { body: { name }, headers })).status).toBe(400);
  }
  const changed = await call('/api/auth/update-user', { body: { name: 'Ada L' }, headers });
  expect(changed.status).toBe(200);
});

test('a body over 64 kB is refused before it is read, whether its length is told or not', async () => {
  const text = JSON.stringify({ email: 'x'.repeat(70_000), password: 'x' });
  const send = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${identity.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: identity.url, ...headers },
      })
        .once('response', (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end(text);
    });
  expect(await send({ 'content-length': String(text.length) })).toBe(413);
  expect(await send({ 'transfer-encoding': 'chunked' })).toBe(413);
});

test('the metadata names the issuer and offers token exchange only', async () => {
  const response = await call('/.well-known/oauth-authorization-server/api/auth');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    issuer: identifiers.issuer,
    token_endpoint: identity.tokenUrl,
    jwks_uri: identity.jwksUrl,
    grant_types_supported: ['urn:ietf:params:oauth:grant-type:token-exchange'],
  });
});

test('one public key is published, and no private part of it', async () => {
  const { keys } = await (await call('/api/auth/jwks')).json();
  expect(keys).toEqual([
    {
      alg: 'EdDSA',
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String),
      kid: expect.any(String),
    },
  ]);
});

test('a database that is away is an outage, not a sign-out', async () => {
  const outage = await startIdentity();
  try {
    const someone = await outage.signUp();
    await outage.testDatabase.drop();
    const response = await fetch(`${outage.url}/api/auth/token`, {
      headers: { cookie: someone.cookie },
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
  } finally {
    await outage.stop();
  }
});

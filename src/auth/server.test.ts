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
  const cookies = response.headers.getSetCookie();
  expect(cookies.map((cookie) => cookie.split('=', 1)[0])).toEqual([
    'better-auth.session_token',
    'better-auth.known_browser',
  ]);
  for (const cookie of cookies) {
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
  }
});

test('no body repeats the session token, of this session or of others', async () => {
  const signedIn = await signIn(person.password);
  const headers = { cookie: person.cookie };
  const answers = [
    await signedIn.text(),
    await (await call('/api/auth/get-session', { headers })).text(),
    await (await call('/api/auth/list-sessions', { headers })).text(),
  ];
  const sessions = await identity.database.session.findMany();
  expect(sessions.length).toBeGreaterThan(1);
  for (const { token } of sessions) {
    for (const answer of answers) expect(answer).not.toContain(token);
  }
  expect(answers[2]).toContain(sessions[0]?.id);
});

test('no answer about a person is kept by a cache, and the keys may be', async () => {
  const headers = { cookie: person.cookie };
  for (const path of ['token', 'get-session', 'list-sessions', 'connections', 'no-such-thing']) {
    const response = await call(`/api/auth/${path}`, { headers });
    expect.soft([path, response.headers.get('cache-control')]).toEqual([path, 'no-store']);
  }
  const keys = await call('/api/auth/jwks');
  expect(keys.headers.get('cache-control') ?? '').not.toContain('no-store');
});

test('the log names a fault and quotes nothing that was sent', async () => {
  const response = await call('/api/auth/sign-in/email', {
    body: { email: person.email, password: 'x', callbackURL: 'http://elsewhere.test/canary-5821' },
    headers: { cookie: person.cookie },
  });
  expect(response.status).toBe(403);
  await expect.poll(() => identity.server.output()).toContain('Invalid callbackURL');
  expect(identity.server.output()).not.toContain('canary-5821');
});

test('a cookie that was there before does not survive a sign-in', async () => {
  const attacker = await identity.signUp('Eve');
  for (const planted of [attacker.cookie, 'better-auth.session_token=planted.by-someone']) {
    const response = await signIn(person.password, { cookie: planted });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie.split(';', 1)[0]).not.toBe(planted.split(';', 1)[0]);
    const session = await call('/api/auth/get-session', { headers: { cookie: planted } });
    const who = await session.json();
    expect(who?.user.id ?? null).not.toBe(person.userId);
  }
});

test('a zero byte is refused wherever it is put, before the database sees it', async () => {
  const form = 'grant_type=client_credentials&client_id=a%00b';
  const post = (path: string, type: string, body: string) =>
    fetch(`${identity.url}/api/auth${path}`, {
      method: 'POST',
      headers: { origin: identity.url, 'content-type': type },
      body,
    });
  const json = JSON.stringify({ email: 'a\0@example.test', password: 'x' });
  const answers = [
    await post('/oauth2/token', 'application/x-www-form-urlencoded', form),
    await post('/sign-in/email', 'application/json', json),
    await call('/api/auth/reset-password/a%00b?callbackURL=/'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
  // The six characters are no zero byte.
  const spelled = { email: 'ada@example.test', password: String.raw`\u0000` };
  expect((await call('/api/auth/sign-in/email', { body: spelled })).status).toBe(401);
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
  const flags = String.raw`=.*; Path=/; HttpOnly; Secure; SameSite=Lax$`;
  expect(response.headers.getSetCookie()).toEqual(
    ['session_token', 'known_browser'].map((name) =>
      expect.stringMatching(new RegExp(`^__Secure-better-auth.${name}${flags}`)),
    ),
  );
});

test('no answer carries a token in a header', async () => {
  const session = await call('/api/auth/get-session', { headers: { cookie: person.cookie } });
  const names = [...session.headers.keys()];
  expect(names.filter((name) => name.startsWith('set-auth'))).toEqual([]);
});

test('a token needs a session, and the session token is no bearer token', async () => {
  expect((await call('/api/auth/token')).status).toBe(401);
  const [, sessionToken = ''] =
    /session_token=([^;]+)/.exec(decodeURIComponent(person.cookie)) ?? [];
  const authorization = `Bearer ${sessionToken}`;
  expect((await call('/api/auth/token', { headers: { authorization } })).status).toBe(401);
});

test('another origin cannot use the session cookie', async () => {
  const headers = { origin: 'https://attacker.test', cookie: person.cookie };
  expect((await call('/api/auth/sign-out', { body: {}, headers })).status).toBe(403);
  expect((await signIn(person.password, headers)).status).toBe(403);
  await expect(person.token()).resolves.toBeDefined();
});

test.each([
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'text/plain',
  'application/json',
])('a post of %s from another origin changes nothing', async (type) => {
  const body = type.includes('json') || type.includes('text') ? '{"name":"Eve"}' : 'name=Eve';
  for (const origin of ['https://attacker.test', 'null']) {
    for (const path of ['/api/auth/update-user', '/api/auth/sign-out']) {
      const answer = await fetch(`${identity.url}${path}`, {
        method: 'POST',
        headers: { origin, cookie: person.cookie, 'content-type': type },
        body,
      });
      expect([403, 415]).toContain(answer.status);
    }
  }
  const session = await call('/api/auth/get-session', { headers: { cookie: person.cookie } });
  expect(await session.json()).toMatchObject({ user: { name: 'Ada' } });
});

test('both names of this machine are its own origin', async () => {
  const origin = identity.url.replace('127.0.0.1', 'localhost');
  const headers = { origin, cookie: person.cookie };
  expect((await signIn(person.password, headers)).status).toBe(200);
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

test('a name, an address or a picture that no page could show is refused', async () => {
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
  for (const image of ['javascript:alert(1)', 'https://pictures.example/1.png']) {
    const signedUp = { name: 'Ada', email, password, image };
    expect((await call('/api/auth/sign-up/email', { body: signedUp })).status).toBe(400);
    expect((await call('/api/auth/update-user', { body: { image }, headers })).status).toBe(400);
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

test('the metadata names the issuer, and what is offered: nothing that is not', async () => {
  const response = await call('/.well-known/oauth-authorization-server/api/auth');
  expect(response.status).toBe(200);
  const methods = ['none', 'client_secret_basic', 'client_secret_post'];
  expect(await response.json()).toEqual({
    issuer: identifiers.issuer,
    authorization_endpoint: `${identity.url}/api/auth/oauth2/authorize`,
    token_endpoint: identity.tokenUrl,
    revocation_endpoint: `${identity.url}/api/auth/oauth2/revoke`,
    jwks_uri: identity.jwksUrl,
    scopes_supported: ['tasks:read', 'tasks:write', 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ],
    token_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_methods_supported: methods,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  });
});

test('tokens are read by whoever they are for, and by nobody here', async () => {
  expect((await call('/api/auth/oauth2/introspect', { body: { token: 'any' } })).status).toBe(404);
  for (const path of ['/oauth-authorization-server/api/auth', '/openid-configuration/api/auth']) {
    expect(await (await call(`/.well-known${path}`)).text()).not.toContain('introspect');
  }
});

test('half a character is refused wherever JSON may spell one', async () => {
  const headers = { cookie: person.cookie };
  for (const [path, body] of [
    ['/connections/revoke', { clientId: '\ud800' }],
    ['/sessions/end', { id: 'a\udc00' }],
    ['/sign-in/email', { email: 'ada@example.test', password: '\udfff' }],
    ['/sign-in/email', { email: 'ada@example.test', password: 'x', '\ud800': 1 }],
  ] as const) {
    const refused = await call(`/api/auth${path}`, { body, headers });
    expect(refused.status, path).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 'INVALID_TEXT' });
  }
  const whole = { clientId: '\u{1f469}\\ud800' };
  expect((await call('/api/auth/connections/revoke', { body: whole, headers })).status).toBe(200);
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

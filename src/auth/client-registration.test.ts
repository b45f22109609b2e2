import { once } from 'node:events';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { identifiers } from '#test/identifiers.ts';
import { oauthClient } from '#test/oauth-client.ts';

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity(undefined, {
    DYNAMIC_CLIENT_REGISTRATION: '1',
    TRUSTED_PROXIES: '127.0.0.1',
  });
});
afterAll(() => identity.stop());

const Registered = z.looseObject({ status: z.number(), client_id: z.string().default('') });
const redirect_uris = ['https://client.test/callback'];
let lastAddress = 0;

async function register(metadata: object, headers: Record<string, string> = {}) {
  lastAddress += 1;
  const response = await fetch(`${identity.url}/api/auth/oauth2/register`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: identity.url,
      'x-forwarded-for': `198.18.9.${lastAddress}`,
      ...headers,
    },
    body: JSON.stringify(metadata),
  });
  return Registered.parse({ status: response.status, ...(await response.json()) });
}

test('a client that registers itself can be connected, and is told apart from the known ones', async () => {
  const { status, client_id } = await register({
    client_name: 'Mine',
    redirect_uris,
    token_endpoint_auth_method: 'none',
  });
  expect(status).toBe(201);
  const person = await identity.signUp();
  const client = oauthClient(identity.url, {
    clientId: client_id,
    redirectUri: 'https://client.test/callback',
  });
  expect(await client.connect(person.cookie)).toMatchObject({ status: 200 });
  const { cookie } = person;
  const connections = await fetch(`${identity.url}/api/auth/connections`, { headers: { cookie } });
  expect(await connections.json()).toMatchObject({
    connections: [{ name: 'Mine', known: false, redirectTargets: ['client.test'] }],
  });
});

test('a link to us leads to no address that a client registered itself, before a person decides', async () => {
  const { client_id } = await register({ redirect_uris, token_endpoint_auth_method: 'none' });
  const person = await identity.signUp();
  const client = oauthClient(identity.url, {
    clientId: client_id,
    redirectUri: 'https://client.test/callback',
  });
  for (const cookie of ['', person.cookie]) {
    for (const wrong of [
      { scope: 'nope' },
      { response_type: undefined },
      { resource: 'https://elsewhere.test/mcp' },
      { code_challenge: undefined },
      { code_challenge_method: 'plain' },
      { prompt: 'none' },
    ]) {
      const { origin, pathname } = await client.authorize(wrong, cookie);
      expect(origin + pathname, JSON.stringify(wrong)).toBe(`${identity.url}/consent`);
    }
  }
  // As a browser asks.
  const query = new URLSearchParams({
    client_id,
    redirect_uri: 'https://client.test/callback',
    response_type: 'code',
    scope: 'nope',
  });
  const asked = get(`${identity.url}/api/auth/oauth2/authorize?${query.toString()}`);
  const [response] = await once(asked, 'response');
  response.resume();
  expect([response.statusCode, response.headers.location]).toEqual([
    302,
    `${identity.url}/consent?error=invalid_request`,
  ]);
});

test('the metadata says where to register', async () => {
  const path = '/.well-known/oauth-authorization-server/api/auth';
  expect(await (await fetch(identity.url + path)).json()).toMatchObject({
    registration_endpoint: `${identity.url}/api/auth/oauth2/register`,
  });
});

test.each([
  ['http://localhost:6274/oauth/callback', 'native'],
  ['http://127.0.0.1/', 'native'],
  ['http://[::1]:8080/callback', 'native'],
  ['com.example.client:/callback', 'native'],
  ['https://client.test/callback', 'web'],
])('a client at %s that does not say of which kind it is is %s', async (uri, application_type) => {
  expect(await register({ redirect_uris: [uri] })).toMatchObject({ status: 201, application_type });
});

test.each([
  'http://client.test/callback',
  'http://10.0.0.1/callback',
  'http://localhost.attacker.test/callback',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://user:password@client.test/',
  'https://client.test/#fragment',
  'not an address',
])('a client at %s is refused', async (uri) => {
  expect((await register({ redirect_uris: [uri] })).status).toBe(400);
});

test.each([
  ['two lines', 'Claude\nfrom Anthropic'],
  ['letters that turn others around', 'Claude‮tset.rekcatta'],
  ['nothing to see', '​'],
  ['a hundred letters', 'x'.repeat(100)],
  ['nothing', ''],
])('a name of %s is refused', async (_what, client_name) => {
  expect((await register({ client_name, redirect_uris })).status).toBe(400);
});

test('nothing that a client says makes us fetch or trust anything', async () => {
  const { client_id } = await register({
    redirect_uris,
    client_id: 'claude',
    client_uri: 'https://attacker.test/',
    logo_uri: 'https://attacker.test/logo.svg',
    jwks_uri: 'http://169.254.169.254/keys',
    backchannel_logout_uri: 'http://169.254.169.254/',
    grant_types: ['client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'],
    scope: 'tasks:read admin',
    skip_consent: true,
    require_pkce: false,
    resources: ['https://other.test'],
    disabled: false,
    user_id: 'someone',
  });
  expect(client_id).toMatch(/^dynamic-/);
  const stored = await identity.database.oauthClient.findUniqueOrThrow({
    where: { clientId: client_id },
    include: { resources: true },
  });
  expect(stored).toMatchObject({
    uri: null,
    icon: null,
    jwksUri: null,
    backchannelLogoutUri: null,
    grantTypes: ['authorization_code', 'refresh_token'],
    skipConsent: null,
    userId: null,
    scopes: ['tasks:read', 'tasks:write', 'offline_access'],
  });
  expect(stored.requirePKCE).not.toBe(false);
  expect(stored.resources.map((link) => link.resourceId)).toEqual([identifiers.mcpResource]);
});

test('whoever is signed in registers as anyone would: the client is nobody’s', async () => {
  const { cookie } = await identity.signUp();
  const { status, client_id } = await register({ redirect_uris }, { cookie });
  expect(status).toBe(201);
  const stored = await identity.database.oauthClient.findUnique({ where: { clientId: client_id } });
  expect(stored).toMatchObject({ userId: null });
});

test('an address registers five clients a minute', async () => {
  const headers = { 'x-forwarded-for': '192.0.2.7' };
  const statuses: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    statuses.push((await register({ redirect_uris }, headers)).status);
  }
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
});

describe('with a thousand clients', () => {
  const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
  const fill = (createdAt: Date) =>
    identity.database.oauthClient.createMany({
      data: Array.from({ length: 1_000 }, (_, index) => ({
        id: `filler-${index}`,
        clientId: `dynamic-filler-${index}`,
        createdAt,
      })),
    });
  const fillers = { clientId: { startsWith: 'dynamic-filler-' } };

  test('there is no room for another, and the known ones go on', async () => {
    await fill(new Date());
    expect((await register({ redirect_uris })).status).toBe(503);
    await identity.database.oauthClient.deleteMany({ where: fillers });
    expect((await register({ redirect_uris })).status).toBe(201);
  });

  test('those that nobody allowed within a day make room, and no others', async () => {
    await fill(longAgo);
    const person = await identity.signUp();
    await identity.database.oauthConsent.create({
      data: {
        id: 'consent',
        clientId: 'dynamic-filler-7',
        userId: person.userId,
        createdAt: longAgo,
        updatedAt: longAgo,
      },
    });
    // Made by the operator, and not in use yet.
    await identity.database.oauthClient.create({
      data: { id: 'operator', clientId: 'our-client', createdAt: longAgo },
    });
    expect((await register({ redirect_uris })).status).toBe(201);
    const left = await identity.database.oauthClient.findMany({ where: fillers });
    expect(left.map((client) => client.clientId)).toEqual(['dynamic-filler-7']);
    expect(await identity.database.oauthClient.count({ where: { clientId: 'our-client' } })).toBe(
      1,
    );
  });
});

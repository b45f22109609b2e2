import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { identifiers, testSecrets } from '#test/identifiers.ts';
import { newSigningKey } from '#test/jwks-server.ts';
import type { Person } from '#test/person.ts';
import { base64url, rawToken } from '#test/raw-token.ts';
import { hashClientSecret } from './client-secret.ts';
import { createJwks } from './jwks.ts';
import { tokenExchangeGrantType } from './token-exchange-grant.ts';
import { createTokenVerifier } from './verify-token.ts';

const Answer = z.object({
  access_token: z.string().optional(),
  issued_token_type: z.string().optional(),
  token_type: z.string().optional(),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
});

let identity: Identity;
let person: Person;
let userToken: string;
/** Published by the issuer beside its own, so that tests can sign what it never would. */
const issuerKey = newSigningKey(randomUUID());

beforeAll(async () => {
  identity = await startIdentity();
  person = await identity.signUp();
  userToken = await person.token();
  await identity.database.jwks.create({
    data: {
      id: issuerKey.kid,
      publicKey: JSON.stringify(issuerKey.publicKey.export({ format: 'jwk' })),
      privateKey: '',
      createdAt: new Date(0),
    },
  });
});
afterAll(() => identity.stop());

const verifyMcpToken = (token: string) =>
  createTokenVerifier({
    typ: 'at+jwt',
    issuer: identifiers.issuer,
    audience: identifiers.mcpResource,
    keys: createJwks({ url: identity.jwksUrl }),
  }).verify(token);

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** Posts a good exchange with these parameters changed; undefined leaves one out. */
async function exchange(
  changes: Record<string, string | undefined> = {},
  authorization: string | undefined = basic(identifiers.gatewayClientId, testSecrets.gatewayClient),
) {
  const parameters = {
    grant_type: tokenExchangeGrantType,
    subject_token: userToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    resource: identifiers.mcpResource,
    scope: 'tasks:read',
    ...changes,
  };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) body.append(name, value);
  }
  const headers = authorization === '' ? {} : { authorization };
  const response = await fetch(identity.tokenUrl, { method: 'POST', headers, body });
  return { status: response.status, ...Answer.parse(await response.json()) };
}

/** The claims of a token as they stand, unverified. */
function claimsOf(token: string): Record<string, unknown> {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return z.record(z.string(), z.unknown()).parse(JSON.parse(payload));
}

test('a user token says who, which session and what, and nothing of the profile', () => {
  const claims = claimsOf(userToken);
  expect(Object.keys(claims).toSorted()).toEqual(
    ['aud', 'exp', 'iat', 'iss', 'jti', 'scope', 'sid', 'sub'].toSorted(),
  );
  expect(claims).toMatchObject({
    iss: identifiers.issuer,
    aud: identifiers.gatewayAudience,
    sub: person.userId,
    scope: 'tasks:read tasks:write',
  });
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(900);
});

test('the gateway gets a token that acts for the person at the MCP server alone', async () => {
  const answer = await exchange();
  expect(answer).toMatchObject({
    status: 200,
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    token_type: 'Bearer',
    expires_in: 120,
    scope: 'tasks:read',
  });
  expect(answer.refresh_token).toBeUndefined();
  const claims = await verifyMcpToken(answer.access_token ?? '');
  expect(claims).toMatchObject({
    aud: identifiers.mcpResource,
    sub: person.userId,
    sid: claimsOf(userToken)['sid'],
    client_id: identifiers.gatewayClientId,
    act: { sub: identifiers.gatewayClientId },
    scope: 'tasks:read',
  });
  expect(claims.exp - claims.iat).toBe(120);
});

test('a slash after the resource is forgiven, and asking for no scope grants all', async () => {
  const answer = await exchange({ resource: `${identifiers.mcpResource}/`, scope: undefined });
  expect(answer).toMatchObject({ status: 200, scope: 'tasks:read tasks:write' });
  await expect(verifyMcpToken(answer.access_token ?? '')).resolves.toBeDefined();
});

/** A token as the issuer would sign it, had it these claims. */
const issued = (changes: object = {}, header: Record<string, unknown> = {}) =>
  rawToken(issuerKey, { ...claimsOf(userToken), ...changes }, { typ: undefined, ...header });

const longAgo = Math.floor(Date.now() / 1000) - 3600;
const refusedSubjects: Record<string, () => Promise<string> | string> = {
  'not a token': () => 'token',
  'the session cookie': () => person.cookie,
  'a token for the MCP server': async () => (await exchange()).access_token ?? '',
  'a token of the MCP kind for the gateway': () => issued({}, { typ: 'at+jwt' }),
  'for another audience': () => issued({ aud: 'https://other.test' }),
  'for the MCP server': () => issued({ aud: identifiers.mcpResource }),
  'for the gateway and others': () =>
    issued({ aud: [identifiers.gatewayAudience, 'https://other.test'] }),
  'of another issuer': () => issued({ iss: identity.url }),
  expired: () => issued({ iat: longAgo, exp: longAgo + 900 }),
  'without expiry': () => issued({ exp: undefined }),
  'of another person': () => issued({ sub: 'somebody' }),
  'of a session that never was': () => issued({ sid: 'session' }),
  'signed by a foreign key': () =>
    rawToken(newSigningKey(issuerKey.kid), claimsOf(userToken), { typ: undefined }),
  'tampered with': () => {
    const [head, , signature] = issued().split('.');
    return `${head}.${base64url({ ...claimsOf(userToken), jti: 'other' })}.${signature}`;
  },
  'of an unknown key': () => issued({}, { kid: randomUUID() }),
  'with a number as key id': () => issued({}, { kid: 1 }),
  'with a key id that no database takes': () => issued({}, { kid: 'a\0b' }),
};

test.each(Object.keys(refusedSubjects))('a subject token, %s, is refused', async (kind) => {
  const subject = await refusedSubjects[kind]?.();
  expect(await exchange({ subject_token: subject })).toMatchObject({
    status: 400,
    error: 'invalid_request',
  });
});

test('a subject token of a session that was signed out is refused at once', async () => {
  const leaver = await identity.signUp();
  const token = await leaver.token();
  expect(await exchange({ subject_token: token })).toMatchObject({ status: 200 });
  await leaver.signOut();
  expect(await exchange({ subject_token: token })).toMatchObject({
    status: 400,
    error: 'invalid_request',
    error_description: expect.stringContaining('session has ended'),
  });
});

test('a token dies with its session, and a session that has expired gives none', async () => {
  const leaver = await identity.signUp();
  const token = await leaver.token();
  const setExpiry = (msFromNow: number) =>
    identity.database.session.updateMany({
      where: { userId: leaver.userId },
      data: { expiresAt: new Date(Date.now() + msFromNow) },
    });
  await setExpiry(30_000);
  const late = await exchange({ subject_token: token });
  expect(late.expires_in).toBeGreaterThan(25);
  expect(late.expires_in).toBeLessThanOrEqual(30);
  await setExpiry(-1);
  expect(await exchange({ subject_token: token })).toMatchObject({ error: 'invalid_request' });
});

test.each([
  ['a scope that does not exist', { scope: 'tasks:admin' }, 'invalid_scope'],
  ['one scope too many', { scope: 'tasks:read tasks:admin' }, 'invalid_scope'],
  ['an empty scope', { scope: '' }, 'invalid_scope'],
  ['no resource', { resource: undefined }, 'invalid_target'],
  ['another resource', { resource: 'https://other.test/mcp' }, 'invalid_target'],
  ['the gateway as resource', { resource: identifiers.gatewayAudience }, 'invalid_target'],
  ['a resource that no database takes', { resource: 'https://mcp.test/\0' }, 'invalid_request'],
  ['a resource in other letters', { resource: 'https://MCP.test/mcp' }, 'invalid_target'],
  ['a target named by audience', { audience: 'https://other.test' }, 'invalid_request'],
  ['an actor of its own', { actor_token: 'x' }, 'invalid_request'],
  ['no subject', { subject_token: undefined }, 'invalid_request'],
  ['no subject token type', { subject_token_type: undefined }, 'invalid_request'],
  [
    'another subject token type',
    { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
    'invalid_request',
  ],
  [
    'a refresh token in return',
    { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    'invalid_request',
  ],
  ['client credentials', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
  ["a code's tokens", { grant_type: 'authorization_code' }, 'invalid_request'],
])('a request for %s is refused', async (_what, changes, error) => {
  expect(await exchange(changes)).toMatchObject({ status: 400, error });
});

test('scopes cannot be widened past the subject token, the client or the resource', async () => {
  const narrow = issued({ scope: 'tasks:read' });
  expect(await exchange({ subject_token: narrow })).toMatchObject({ status: 200 });
  expect(await exchange({ subject_token: narrow, scope: 'tasks:write' })).toMatchObject({
    error: 'invalid_scope',
  });

  const client = { where: { clientId: identifiers.gatewayClientId } };
  const resource = { where: { identifier: identifiers.mcpResource } };
  const both = ['tasks:read', 'tasks:write'];
  await identity.database.oauthClient.update({ ...client, data: { scopes: ['tasks:read'] } });
  expect(await exchange({ scope: 'tasks:write' })).toMatchObject({ error: 'invalid_scope' });
  await identity.database.oauthClient.update({ ...client, data: { scopes: both } });
  await identity.database.oauthResource.update({
    ...resource,
    data: { allowedScopes: ['tasks:read'] },
  });
  expect(await exchange({ scope: 'tasks:write' })).toMatchObject({ error: 'invalid_scope' });
  expect(await exchange({ scope: undefined })).toMatchObject({ scope: 'tasks:read' });
  await identity.database.oauthResource.update({ ...resource, data: { allowedScopes: both } });
});

test.each([
  ['a wrong secret', basic(identifiers.gatewayClientId, 'wrong'), 401],
  ['an unknown client', basic('nobody', testSecrets.gatewayClient), 401],
  ['no client', '', 400],
])('%s is refused before the token is looked at', async (_who, authorization, status) => {
  const answer = await exchange({ subject_token: 'x' }, authorization);
  expect(answer.status).toBe(status);
  expect(answer.access_token).toBeUndefined();
  expect(answer.error_description).not.toContain('subject_token');
});

test('a client other than the gateway cannot exchange, whatever its row allows', async () => {
  const clientId = randomUUID();
  await identity.database.oauthClient.create({
    data: {
      id: randomUUID(),
      clientId,
      clientSecret: await hashClientSecret('secret'),
      grantTypes: [tokenExchangeGrantType],
      scopes: ['tasks:read'],
      resources: { create: { id: randomUUID(), resourceId: identifiers.mcpResource } },
    },
  });
  expect(await exchange({}, basic(clientId, 'secret'))).toMatchObject({
    status: 400,
    error: 'unauthorized_client',
  });
});

test('a resource that is not linked to the client, or is disabled, is refused', async () => {
  const identifier = 'https://other.test/mcp-of-others';
  await identity.database.oauthResource.create({
    data: {
      id: randomUUID(),
      identifier,
      name: 'Linked to another client',
      allowedScopes: ['tasks:read'],
      clients: {
        create: { id: randomUUID(), client: { create: { id: randomUUID(), clientId: 'other' } } },
      },
    },
  });
  expect(await exchange({ resource: identifier })).toMatchObject({ error: 'invalid_target' });
  const disable = (disabled: boolean) =>
    identity.database.oauthResource.update({
      where: { identifier: identifiers.mcpResource },
      data: { disabled },
    });
  await disable(true);
  expect(await exchange()).toMatchObject({ error: 'invalid_target' });
  await disable(false);
  expect(await exchange()).toMatchObject({ status: 200 });
});

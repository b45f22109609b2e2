import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JwksServer, newSigningKey, startJwksServer } from '#test/jwks-server.ts';
import { accessTokenForgeries, type GoodToken, signedToken } from '#test/token-forgeries.ts';
import { actorFromMcpToken, actorFromUserToken } from './actor-from-token.ts';
import { createJwks } from './jwks.ts';
import { createTokenVerifier, type McpTokenClaims, type TokenVerifier } from './verify-token.ts';

const issuer = 'https://identity.test/api/auth';
const audience = 'https://mcp.test/mcp';
const now = Date.UTC(2026, 10, 20);
const seconds = now / 1000;

const issuerKey = newSigningKey('issuer-key');
const ecKey = { kid: 'ec-key', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };

const claims = {
  iss: issuer,
  aud: audience,
  sub: 'user-1',
  sid: 'session-1',
  client_id: 'gateway',
  act: { sub: 'gateway' },
  scope: 'tasks:read later:scope',
  jti: 'token-1',
  iat: seconds,
  exp: seconds + 120,
};
const good: GoodToken = { key: issuerKey, ecKey, typ: 'at+jwt', claims };
const token = (changes: object = {}, header: object = {}) => signedToken(good, changes, header);

let jwks: JwksServer;
let verifier: TokenVerifier<McpTokenClaims>;

beforeAll(async () => {
  jwks = await startJwksServer([issuerKey]);
  const ecJwk = { ...ecKey.publicKey.export({ format: 'jwk' }), kid: ecKey.kid };
  jwks.publish([issuerKey], [ecJwk, {}, { kid: 'secret', kty: 'oct', k: 'AAAA' }]);
  verifier = createTokenVerifier({
    typ: 'at+jwt',
    issuer,
    audience,
    keys: createJwks({ url: jwks.url }),
    now: () => now,
  });
});
afterAll(() => jwks.stop());

const forgeries: Record<string, () => string> = Object.fromEntries(
  Object.entries(accessTokenForgeries).map(([name, forge]) => [name, () => forge(good)]),
);
const malformed: Record<string, () => string> = {
  nothing: () => '',
  'a scheme before it': () => `Bearer ${token()}`,
  'white space around it': () => ` ${token()} `,
  'an expiry six seconds ago': () => token({ iat: seconds - 60, exp: seconds - 6 }),
};

test.each(Object.entries({ ...forgeries, ...malformed }))(
  'a token with %s is refused',
  async (_name, forge) => {
    await expect(verifier.verify(forge())).rejects.toMatchObject({
      name: 'AppError',
      code: 'UNAUTHENTICATED',
    });
  },
);

test('a good token is accepted, and unknown scopes in it grant nothing', async () => {
  const verified = await verifier.verify(token());
  expect(verified).toEqual(claims);
  expect(actorFromMcpToken(verified)).toEqual({
    kind: 'client',
    userId: 'user-1',
    sessionId: 'session-1',
    clientId: 'gateway',
    act: 'gateway',
    scopes: ['tasks:read'],
  });
});

test('clocks may differ by five seconds', async () => {
  await expect(verifier.verify(token({ exp: seconds - 4 }))).resolves.toBeDefined();
  await expect(verifier.verify(token({ iat: seconds + 4 }))).resolves.toBeDefined();
});

test('the gateway takes tokens of the people and none meant for the MCP server', async () => {
  const gateway = createTokenVerifier({
    typ: 'user',
    issuer,
    audience: 'https://gateway.test',
    keys: createJwks({ url: jwks.url }),
    now: () => now,
  });
  const aud = 'https://gateway.test';
  const person = { aud, client_id: undefined, act: undefined };
  const untyped = await gateway.verify(token(person, { typ: undefined }));
  expect(actorFromUserToken(untyped)).toEqual({
    kind: 'user',
    userId: 'user-1',
    sessionId: 'session-1',
    scopes: ['tasks:read'],
  });
  await expect(gateway.verify(token(person, { typ: 'JWT' }))).resolves.toBeDefined();
  await expect(
    gateway.verify(token({ ...person, client_id: 'machine' }, { typ: undefined })),
  ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const refused = { code: 'UNAUTHENTICATED' };
  await expect(gateway.verify(token({ aud }))).rejects.toMatchObject(refused);
  await expect(gateway.verify(token({}, { typ: 'JWT' }))).rejects.toMatchObject(refused);
  await expect(
    gateway.verify(token({ aud, iat: seconds - 1000, exp: seconds + 60 }, { typ: 'JWT' })),
  ).rejects.toMatchObject(refused);
});

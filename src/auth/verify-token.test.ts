import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JwksServer, newSigningKey, startJwksServer } from '#test/jwks-server.ts';
import { base64url, rawToken } from '#test/raw-token.ts';
import { actorFromMcpToken, actorFromUserToken } from './actor-from-token.ts';
import { createJwks } from './jwks.ts';
import { createTokenVerifier, type McpTokenClaims, type TokenVerifier } from './verify-token.ts';

const issuer = 'https://identity.test/api/auth';
const audience = 'https://mcp.test/mcp';
const now = Date.UTC(2026, 10, 20);
const seconds = now / 1000;

const issuerKey = newSigningKey('issuer-key');
const foreignKey = newSigningKey('issuer-key');
const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });

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
const token = (overrides: object = {}, header: Record<string, unknown> = {}) =>
  rawToken(issuerKey, { ...claims, ...overrides }, header);
const [head = '', payload = '', signature = ''] = token().split('.');

let jwks: JwksServer;
let verifier: TokenVerifier<McpTokenClaims>;

beforeAll(async () => {
  jwks = await startJwksServer([issuerKey]);
  const ecJwk = { ...ecKey.publicKey.export({ format: 'jwk' }), kid: 'ec-key' };
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

function hmacToken(secret: string): string {
  const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt', kid: 'issuer-key' })}.${payload}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function ecToken(): string {
  const signed = `${base64url({ alg: 'ES256', typ: 'at+jwt', kid: 'ec-key' })}.${payload}`;
  const bytes = sign('sha256', Buffer.from(signed), {
    key: ecKey.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${bytes.toString('base64url')}`;
}

const publicJwk = issuerKey.publicKey.export({ format: 'jwk' });
const forgeries: Record<string, string> = {
  nothing: '',
  'one word': 'token',
  'a scheme before it': `Bearer ${token()}`,
  'white space around it': ` ${token()} `,
  'two parts': `${head}.${payload}`,
  'four parts': `${token()}.${signature}`,
  'five parts, as if encrypted': `${head}.${payload}.${signature}.${payload}.${signature}`,
  'a header that is no JSON': `${base64url('{alg')}.${payload}.${signature}`,
  'a payload that is no JSON': `${head}.${base64url('{sub')}.${signature}`,
  'a payload that is an array': rawToken(issuerKey, [claims]),
  'no algorithm': `${base64url({ alg: 'none', typ: 'at+jwt', kid: 'issuer-key' })}.${payload}.`,
  'no algorithm, spelt otherwise': token({}, { alg: 'NoNe' }),
  'HMAC keyed with the public key': hmacToken(publicJwk.x ?? ''),
  'HMAC keyed with the public PEM': hmacToken(
    issuerKey.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  ),
  'HMAC with a symmetric key of the set': hmacToken('\0\0\0'),
  'another algorithm, by a key of the set': ecToken(),
  'an algorithm of another name': token({}, { alg: 'Ed25519' }),
  'a foreign key under our key id': rawToken(foreignKey, claims),
  'a foreign key in the header': rawToken(foreignKey, claims, {
    jwk: foreignKey.publicKey.export({ format: 'jwk' }),
  }),
  'a foreign key set in the header': rawToken(foreignKey, claims, {
    jku: 'https://attacker.test/jwks',
  }),
  'a foreign certificate in the header': rawToken(foreignKey, claims, {
    x5u: 'https://attacker.test/certificate',
    x5c: ['AAAA'],
  }),
  'no key id': token({}, { kid: undefined }),
  'an empty key id': token({}, { kid: '' }),
  'a number as key id': token({}, { kid: 1 }),
  'an unknown key id': token({}, { kid: 'other-key' }),
  'a path as key id': token({}, { kid: '../../issuer-key' }),
  'a prototype as key id': token({}, { kid: '__proto__' }),
  'SQL as key id': token({}, { kid: "issuer-key' or '1'='1" }),
  'a critical extension that we do not know': token({}, { crit: ['tenant'], tenant: 'x' }),
  'an unencoded payload': token({}, { crit: ['b64'], b64: false }),
  'a tampered payload': `${head}.${base64url({ ...claims, sub: 'user-2' })}.${signature}`,
  'a truncated signature': token().slice(0, -8),
  'an empty signature': `${head}.${payload}.`,
  'a signature of zeros': `${head}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
  'a padded signature': `${token()}==`,
  'no type': token({}, { typ: undefined }),
  'the type of a user token': token({}, { typ: 'JWT' }),
  'the type of a logout token': token({}, { typ: 'logout+jwt' }),
  'another issuer': token({ iss: 'https://attacker.test' }),
  'an issuer with a slash more': token({ iss: `${issuer}/` }),
  'no issuer': token({ iss: undefined }),
  'another audience': token({ aud: 'https://gateway.test' }),
  'an audience with a slash more': token({ aud: `${audience}/` }),
  'several audiences, ours among them': token({ aud: [audience, 'https://other.test'] }),
  'no audience': token({ aud: undefined }),
  'an expiry in the past': token({ iat: seconds - 60, exp: seconds - 6 }),
  'no expiry': token({ exp: undefined }),
  'an expiry in words': token({ exp: String(seconds + 120) }),
  'a start in the future': token({ nbf: seconds + 60 }),
  'an issue time in the future': token({ iat: seconds + 60 }),
  'an issue time long past': token({ iat: seconds - 3600 }),
  'no issue time': token({ iat: undefined }),
  'no subject': token({ sub: undefined }),
  'an empty subject': token({ sub: '' }),
  'a number as subject': token({ sub: 1 }),
  'an object as subject': token({ sub: { id: 'user-1' } }),
  'a subject that quotes SQL': token({ sub: "user-1' or '1'='1" }),
  'a client as subject': token({ sub: 'gateway' }),
  'another actor than the client': token({ act: { sub: 'attacker' } }),
  'no client': token({ client_id: undefined }),
  'no session': token({ sid: undefined }),
  'no scope': token({ scope: undefined }),
  'a list as scope': token({ scope: ['tasks:read'] }),
  'no token id': token({ jti: undefined }),
  'more than 8 kB, well signed': token({ padding: 'x'.repeat(8 * 1024) }),
};

test.each(Object.keys(forgeries))('a token with %s is refused', async (name) => {
  await expect(verifier.verify(forgeries[name] ?? '')).rejects.toMatchObject({
    name: 'AppError',
    code: 'UNAUTHENTICATED',
  });
});

test('a good token is accepted, and unknown scopes in it grant nothing', async () => {
  const verified = await verifier.verify(token());
  expect(verified).toEqual(claims);
  expect(actorFromMcpToken(verified)).toEqual({
    kind: 'client',
    userId: 'user-1',
    sessionId: 'session-1',
    clientId: 'gateway',
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
  const untyped = await gateway.verify(token({ aud }, { typ: undefined }));
  expect(actorFromUserToken(untyped)).toEqual({
    kind: 'user',
    userId: 'user-1',
    sessionId: 'session-1',
    scopes: ['tasks:read'],
  });
  await expect(gateway.verify(token({ aud }, { typ: 'JWT' }))).resolves.toBeDefined();
  const refused = { code: 'UNAUTHENTICATED' };
  await expect(gateway.verify(token({ aud }))).rejects.toMatchObject(refused);
  await expect(gateway.verify(token({}, { typ: 'JWT' }))).rejects.toMatchObject(refused);
  await expect(
    gateway.verify(token({ aud, iat: seconds - 1000, exp: seconds + 60 }, { typ: 'JWT' })),
  ).rejects.toMatchObject(refused);
});

import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '#src/config/parse-env.ts';
import { type AuthDatabase, createAuthDatabase } from '#src/db/client.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { identifiers, testAuthConfig, testSecrets } from '#test/identifiers.ts';
import type { Person } from '#test/person.ts';
import { type AuthSecrets, secretConfig } from './auth-secrets.ts';
import { createTokenExchanger } from './exchange.ts';
import { createJwks } from './jwks.ts';
import { prepareAuth } from './prepare.ts';
import { createAuth } from './server.ts';
import { createTokenVerifier } from './verify-token.ts';

const before: AuthSecrets = { secret: testSecrets.betterAuth, previousSecrets: [] };
const newSecret = 'test-only-new-better-auth-secret-0123456789';
const rotated: AuthSecrets = { secret: newSecret, previousSecrets: [before.secret] };
const retired: AuthSecrets = { secret: newSecret, previousSecrets: [] };

const prepare = (secrets: AuthSecrets, databaseUrl: string) =>
  prepareAuth({
    ...testAuthConfig,
    ...secrets,
    databaseUrl,
    gatewayClientSecret: testSecrets.gatewayClient,
  });

describe('over a restart with a new secret', () => {
  let identity: Identity;
  let person: Person;
  let leaver: Person;
  let oldToken: string;
  beforeAll(async () => {
    identity = await startIdentity();
    [person, leaver] = await Promise.all([identity.signUp(), identity.signUp()]);
    oldToken = await person.token();
    await restartWith(rotated);
  });
  afterAll(() => identity.stop());

  /** As a deployment does it: what prepares the database, then the process with its variables. */
  async function restartWith(secrets: AuthSecrets): Promise<void> {
    await prepare(secrets, identity.testDatabase.web);
    await identity.restart({
      BETTER_AUTH_SECRET: secrets.secret,
      BETTER_AUTH_PREVIOUS_SECRETS: secrets.previousSecrets.join(','),
    });
  }

  const tokenStatus = async (cookie: string) =>
    (await fetch(`${identity.url}/api/auth/token`, { headers: { cookie } })).status;

  test('who was signed in stays so, and tokens of before and after are good', async () => {
    const fresh = await person.token();
    expect(decodeProtectedHeader(fresh).kid).toBe(decodeProtectedHeader(oldToken).kid);
    const { issuer, gatewayAudience: audience } = identifiers;
    const keys = createJwks({ url: identity.jwksUrl });
    const verifier = createTokenVerifier({ typ: 'user', issuer, audience, keys });
    const exchanger = createTokenExchanger({
      tokenUrl: identity.tokenUrl,
      clientId: identifiers.gatewayClientId,
      clientSecret: testSecrets.gatewayClient,
      resource: identifiers.mcpResource,
    });
    for (const subjectToken of [oldToken, fresh]) {
      const { jti, sub: userId } = await verifier.verify(subjectToken);
      expect(userId).toBe(person.userId);
      // A session of its own each: nothing comes from the cache.
      const exchange = { subjectToken, sessionId: jti, userId, scopes: ['tasks:read'] } as const;
      await expect(exchanger.exchange(exchange)).resolves.toMatch(/^ey/);
    }
  });

  test('who was signed in can sign out', async () => {
    expect(await tokenStatus(leaver.cookie)).toBe(200);
    await leaver.signOut();
    expect(await tokenStatus(leaver.cookie)).toBe(401);
  });

  test('a cookie that nobody signed, or another secret did, is none', async () => {
    const [name = '', value = ''] = person.cookie.split('=');
    const [token = '', signature = ''] = decodeURIComponent(value).split('.');
    const forged = [token, `${token}.`, `${token}x.${signature}`, `.${signature}`];
    for (const cookie of [...forged, `${token}.${'A'.repeat(43)}=`]) {
      expect(await tokenStatus(`${name}=${encodeURIComponent(cookie)}`), cookie).toBe(401);
    }
    expect(await tokenStatus(person.cookie)).toBe(200);
  });

  test('a session that was prolonged outlives the secret it began with; others end', async () => {
    const expiresAt = new Date(Date.now() + 5 * 24 * 3600 * 1000);
    await identity.database.session.updateMany({ data: { expiresAt } });
    const { headers } = await fetch(`${identity.url}/api/auth/get-session`, {
      headers: { cookie: person.cookie },
    });
    const [prolonged = ''] = headers.getSetCookie();

    await restartWith(retired);
    expect(await tokenStatus(prolonged)).toBe(200);
    expect(await tokenStatus(person.cookie)).toBe(401);
  });
});

describe('what is stored encrypted', () => {
  let testDatabase: TestDatabase;
  let database: AuthDatabase;
  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    database = createAuthDatabase(testDatabase.web);
    return async () => {
      await database.$disconnect();
      await testDatabase.drop();
    };
  });

  const sign = (secrets: AuthSecrets) => {
    const config = { ...testAuthConfig, ...secrets };
    const { api } = createAuth(config, database, createLogger('test', 'silent'));
    return api.signJWT({ body: { payload: { sub: 'someone' } } });
  };

  test('is encrypted anew, in whatever table, so that the old secret can go', async () => {
    const value = await symmetricEncrypt({ key: secretConfig(before), data: 'a second factor' });
    const expiresAt = new Date();
    const row = { id: 'one', identifier: 'any', value, expiresAt };
    await database.verification.create({ data: row });
    await prepare(rotated, testDatabase.web);
    await prepare(rotated, testDatabase.web);

    const key = secretConfig(retired);
    const { value: data } = await database.verification.findFirstOrThrow();
    expect(await symmetricDecrypt({ key, data })).toBe('a second factor');
    await expect(sign(retired)).resolves.toMatchObject({ token: expect.any(String) });
    await expect(sign(before)).rejects.toThrow(/decrypt/);
  });

  test('before secrets had versions is read with whichever of them it was', async () => {
    const { id, privateKey } = await database.jwks.findFirstOrThrow();
    const data = await symmetricDecrypt({
      key: secretConfig(before),
      data: z.string().parse(JSON.parse(privateKey)),
    });
    const bare = await symmetricEncrypt({ key: before.secret, data });
    expect(parseEnvelope(bare)).toBeNull();
    await database.jwks.update({ where: { id }, data: { privateKey: JSON.stringify(bare) } });
    await expect(sign(before)).resolves.toMatchObject({ token: expect.any(String) });

    await prepare(rotated, testDatabase.web);
    await expect(sign(retired)).resolves.toMatchObject({ token: expect.any(String) });
  });

  test('under a secret that is gone stops the preparation, by name, and changes nothing', async () => {
    const keys = await database.jwks.findMany();
    const failure = await prepare(retired, testDatabase.web).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toContain('BETTER_AUTH_PREVIOUS_SECRETS');
    expect(String(failure)).not.toContain(newSecret);
    await expect(database.jwks.findMany()).resolves.toEqual(keys);
  });

  test('leaves the session readable by a page, with the cookie of before', async () => {
    const logger = createLogger('test', 'silent');
    const authOf = (secrets: AuthSecrets) =>
      createAuth({ ...testAuthConfig, ...secrets }, database, logger);
    const signedUp = await authOf(before).api.signUpEmail({
      body: { name: 'Ada', email: 'ada@example.test', password: 'correct horse battery' },
      asResponse: true,
    });
    const headers = new Headers({ cookie: signedUp.headers.getSetCookie()[0] ?? '' });
    for (const secrets of [before, rotated]) {
      const session = await authOf(secrets).api.getSession({ headers });
      expect(session?.user.name).toBe('Ada');
    }
    expect(await authOf(retired).api.getSession({ headers })).toBeNull();
  });
});

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { freePort } from '#scripts/free-port.ts';
import { type AuthDatabase, createAuthDatabase } from '#src/db/client.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { identifiers, testAuthConfig, testSecrets } from '#test/identifiers.ts';
import { signUp } from '#test/person.ts';
import { createTokenExchanger, type TokenExchanger } from './exchange.ts';
import { createRequestHandler } from './handle-request.ts';
import { createJwks } from './jwks.ts';
import { publishedBeforeSigningMs, rotateSigningKeys } from './rotate-signing-keys.ts';
import { createAuth } from './server.ts';
import { createTokenVerifier } from './verify-token.ts';

const { issuer, gatewayAudience, gatewayClientId, mcpResource } = identifiers;
const secondMs = 1_000;
const minuteMs = 60 * secondMs;

let testDatabase: TestDatabase;
let database: AuthDatabase;
/** The identity provider over real HTTP, but in this process: its clock can be moved. */
let server: Server;
let url: string;
let exchanger: TokenExchanger;

beforeAll(async () => {
  // Before anything takes hold of the clock.
  vi.useFakeTimers({ toFake: ['Date'] });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  testDatabase = await createTestDatabase();
  database = createAuthDatabase(testDatabase.web);
  const auth = createAuth({ ...testAuthConfig, url }, database, createLogger('test', 'warn'));
  const handler = toNodeHandler(createRequestHandler(auth, database, []));
  server = createServer((request, response) => void handler(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  exchanger = createTokenExchanger({
    tokenUrl: `${url}/api/auth/oauth2/token`,
    clientId: gatewayClientId,
    clientSecret: testSecrets.gatewayClient,
    resource: mcpResource,
  });
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await database.$disconnect();
  await testDatabase.drop();
});

const rotate = () => rotateSigningKeys(database, testAuthConfig);
const Published = z.object({ keys: z.array(z.object({ kid: z.string() })) });

async function publishedKeyIds(): Promise<string[]> {
  const { keys } = Published.parse(await (await fetch(`${url}/api/auth/jwks`)).json());
  return keys.map(({ kid }) => kid);
}

/** A resource server's keys, and its verifiers of both kinds of token. */
function resourceServer() {
  const keys = createJwks({ url: `${url}/api/auth/jwks` });
  const gateway = createTokenVerifier({ typ: 'user', issuer, audience: gatewayAudience, keys });
  const mcp = createTokenVerifier({ typ: 'at+jwt', issuer, audience: mcpResource, keys });
  return {
    keys,
    verify: async (token: string): Promise<unknown> =>
      decodeProtectedHeader(token).typ === 'at+jwt' ? mcp.verify(token) : gateway.verify(token),
  };
}

test('rotation under load: every token is taken, from the first moment to its last', async () => {
  const people = await Promise.all([signUp(url), signUp(url)]);
  const mint = async (person: (typeof people)[number]) => {
    const subjectToken = await person.token();
    const request = { subjectToken, sessionId: randomUUID(), userId: person.userId };
    return [subjectToken, await exchanger.exchange({ ...request, scopes: ['tasks:read'] })];
  };
  const [busy, idle, flooded] = [resourceServer(), resourceServer(), resourceServer()];
  const startedAt = Date.now();
  const rotatedAt = startedAt + 2 * minuteMs;
  const signedBy = new Map<string, { first: number; last: number }>();
  let live: string[] = [];
  let verified = 0;
  let before: string[] = [];
  let during: string[] = [];

  for (let now = startedAt; now <= startedAt + 45 * minuteMs; now += minuteMs) {
    vi.setSystemTime(now);
    // Unknown key ids make it ask for the keys just before each change, and then no more for 5 s.
    await flooded.keys.find(randomUUID());
    if (now === rotatedAt) {
      before = await publishedKeyIds();
      const [one, other] = await Promise.all([rotate(), rotate(), ...people.map(mint)]);
      during = await publishedKeyIds();
      expect(one.keyId).toBe(other.keyId);
      expect([one, other].filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(during.toSorted()).toEqual([...before, one.keyId].toSorted());
    }
    const fresh = (await Promise.all(people.map(mint))).flat();
    for (const token of fresh) {
      const { kid = '' } = decodeProtectedHeader(token);
      signedBy.set(kid, { first: now, ...signedBy.get(kid), last: now });
    }
    live = [...live, ...fresh].filter((token) => (decodeJwt(token).exp ?? 0) * 1000 > now);
    const verifiers = now % (7 * minuteMs) < minuteMs ? [busy, flooded, idle] : [busy, flooded];
    await Promise.all(live.flatMap((token) => verifiers.map(({ verify }) => verify(token))));
    verified += live.length * verifiers.length;
  }

  expect(verified).toBeGreaterThan(2_000);
  expect(before).toHaveLength(1);
  const [oldKey = ''] = before;
  const newKey = during.find((kid) => kid !== oldKey) ?? '';
  expect([...signedBy.keys()]).toEqual([oldKey, newKey]);
  expect(signedBy.get(newKey)?.first).toBe(rotatedAt + publishedBeforeSigningMs);
  expect(signedBy.get(oldKey)?.last).toBeLessThan(rotatedAt + publishedBeforeSigningMs);
  // It went when the last of its tokens was dead.
  expect(await publishedKeyIds()).toEqual([newKey]);
  const { keyId } = await rotate();
  const stored = await database.jwks.findMany({ orderBy: { createdAt: 'asc' } });
  expect(stored.map(({ id }) => id)).toEqual([newKey, keyId]);
});

test('a rotation while another is under way, from many processes, makes no second key', async () => {
  vi.setSystemTime(Date.now() + 24 * 60 * minuteMs);
  // Nothing that they would wait for each other at but the lock.
  await database.jwks.deleteMany({ where: { expiresAt: { not: null } } });
  const rotations = await Promise.all(Array.from({ length: 8 }, rotate));
  vi.setSystemTime(Date.now() + publishedBeforeSigningMs - secondMs);
  rotations.push(await rotate());
  expect(new Set(rotations.map(({ keyId }) => keyId)).size).toBe(1);
  expect(rotations.filter(({ isNew }) => isNew)).toHaveLength(1);
  // The one that signs, and the next.
  expect(await database.jwks.count()).toBe(2);
});

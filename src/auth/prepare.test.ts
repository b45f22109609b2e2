import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthDatabase, createAuthDatabase } from '#src/db/client.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { testAuthConfig, testSecrets } from '#test/identifiers.ts';
import { knownClients } from './known-clients.ts';
import { type PrepareAuthConfig, prepareAuth } from './prepare.ts';

let testDatabase: TestDatabase;
let database: AuthDatabase;
let config: PrepareAuthConfig;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createAuthDatabase(testDatabase.web);
  config = {
    databaseUrl: testDatabase.web,
    ...testAuthConfig,
    gatewayClientSecret: testSecrets.gatewayClient,
  };
});
afterAll(async () => {
  await database.$disconnect();
  await testDatabase.drop();
});

test('preparing from several processes at once mints one key and each client once', async () => {
  await database.jwks.deleteMany();
  await database.oauthClient.deleteMany();
  await database.oauthResource.deleteMany();
  await Promise.all(Array.from({ length: 8 }, () => prepareAuth(config)));
  await expect(database.jwks.count()).resolves.toBe(1);
  const clients = knownClients.length + 1;
  await expect(database.oauthClient.count()).resolves.toBe(clients);
  await expect(database.oauthClientResource.count()).resolves.toBe(clients);
});

test('preparing again keeps the key, and takes a new secret and a new resource', async () => {
  const key = await database.jwks.findFirstOrThrow();
  const gateway = { where: { clientId: config.gatewayClientId }, include: { resources: true } };
  const before = await database.oauthClient.findUniqueOrThrow(gateway);
  await prepareAuth({
    ...config,
    gatewayClientSecret: 'another secret',
    mcpResource: 'https://moved.test/mcp',
  });
  await expect(database.jwks.findMany()).resolves.toEqual([key]);
  const after = await database.oauthClient.findUniqueOrThrow(gateway);
  expect(after.clientSecret).not.toBe(before.clientSecret);
  expect(after.resources.map((link) => link.resourceId)).toEqual(['https://moved.test/mcp']);
});

test('no client but our gateway may ask to count across people', async () => {
  await prepareAuth(config);
  const clients = await database.oauthClient.findMany({ where: { scopes: { has: 'operator' } } });
  expect(clients.map(({ clientId }) => clientId)).toEqual([config.gatewayClientId]);
});

test('neither the private key nor the client secret is stored in the open', async () => {
  await prepareAuth(config);
  const key = await database.jwks.findFirstOrThrow();
  expect(key.privateKey).not.toContain('"d"');
  const client = await database.oauthClient.findUniqueOrThrow({
    where: { clientId: config.gatewayClientId },
  });
  expect(client.clientSecret).toMatch(/^[\w-]{43}$/);
  expect(client.clientSecret).not.toContain(testSecrets.gatewayClient);
});

test('a client that the operator disabled stays so, and has the addresses of its makers', async () => {
  const where = { clientId: 'claude' };
  await database.oauthClient.update({ where, data: { disabled: true, redirectUris: [] } });
  await prepareAuth(config);
  await expect(database.oauthClient.findUnique({ where })).resolves.toMatchObject({
    disabled: true,
    redirectUris: [
      'https://claude.ai/api/mcp/auth_callback',
      'https://claude.com/api/mcp/auth_callback',
    ],
  });
});

test('refresh tokens that have run out are removed, and no others', async () => {
  await database.user.create({ data: { id: 'ada', name: 'Ada', email: 'ada@example.test' } });
  const token = { clientId: 'cursor', userId: 'ada', createdAt: new Date() };
  await database.oauthRefreshToken.createMany({
    data: [
      { ...token, id: 'past', token: 'past', expiresAt: new Date(Date.now() - 1000) },
      { ...token, id: 'good', token: 'good', expiresAt: new Date(Date.now() + 60_000) },
    ],
  });
  await prepareAuth(config);
  const left = await database.oauthRefreshToken.findMany();
  expect(left.map(({ id }) => id)).toEqual(['good']);
});

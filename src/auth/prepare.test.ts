import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthDatabase, createAuthDatabase } from '#src/db/client.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { testAuthConfig, testSecrets } from '#test/identifiers.ts';
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

test('preparing from several processes at once mints one key and one client', async () => {
  await database.jwks.deleteMany();
  await database.oauthClient.deleteMany();
  await database.oauthResource.deleteMany();
  await Promise.all(Array.from({ length: 8 }, () => prepareAuth(config)));
  await expect(database.jwks.count()).resolves.toBe(1);
  await expect(database.oauthClient.count()).resolves.toBe(1);
  await expect(database.oauthClientResource.count()).resolves.toBe(1);
});

test('preparing again keeps the key, and takes a new secret and a new resource', async () => {
  const key = await database.jwks.findFirstOrThrow();
  const before = await database.oauthClient.findFirstOrThrow();
  await prepareAuth({
    ...config,
    gatewayClientSecret: 'another secret',
    mcpResource: 'https://moved.test/mcp',
  });
  await expect(database.jwks.findMany()).resolves.toEqual([key]);
  const after = await database.oauthClient.findFirstOrThrow({ include: { resources: true } });
  expect(after.clientSecret).not.toBe(before.clientSecret);
  expect(after.resources.map((link) => link.resourceId)).toEqual(['https://moved.test/mcp']);
});

test('neither the private key nor the client secret is stored in the open', async () => {
  await prepareAuth(config);
  const key = await database.jwks.findFirstOrThrow();
  expect(key.privateKey).not.toContain('"d"');
  const client = await database.oauthClient.findFirstOrThrow();
  expect(client.clientSecret).toMatch(/^[\w-]{43}$/);
  expect(client.clientSecret).not.toContain(testSecrets.gatewayClient);
});

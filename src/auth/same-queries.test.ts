import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrismaClient } from '#src/db/generated/client.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { testAuthConfig } from '#test/identifiers.ts';
import { createAuth } from './server.ts';

/** The provider in this process, over a real database, with each statement that it sends. */
let testDatabase: TestDatabase;
let statements: string[] = [];
let close: () => Promise<void>;
let auth: ReturnType<typeof createAuth>;
const known = { email: `known-${randomUUID()}@example.test`, password: 'correct horse battery' };

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const database = new PrismaClient({
    adapter: new PrismaPg({ connectionString: testDatabase.web }),
    log: [{ emit: 'event', level: 'query' }],
  });
  database.$on('query', ({ query }) => statements.push(query));
  close = () => database.$disconnect();
  auth = createAuth(testAuthConfig, database, createLogger('test', 'fatal'));
  await auth.api.signUpEmail({ body: { name: 'Ada', ...known } });
});
afterAll(async () => {
  await close();
  await testDatabase.drop();
});

async function statementsOf(path: string, body: object): Promise<string[]> {
  statements = [];
  await auth.handler(
    new Request(`${testAuthConfig.url}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: testAuthConfig.url },
      body: JSON.stringify(body),
    }),
  );
  // A list of nobody's ids is spelled NULL.
  return statements.map((sql) => sql.replaceAll(/\$\d+|NULL/g, '?'));
}

test('a wrong password costs the same statements for an account and for none', async () => {
  const guess = (email: string) => statementsOf('/sign-in/email', { email, password: 'a guess' });
  // The first one makes the row that counts this address.
  await guess('first@example.test');
  const forKnown = await guess(known.email);
  const forNobody = await guess(`nobody-${randomUUID()}@example.test`);
  expect(forKnown.length).toBeGreaterThan(2);
  expect(forNobody).toEqual(forKnown);
});

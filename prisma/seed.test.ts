import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '#src/platform/logger.ts';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { testAuthConfig } from '#test/identifiers.ts';
import { demoEmail } from './demo-tasks.ts';
import { seed } from './seed.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a demo account whose start was cut short is made anew, with its tasks, and then once only', async () => {
  await using client = await createClient(database.owner);
  // What a start leaves that was killed before it had written the tasks.
  await client.query(
    `insert into auth.users (id, name, email, email_verified, created_at, updated_at)
     values ($1, 'Demo', $2, false, now(), now())`,
    [randomUUID(), `unfinished-${demoEmail}`],
  );
  expect(await seedDemo()).toBe(true);
  expect(await seedDemo()).toBe(true);
  const { rows } = await client.query(
    `select email, (select count(*)::int from app.tasks where user_id = users.id) as tasks,
       (select count(*)::int from auth.accounts where user_id = users.id) as accounts
     from auth.users`,
  );
  expect(rows).toEqual([{ email: demoEmail, tasks: 12, accounts: 1 }]);
});

function seedDemo(): Promise<boolean> {
  return seed({
    auth: testAuthConfig,
    databaseUrls: { web: database.web, tools: database.tools },
    demoPassword: 'correct horse battery',
    logger: createLogger('test', 'warn'),
  });
}

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { auditableArguments } from './auditable-arguments.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('whatever JSON a caller sends, PostgreSQL stores it, in little room', async () => {
  await using client = await createClient(database.owner);
  const property = fc.asyncProperty(
    fc.jsonValue({ stringUnit: 'binary', maxDepth: 8 }),
    async (value) => {
      const kept = JSON.stringify(auditableArguments(value));
      expect(kept.length).toBeLessThanOrEqual(16_000);
      await client.query('SELECT $1::jsonb', [kept]);
    },
  );
  await fc.assert(property, {
    numRuns: 300,
    examples: [['\0'], ['\ud800'], [{ '\0': '\udfff' }], [{ ['__proto__']: 1 }], [1e308], [-0]],
  });
});

test('arguments of ordinary size are kept as they are', () => {
  const ordinary = { id: 'x', title: 'Call Ann', tags: ['a', 'b'], version: 3, dueOn: null };
  expect(auditableArguments(ordinary)).toEqual(ordinary);
});

test('what is large is cut: texts, lists, objects, nesting, and all of it together', () => {
  expect(auditableArguments({ notes: 'n'.repeat(5_000) })).toEqual({
    notes: `${'n'.repeat(500)}…`,
  });
  expect(auditableArguments({ list: Array.from({ length: 1_000 }, () => 1) })).toEqual({
    list: Array.from({ length: 50 }, () => 1),
  });
  let nested: unknown = 1;
  for (let depth = 0; depth < 10_000; depth += 1) nested = [nested];
  expect(auditableArguments(nested)).toEqual([[[[['…']]]]]);
  const wide = Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => 'x'.repeat(400)));
  expect(JSON.stringify(auditableArguments(wide)).length).toBeLessThan(1_000);
});

test('what goes by the name of a secret is not kept', () => {
  const given = { password: 'a', apiKey: 'b', deep: [{ Authorization: 'c', access_token: 'd' }] };
  expect(JSON.stringify(auditableArguments({ ...given, title: 'e' }))).toBe(
    JSON.stringify({
      password: '[redacted]',
      apiKey: '[redacted]',
      deep: [{ Authorization: '[redacted]', access_token: '[redacted]' }],
      title: 'e',
    }),
  );
});

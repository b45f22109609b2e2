import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { identifiers, testSecrets } from '#test/identifiers.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The command as a container runs it. */
function rotateKeys(env: Record<string, string>) {
  return new Promise<{ ok: boolean; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      ['prisma/rotate-keys.ts'],
      { env: { ...env, NODE_ENV: 'production' } },
      (error, stdout, stderr) => resolve({ ok: error === null, stdout, stderr }),
    );
  });
}

test('the command publishes one key, says from when it signs, and twice is once', async () => {
  const env = {
    DATABASE_URL: database.web,
    BETTER_AUTH_SECRET: testSecrets.betterAuth,
    BETTER_AUTH_URL: 'http://127.0.0.1:3000',
    NEXT_PUBLIC_API_URL: 'http://127.0.0.1:8000',
    GATEWAY_CLIENT_ID: identifiers.gatewayClientId,
    MCP_SERVER_URL: 'http://127.0.0.1:8001/mcp',
  };
  const first = await rotateKeys(env);
  const second = await rotateKeys(env);
  await using owner = await createClient(database.owner);
  const { rows } = await owner.query<{ id: string; signs_from: Date }>(
    'SELECT id, signs_from FROM auth.signing_keys ORDER BY signs_from',
  );
  expect(rows).toHaveLength(2);
  const { id = '', signs_from: signsFrom } = rows[1] ?? {};
  for (const { ok, stdout, stderr } of [first, second]) {
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(stdout).toContain(id);
    expect(stdout).toContain(signsFrom?.toISOString());
  }
  expect(first.stdout).toContain('A new signing key is published');
  expect(second.stdout).toContain('A rotation is under way');
});

test('a missing variable ends it with the name and no stack', async () => {
  const { ok, stderr } = await rotateKeys({});
  expect(ok).toBe(false);
  expect(stderr).toContain('BETTER_AUTH_SECRET is missing');
  expect(stderr).not.toContain('    at ');
});

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startTemporaryPostgres } from '#scripts/embedded-postgres.ts';
import { createClient } from '#test/database.ts';
import { catalogueFindings } from './catalogue-findings.ts';
import { databaseRoles } from './database-roles.ts';
import { migrate, schemaDrift } from './migrate.ts';

// A cluster of its own: roles belong to the whole of it.
let cluster: EmbeddedPostgres;

beforeAll(async () => {
  cluster = await startTemporaryPostgres();
});
afterAll(() => cluster.stop());

const rolePasswords = { web: "it's", gateway: randomUUID(), tools: randomUUID() };

test('several processes migrate several databases of one cluster at once, each migration once', async () => {
  const urls = await Promise.all([createDatabase(), createDatabase(), createDatabase()]);
  const runs = await Promise.all(
    [...urls, ...urls].map((databaseUrl) => migrate({ databaseUrl, rolePasswords })),
  );
  const applied = runs.filter((names) => names.length > 0);
  expect(applied).toHaveLength(urls.length);
  expect(new Set(applied.map((names) => names.join()))).toHaveProperty('size', 1);
});

test('a migration whose process was killed is applied by the next run', async () => {
  const databaseUrl = await createDatabase();
  const names = await migrate({ databaseUrl, rolePasswords });
  // As PostgreSQL leaves it: the transaction is gone, the note that it was begun is not.
  await query(databaseUrl, 'drop schema app, agent, auth cascade');
  await query(databaseUrl, 'delete from _prisma_migrations where migration_name <> $1', names[0]);
  await query(
    databaseUrl,
    'update _prisma_migrations set finished_at = null, applied_steps_count = 0',
  );
  expect(await migrate({ databaseUrl, rolePasswords })).toEqual(names);
  expect(await migrate({ databaseUrl, rolePasswords })).toEqual([]);
});

test('each role signs in with its newest password alone and cannot pass row-level security', async () => {
  const databaseUrl = await createDatabase();
  await migrate({ databaseUrl, rolePasswords: { ...rolePasswords, web: 'the old one' } });
  await migrate({ databaseUrl, rolePasswords });
  for (const tier of ['web', 'gateway', 'tools'] as const) {
    const rows = await query(
      asRole(databaseUrl, databaseRoles[tier], rolePasswords[tier]),
      'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
  }
  const stale = asRole(databaseUrl, databaseRoles.web, 'the old one');
  await expect(query(stale, 'select 1')).rejects.toThrow('password authentication failed');
});

test('an owner that is no superuser migrates, and every wall holds that is its to build', async () => {
  const elsewhere = await startTemporaryPostgres();
  try {
    const superuser = elsewhere.url('postgres');
    await query(superuser, "create role boss login createrole password 'boss'");
    await query(superuser, 'create database theirs owner boss');
    const databaseUrl = asRole(elsewhere.url('theirs'), 'boss', 'boss');
    await migrate({ databaseUrl, rolePasswords });
    await expect(migrate({ databaseUrl, rolePasswords })).resolves.toEqual([]);
    await using client = await createClient(databaseUrl);
    const findings = await catalogueFindings(client);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(finding).toMatch(/: may make or read large objects$/);
  } finally {
    await elsewhere.stop();
  }
});

test('the migrations make what the Prisma schema asks for', async () => {
  const drift = await schemaDrift(await createDatabase());
  const statements = drift
    .replaceAll(/^--.*$/gm, '')
    .split('\n')
    .filter(Boolean);
  expect(statements).toEqual([
    // Prisma has no words for an index of several columns by btree_gin,
    'DROP INDEX "app"."audit_entries_search_idx";',
    'DROP INDEX "app"."tasks_user_id_search_idx";',
    'DROP INDEX "app"."tasks_user_id_tags_idx";',
    // nor for a generated column, whose expression it takes for a default.
    'ALTER TABLE "app"."audit_entries" ALTER COLUMN "search" DROP DEFAULT;',
    'ALTER TABLE "app"."tasks" ALTER COLUMN "search" DROP DEFAULT;',
  ]);
});

async function createDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(cluster.url('postgres'), `create database ${name}`);
  return cluster.url(name);
}

function asRole(databaseUrl: string, role: string, password: string): string {
  const url = new URL(databaseUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.href;
}

async function query(
  connectionString: string,
  sql: string,
  ...values: unknown[]
): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

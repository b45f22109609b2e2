import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';

const refused = { code: '42501' };

const tiers = [
  { tier: 'tools', schema: 'app', table: 'app.tasks' },
  { tier: 'gateway', schema: 'agent', table: 'agent.messages' },
  { tier: 'web', schema: 'auth', table: 'auth.users' },
] as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe.each(tiers)('the role of $tier', ({ tier, schema, table }) => {
  let client: pg.Client;
  beforeAll(async () => {
    client = await createClient(database[tier]);
  });
  afterAll(() => client.end());

  test('can do nothing with any table outside of its schema', async () => {
    await using owner = await createClient(database.owner);
    const { rows } = await owner.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> $1
         AND NOT (n.nspname = 'pgboss' AND $1 = 'agent')
         AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`,
      [schema],
    );
    expect(rows.length).toBeGreaterThan(6);
    for (const { name } of rows) {
      for (const sql of [
        `SELECT 1 FROM ${name}`,
        `INSERT INTO ${name} DEFAULT VALUES`,
        `DELETE FROM ${name}`,
        `TRUNCATE ${name} CASCADE`,
      ]) {
        await expect(client.query(sql), sql).rejects.toMatchObject(refused);
      }
    }
  });

  test('may select, insert, update and delete in its own schema and nothing else', async () => {
    await using owner = await createClient(database.owner);
    const { rows } = await owner.query<{ schema: string; privilege: string }>(
      `SELECT DISTINCT table_schema AS schema, privilege_type AS privilege
       FROM information_schema.role_table_grants
       WHERE grantee = $1 AND table_schema <> 'pgboss' ORDER BY 2`,
      [`throughline_${tier}`],
    );
    const privileges = ['DELETE', 'INSERT', 'SELECT', 'UPDATE'];
    expect(rows).toEqual(privileges.map((privilege) => ({ schema, privilege })));
  });

  const other = `throughline_${tier === 'web' ? 'tools' : 'web'}`;
  test.each([
    `SET ROLE postgres`,
    `SET ROLE ${other}`,
    `SET SESSION AUTHORIZATION ${other}`,
    `SET session_replication_role = replica`,
    `TRUNCATE ${table}`,
    `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
    `ALTER TABLE ${table} OWNER TO CURRENT_USER`,
    ...(tier === 'web' ? [] : [`DROP POLICY own_rows ON ${table}`]),
    `CREATE POLICY everyone ON ${table} USING (true)`,
    `DROP TABLE ${table} CASCADE`,
    `CREATE INDEX ON ${table} (id)`,
    `CREATE TABLE ${schema}.loot (id int)`,
    `CREATE TABLE public.loot (id int)`,
    `CREATE SCHEMA loot`,
    `CREATE OR REPLACE FUNCTION app.uid() RETURNS text LANGUAGE sql AS $$ SELECT 'bob' $$`,
    `ALTER ROLE CURRENT_USER BYPASSRLS`,
    `ALTER ROLE CURRENT_USER SUPERUSER`,
    `CREATE ROLE loot`,
    `GRANT ${other} TO CURRENT_USER`,
    `COPY (SELECT 1) TO PROGRAM 'true'`,
    `SELECT pg_read_file('/etc/hostname')`,
    `SELECT 1 FROM pg_authid`,
  ])('is refused: %s', async (sql) => {
    await expect(client.query(sql)).rejects.toMatchObject(refused);
  });
});

test('the role of the gateway may move jobs, and make no queue, schedule or table of them', async () => {
  await using gateway = await createClient(database.gateway);
  const { rows } = await gateway.query(`SELECT name FROM pgboss.queue`);
  expect(rows).toContainEqual({ name: 'runs' });
  for (const sql of [
    `INSERT INTO pgboss.queue SELECT * FROM pgboss.queue`,
    `DELETE FROM pgboss.queue`,
    `INSERT INTO pgboss.schedule (name, key, cron) VALUES ('runs', '', '* * * * *')`,
    `TRUNCATE pgboss.job`,
    `DROP TABLE pgboss.job CASCADE`,
    `CREATE TABLE pgboss.loot (id int)`,
    `SELECT pgboss.create_queue('loot', '{}')`,
  ]) {
    await expect(gateway.query(sql), sql).rejects.toMatchObject(refused);
  }
});

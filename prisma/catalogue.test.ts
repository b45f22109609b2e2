import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { databaseRoles } from './database-roles.ts';

/** What PostgreSQL's catalogue must say of every table and role, the next ones included. */
let database: TestDatabase;
let owner: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createClient(database.owner);
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const roles = Object.values(databaseRoles);

async function column(sql: string, values: unknown[] = []): Promise<unknown[]> {
  const { rows } = await owner.query<unknown[]>({ text: sql, values, rowMode: 'array' });
  return rows.map(([value]) => value);
}

const tables = `FROM pg_class AS t
  WHERE t.relnamespace IN ('app'::regnamespace, 'agent'::regnamespace) AND t.relkind IN ('r', 'p')`;

test('every table of app and agent has row-level security enabled and forced', async () => {
  const open = await column(
    `SELECT t.oid::regclass::text ${tables} AND NOT (t.relrowsecurity AND t.relforcerowsecurity)`,
  );
  expect(open).toEqual([]);
});

test('every policy confines reading and writing to the actor, and each table has one', async () => {
  const { rows } = await owner.query(
    `SELECT schemaname || '.' || tablename AS table, permissive, cmd, roles::text[], qual, with_check
     FROM pg_policies WHERE schemaname IN ('app', 'agent') ORDER BY 1`,
  );
  const names = await column(`SELECT t.oid::regclass::text ${tables} ORDER BY 1`);
  expect(names).toContain('app.tasks');
  const confined = '(user_id = ( SELECT app.uid() AS uid))';
  expect(rows).toEqual(
    names.map((table) => ({
      table,
      permissive: 'PERMISSIVE',
      cmd: 'ALL',
      roles: ['public'],
      qual: confined,
      with_check: confined,
    })),
  );
});

test('every table of app and agent names its person, always, and finds rows by them', async () => {
  const nullable = await column(
    `SELECT t.oid::regclass::text ${tables} AND NOT EXISTS (
       SELECT 1 FROM pg_attribute AS a
       WHERE a.attrelid = t.oid AND a.attname = 'user_id' AND a.attnotnull)`,
  );
  expect(nullable).toEqual([]);
  const unindexed = await column(
    `SELECT t.oid::regclass::text ${tables} AND NOT EXISTS (
       SELECT 1 FROM pg_index AS i JOIN pg_attribute AS a
         ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NULL AND a.attname = 'user_id')`,
  );
  expect(unindexed).toEqual([]);
});

test('foreign keys between tables of people include the person', async () => {
  const plain = await column(
    `SELECT c.conname FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
     WHERE c.contype = 'f' AND t.relnamespace IN ('app'::regnamespace, 'agent'::regnamespace)
       AND NOT EXISTS (SELECT 1 FROM pg_attribute AS a
         WHERE a.attrelid = t.oid AND a.attname = 'user_id' AND a.attnum = ANY (c.conkey))`,
  );
  expect(plain).toEqual([]);
});

test('no role passes row-level security, has powers or is a member of another', async () => {
  const { rows } = await owner.query(
    `SELECT rolname, rolcanlogin, rolbypassrls OR rolsuper OR rolcreaterole OR rolcreatedb
       OR rolreplication AS powers,
       EXISTS (SELECT 1 FROM pg_auth_members WHERE member = r.oid) AS member
     FROM pg_roles AS r WHERE rolname = ANY ($1) ORDER BY 1`,
    [roles],
  );
  expect(rows).toEqual(
    roles
      .toSorted()
      .map((rolname) => ({ rolname, rolcanlogin: true, powers: false, member: false })),
  );
});

test('no role owns anything', async () => {
  const owned = await column(
    `SELECT c.relname FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner
       WHERE r.rolname = ANY ($1)
     UNION ALL SELECT p.proname FROM pg_proc AS p JOIN pg_roles AS r ON r.oid = p.proowner
       WHERE r.rolname = ANY ($1)
     UNION ALL SELECT n.nspname FROM pg_namespace AS n JOIN pg_roles AS r ON r.oid = n.nspowner
       WHERE r.rolname = ANY ($1)`,
    [roles],
  );
  expect(owned).toEqual([]);
});

test('no function of ours runs with the rights of its owner', async () => {
  const definers = await column(
    `SELECT p.oid::regprocedure::text FROM pg_proc AS p
     WHERE p.prosecdef AND p.pronamespace IN
       ('app'::regnamespace, 'agent'::regnamespace, 'auth'::regnamespace, 'public'::regnamespace)`,
  );
  expect(definers).toEqual([]);
});

test('a table that is added later is closed to every role until it is opened', async () => {
  await owner.query('CREATE TABLE app.later (user_id text)');
  try {
    const readers = await column(
      `SELECT r FROM unnest($1::text[]) AS r WHERE has_table_privilege(r, 'app.later', 'SELECT')`,
      [roles],
    );
    expect(readers).toEqual([]);
  } finally {
    await owner.query('DROP TABLE app.later');
  }
});

test('a statement or transaction that hangs is ended for every role', async () => {
  const { rows } = await owner.query(
    `SELECT rolname, array_to_string(rolconfig, ',') AS config FROM pg_roles
     WHERE rolname = ANY ($1)`,
    [roles],
  );
  expect(rows).toHaveLength(3);
  for (const { config } of rows) {
    expect(config).toContain('statement_timeout=');
    expect(config).toContain('lock_timeout=');
    expect(config).toContain('idle_in_transaction_session_timeout=');
  }
});

test('every unique index begins with the person: a clash would tell that a foreign row exists', async () => {
  const oracles = await column(
    `SELECT i.indexrelid::regclass::text FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
       LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
     WHERE i.indisunique AND a.attname IS DISTINCT FROM 'user_id'
       AND t.relnamespace IN ('app'::regnamespace, 'agent'::regnamespace)`,
  );
  expect(oracles).toEqual([]);
});

test('a foreign key compares the person with the person', async () => {
  const crossed = await column(
    `SELECT c.conname FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
     WHERE c.contype = 'f' AND t.relnamespace IN ('app'::regnamespace, 'agent'::regnamespace)
       AND NOT EXISTS (
         SELECT 1 FROM unnest(c.conkey, c.confkey) AS pair (here, there)
           JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = pair.here
           JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = pair.there
         WHERE a.attname = 'user_id' AND b.attname = 'user_id')`,
  );
  expect(crossed).toEqual([]);
});

test('each schema is open to its tier alone, but for the policies that ask app.uid()', async () => {
  const { rows } = await owner.query(
    `SELECT nspname AS schema, grantee::regrole::text AS role, privilege_type AS privilege
     FROM pg_namespace, aclexplode(nspacl)
     WHERE nspname IN ('app', 'agent', 'auth', 'public') AND grantee <> nspowner ORDER BY 1, 2`,
  );
  const usage = (schema: string, role: string) => ({ schema, role, privilege: 'USAGE' });
  expect(rows).toEqual([
    usage('agent', databaseRoles.gateway),
    usage('app', databaseRoles.gateway),
    usage('app', databaseRoles.tools),
    usage('auth', databaseRoles.web),
  ]);
});

test('no column of a table of people is an array that may be null: no contract allows it', async () => {
  const nullable = await column(
    `SELECT t.oid::regclass::text || '.' || a.attname FROM pg_class AS t
       JOIN pg_attribute AS a ON a.attrelid = t.oid JOIN pg_type AS y ON y.oid = a.atttypid
     WHERE t.relnamespace IN ('app'::regnamespace, 'agent'::regnamespace) AND t.relkind IN ('r', 'p')
       AND a.attnum > 0 AND y.typcategory = 'A' AND NOT a.attnotnull`,
  );
  expect(nullable).toEqual([]);
});

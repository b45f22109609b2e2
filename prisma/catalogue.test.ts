import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { catalogueFindings } from './catalogue-findings.ts';
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

test('every table, view, function, sequence and role keeps to the walls', async () => {
  await expect(catalogueFindings(owner)).resolves.toEqual([]);
});

/** A table as it should be, but for what a test takes away or adds. */
const good = `CREATE TABLE app.notes (user_id text NOT NULL, id uuid NOT NULL, PRIMARY KEY (user_id, id));
  ALTER TABLE app.notes ENABLE ROW LEVEL SECURITY;
  ALTER TABLE app.notes FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_rows ON app.notes
    USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));`;
const policy = (using: string) => `${good} DROP POLICY own_rows ON app.notes;
  CREATE POLICY own_rows ON app.notes USING (${using}) WITH CHECK (user_id = (SELECT app.uid()));`;

const faults: [string, string, string[]][] = [
  ['a good table', good, []],
  [
    'a bare table',
    'CREATE TABLE agent.loot (id int)',
    [
      'agent.loot: row-level security is not enabled',
      'agent.loot: row-level security is not forced',
      'agent.loot: has no policy that confines reading and writing to the actor',
      'agent.loot: does not always name its person',
      'agent.loot: has no index that begins with the person',
    ],
  ],
  [
    'security switched off',
    'ALTER TABLE app.tasks DISABLE ROW LEVEL SECURITY',
    ['app.tasks: row-level security is not enabled'],
  ],
  [
    'an owner let past',
    'ALTER TABLE app.audit_entries NO FORCE ROW LEVEL SECURITY',
    ['app.audit_entries: row-level security is not forced'],
  ],
  [
    'a policy with a hole',
    policy("user_id = (SELECT app.uid()) OR user_id = 'public'"),
    [
      'app.notes: has no policy that confines reading and writing to the actor',
      'app.notes (own_rows): has a policy that lets more in',
    ],
  ],
  [
    'a policy that asks once a row',
    policy('user_id = app.uid()'),
    [
      'app.notes: has no policy that confines reading and writing to the actor',
      'app.notes (own_rows): has a policy that lets more in',
    ],
  ],
  [
    'a second policy',
    'CREATE POLICY others ON app.tasks FOR SELECT USING (true)',
    ['app.tasks (others): has a policy that lets more in'],
  ],
  [
    'a policy for the reports without the scope',
    'CREATE POLICY others ON app.tasks FOR SELECT TO throughline_reports USING (true)',
    ['app.tasks (others): has a policy that lets more in'],
  ],
  [
    'a person who may be missing',
    `${good} ALTER TABLE app.notes DROP CONSTRAINT notes_pkey, ALTER COLUMN user_id DROP NOT NULL;
     CREATE INDEX ON app.notes (user_id)`,
    ['app.notes: does not always name its person'],
  ],
  [
    'a key without the person',
    `${good} ALTER TABLE app.notes DROP CONSTRAINT notes_pkey, ADD PRIMARY KEY (id)`,
    [
      'app.notes: has no index that begins with the person',
      'app.notes_pkey: is unique among all people: a clash tells that a foreign row exists',
    ],
  ],
  [
    'an index for some rows only',
    `${good} ALTER TABLE app.notes DROP CONSTRAINT notes_pkey;
     CREATE INDEX ON app.notes (user_id) WHERE id IS NULL`,
    ['app.notes: has no index that begins with the person'],
  ],
  [
    'a plain foreign key',
    `${good} CREATE UNIQUE INDEX whose ON app.tasks (id);
     ALTER TABLE app.notes ADD CONSTRAINT plain FOREIGN KEY (id) REFERENCES app.tasks (id)`,
    [
      'app.whose: is unique among all people: a clash tells that a foreign row exists',
      'plain: is a foreign key that does not compare the person with the person',
    ],
  ],
  [
    'a crossed foreign key',
    `${good} ALTER TABLE app.notes ADD COLUMN other text; CREATE TABLE auth.pairs (a text, b uuid, UNIQUE (a, b));
     ALTER TABLE app.notes ADD CONSTRAINT crossed FOREIGN KEY (user_id, id) REFERENCES auth.pairs (a, b)`,
    ['crossed: is a foreign key that does not compare the person with the person'],
  ],
  [
    'an array that may be null',
    `${good} ALTER TABLE app.notes ADD COLUMN tags text[]`,
    ['app.notes.tags: is an array that may be null, which no contract allows'],
  ],
  [
    'a view',
    'CREATE VIEW app.everything AS SELECT * FROM app.tasks',
    ['app.everything: shows rows with the rights of its owner'],
  ],
  [
    'a view of its reader',
    'CREATE VIEW app.mine WITH (security_invoker = true) AS SELECT * FROM app.tasks',
    [],
  ],
  [
    'a materialized view',
    'CREATE MATERIALIZED VIEW agent.everything AS SELECT * FROM agent.runs',
    ['agent.everything: holds rows that no policy can confine'],
  ],
  [
    'a sequence',
    'CREATE SEQUENCE app.numbers',
    ['app.numbers: is a sequence that people share: it tells how much others do'],
  ],
  [
    'a table elsewhere',
    'CREATE SCHEMA extra; CREATE TABLE extra.loot (id int); CREATE TABLE public.loot (id int)',
    ['extra.loot: is a table outside of every tier', 'loot: is a table outside of every tier'],
  ],
  [
    'a function with the rights of its owner',
    `CREATE FUNCTION app.everything() RETURNS bigint LANGUAGE sql SECURITY DEFINER
     AS 'SELECT count(*) FROM app.tasks'`,
    ['app.everything(): runs with the rights of its owner'],
  ],
  [
    'a report of another owner, by the search path of its caller',
    `ALTER FUNCTION app.report_daily_activity OWNER TO CURRENT_USER;
     ALTER FUNCTION app.report_daily_activity RESET search_path`,
    [
      'app.report_daily_activity(integer): runs with rights that are not its own to have, or finds names by a search path of the caller',
    ],
  ],
  [
    'a report for everybody',
    'GRANT EXECUTE ON FUNCTION app.report_daily_activity TO PUBLIC',
    ['app.report_daily_activity(integer): may be called by everybody'],
  ],
  [
    'a function that promises too much',
    'ALTER FUNCTION app.task_words LEAKPROOF',
    [
      'app.task_words(text): is a function of ours that says it leaks nothing: policies would run after it',
    ],
  ],
  ...['BYPASSRLS', 'SUPERUSER', 'CREATEDB', 'CREATEROLE', 'REPLICATION'].map(
    (power): [string, string, string[]] => [
      `a role with ${power}`,
      `ALTER ROLE throughline_tools ${power}`,
      expect.arrayContaining(['throughline_tools: passes row-level security or has powers']),
    ],
  ),
  [
    'a new role with powers',
    'CREATE ROLE throughline_extra LOGIN BYPASSRLS',
    [
      'throughline_extra: passes row-level security or has powers',
      'throughline_extra: has no limit for a statement, a lock or an idle transaction',
    ],
  ],
  [
    'a reports role that signs in',
    'ALTER ROLE throughline_reports LOGIN',
    expect.arrayContaining(['throughline_reports: can sign in']),
  ],
  [
    'a role within another',
    'GRANT throughline_web TO throughline_tools',
    expect.arrayContaining(['throughline_tools: is a member of another role']),
  ],
  [
    'a role that owns',
    `${good} ALTER TABLE app.notes OWNER TO throughline_tools`,
    ['throughline_tools (pg_class): owns something'],
  ],
  [
    'a role without a limit',
    'ALTER ROLE throughline_gateway RESET lock_timeout',
    ['throughline_gateway: has no limit for a statement, a lock or an idle transaction'],
  ],
  [
    'a role whose limit is none',
    'ALTER ROLE throughline_gateway SET statement_timeout = 0',
    ['throughline_gateway: has no limit for a statement, a lock or an idle transaction'],
  ],
  [
    'temporary tables',
    "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$",
    roles.toSorted().map((role) => `${role}: may make temporary tables`),
  ],
  [
    'new schemas',
    "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO throughline_web', current_database()); END $$",
    ['throughline_web: may make schemas'],
  ],
  [
    'objects in a schema',
    'GRANT CREATE ON SCHEMA app TO throughline_tools',
    [
      'throughline_tools in app: may make objects in a schema',
      'throughline_tools in app: may use a schema that is not its own',
    ],
  ],
  [
    'large objects',
    'GRANT EXECUTE ON FUNCTION lo_from_bytea TO PUBLIC',
    roles.toSorted().map((role) => `${role}: lo_from_bytea: may make or read large objects`),
  ],
  [
    'a schema of another tier',
    'GRANT USAGE ON SCHEMA auth TO throughline_tools; GRANT USAGE ON SCHEMA agent TO PUBLIC',
    [
      'everybody in agent: may use a schema that is not its own',
      'throughline_tools in auth: may use a schema that is not its own',
    ],
  ],
  [
    'a table of another tier',
    'GRANT SELECT ON app.tasks TO throughline_gateway; GRANT TRUNCATE ON app.tasks TO throughline_tools',
    [
      'throughline_gateway: SELECT on app.tasks: may do what is not its own to do',
      'throughline_tools: TRUNCATE on app.tasks: may do what is not its own to do',
    ],
  ],
  [
    'a column for somebody',
    'GRANT SELECT (title) ON app.tasks TO throughline_reports',
    ['throughline_reports: SELECT on app.tasks.title: is a column that is open beside its table'],
  ],
  [
    'tables opened beforehand',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO throughline_gateway',
    ['r of postgres: is opened to somebody before it is made'],
  ],
];

test.each(faults)('the catalogue tells of %s', async (_what, sql, findings) => {
  await owner.query('BEGIN');
  try {
    await owner.query(sql);
    await expect(catalogueFindings(owner)).resolves.toEqual(findings);
  } finally {
    await owner.query('ROLLBACK');
  }
});

test('a table that is added later is closed to every role until it is opened', async () => {
  await owner.query('CREATE TABLE app.later (user_id text)');
  try {
    const { rows } = await owner.query(
      `SELECT r FROM unnest($1::text[]) AS r WHERE has_table_privilege(r, 'app.later', 'SELECT')`,
      [roles],
    );
    expect(rows).toEqual([]);
  } finally {
    await owner.query('DROP TABLE app.later');
  }
});

test.each(['web', 'gateway', 'tools'] as const)(
  'the role of %s makes no temporary table and no large object',
  async (tier) => {
    await using client = await createClient(database[tier]);
    for (const sql of [
      'CREATE TEMPORARY TABLE loot (id int)',
      'SELECT lo_create(0)',
      "SELECT lo_from_bytea(0, 'loot')",
    ]) {
      await expect(client.query(sql), sql).rejects.toMatchObject({ code: '42501' });
    }
  },
);

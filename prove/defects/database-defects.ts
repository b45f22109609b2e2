import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Defect } from './defect.ts';

const migrations = join(import.meta.dirname, '../../prisma/migrations');
const attacked = ['prisma/row-level-security.test.ts'];
const catalogued = ['prisma/catalogue.test.ts'];

/** Every policy that a migration makes; prisma/catalogue.test.ts lets no table be without. */
const policies = readdirSync(migrations, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.sql'))
  .flatMap((file) => [
    ...readFileSync(join(migrations, file), 'utf8').matchAll(/CREATE POLICY (\w+) ON (\S+)/g),
  ])
  .map(([, policy = '', table = '']) => ({ policy, table }));
const tables = policies.flatMap(({ policy, table }) => (policy === 'own_rows' ? [table] : []));
const otherPolicies = policies.filter(({ policy }) => policy !== 'own_rows');

const onTable = (table: string) => ({
  [`${table}: everybody reads and writes`]: attackedWith(
    `ALTER POLICY own_rows ON ${table} USING (true) WITH CHECK (true)`,
  ),
  [`${table}: everybody writes for others`]: attackedWith(
    `ALTER POLICY own_rows ON ${table} WITH CHECK (true)`,
  ),
  [`${table}: no row-level security`]: attackedWith(
    `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
  ),
  [`${table}: not forced on its owner`]: cataloguedWith(
    `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
  ),
});

function attackedWith(sql: string): Defect {
  return { threat: 'T32', suites: attacked, change: { sql } };
}

function cataloguedWith(sql: string): Defect {
  return { threat: 'T32', suites: catalogued, change: { sql } };
}

function roleWith(sql: string): Defect {
  return { threat: 'T32', suites: catalogued, change: { sql, ofCluster: true } };
}

/** What a migration could open in PostgreSQL: each table in turn, and the roles. */
export const databaseDefects: Record<string, Defect> = {
  ...Object.assign({}, ...tables.map(onTable)),
  ...Object.fromEntries(
    otherPolicies.map(({ policy, table }) => [
      `${table}: what only ${policy} may read, for everybody`,
      attackedWith(`ALTER POLICY ${policy} ON ${table} TO PUBLIC USING (true)`),
    ]),
  ),
  'tables: one without a wall': attackedWith(
    'CREATE TABLE app.loot (user_id text NOT NULL, id uuid); GRANT ALL ON app.loot TO throughline_tools',
  ),
  'tables: one that the gateway owns': cataloguedWith(
    'ALTER TABLE agent.runs OWNER TO throughline_gateway',
  ),
  'tables: tasks that the gateway may read': {
    ...attackedWith('GRANT SELECT ON app.tasks TO throughline_gateway'),
    suites: ['prisma/role-privileges.test.ts'],
  },
  'reports: without their scope': {
    threat: 'T30',
    suites: ['src/db/repositories/report.test.ts'],
    change: {
      sql: `CREATE OR REPLACE FUNCTION app.has_scope(scope text) RETURNS boolean
        LANGUAGE sql STABLE PARALLEL SAFE RETURN true`,
    },
  },
  'roles: tools may pass row-level security': roleWith('ALTER ROLE throughline_tools BYPASSRLS'),
  'roles: the gateway is a member of another': roleWith(
    'GRANT throughline_tools TO throughline_gateway',
  ),
  'roles: nothing ends a statement': roleWith(
    'ALTER ROLE throughline_tools RESET statement_timeout',
  ),
};

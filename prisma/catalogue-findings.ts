import type pg from 'pg';
import { databaseRoles, maintenanceRole, reportsRole } from './database-roles.ts';

/**
 * What PostgreSQL's catalogue says against a database: every table, view, function, sequence and
 * role that one of our walls does not hold for, with what is wrong with it. Empty when all hold.
 */
export async function catalogueFindings(client: pg.Client): Promise<string[]> {
  const findings: string[] = [];
  for (const [fault, sql] of Object.entries(checks)) {
    const { rows } = await client.query<{ object: string }>(`SELECT object FROM (${sql}) AS found
      ORDER BY 1`);
    findings.push(...rows.map(({ object }) => `${object}: ${fault}`));
  }
  return findings;
}

const { web, gateway, tools } = databaseRoles;
const tiers = `(VALUES ('auth', '${web}'), ('agent', '${gateway}'), ('app', '${tools}'))
  AS tier (schema, role)`;
/** Whoever may sign in as one of ours, the next ones included. */
const roles = `(SELECT rolname::text AS role FROM pg_roles
  WHERE rolname LIKE 'throughline\\_%' AND rolcanlogin) AS login`;

/** Schemas in which each row belongs to one person. */
const tenantSchemas = `('app'::regnamespace, 'agent'::regnamespace)`;
const ourSchemas = `('app'::regnamespace, 'agent'::regnamespace, 'auth'::regnamespace,
  'public'::regnamespace)`;
const tenantTables = `pg_class AS t WHERE t.relnamespace IN ${tenantSchemas} AND t.relkind IN ('r', 'p')`;
const fromTable = `SELECT t.oid::regclass::text AS object FROM ${tenantTables}`;
const systemSchemas = `('pg_catalog', 'information_schema', 'pg_toast')`;

const confined = '(user_id = ( SELECT app.uid() AS uid))';

/** Functions that run with the rights of their owner, each on purpose. */
const definers = `('app.report_daily_activity(integer)'::regprocedure,
  'app.delete_expired(integer, integer, integer)'::regprocedure)`;
/** Who owns them. */
const owners = `('${reportsRole}', '${maintenanceRole}')`;

/** What the role that deletes what is old may see. */
const expired = `('(created_at < (now() - ''1 day''::interval))',
  '(at < (now() - ''30 days''::interval))', '(expires_at < now())')`;

/** Each finds the objects that the fault it is named by is true of. */
const checks: Record<string, string> = {
  'row-level security is not enabled': `${fromTable} AND NOT t.relrowsecurity`,

  'row-level security is not forced': `${fromTable} AND NOT t.relforcerowsecurity`,

  'has no policy that confines reading and writing to the actor': `${fromTable} AND NOT EXISTS (
    SELECT 1 FROM pg_policies AS p
    WHERE format('%I.%I', p.schemaname, p.tablename)::regclass = t.oid AND p.permissive = 'PERMISSIVE'
      AND p.cmd = 'ALL' AND p.roles = '{public}' AND p.qual = '${confined}'
      AND p.with_check = '${confined}')`,

  'has a policy that lets more in': `
    SELECT format('%I.%I (%I)', schemaname, tablename, policyname) AS object FROM pg_policies
    WHERE permissive = 'PERMISSIVE'
      AND NOT (qual IS NOT DISTINCT FROM '${confined}' AND with_check IS NOT DISTINCT FROM '${confined}')
      AND NOT (cmd = 'SELECT' AND roles = '{${reportsRole}}'
        AND qual = '( SELECT app.has_scope(''operator''::text) AS has_scope)')
      AND NOT (roles = '{${maintenanceRole}}' AND qual IN ${expired} AND with_check IS NULL)`,

  'does not always name its person': `${fromTable} AND NOT EXISTS (
    SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = t.oid AND a.attname = 'user_id'
      AND a.attnotnull AND a.atttypid = 'text'::regtype)`,

  'has no index that begins with the person': `${fromTable} AND NOT EXISTS (
    SELECT 1 FROM pg_index AS i JOIN pg_attribute AS a
      ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NULL AND a.attname = 'user_id')`,

  'is unique among all people: a clash tells that a foreign row exists': `
    SELECT i.indexrelid::regclass::text AS object
    FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
      LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
    WHERE i.indisunique AND a.attname IS DISTINCT FROM 'user_id'
      AND t.relnamespace IN ${tenantSchemas}`,

  'is a foreign key that does not compare the person with the person': `
    SELECT c.conname AS object FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
    WHERE c.contype = 'f' AND t.relnamespace IN ${tenantSchemas} AND NOT EXISTS (
      SELECT 1 FROM unnest(c.conkey, c.confkey) AS pair (here, there)
        JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = pair.here
        JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = pair.there
      WHERE a.attname = 'user_id' AND b.attname = 'user_id')`,

  'is an array that may be null, which no contract allows': `
    SELECT t.oid::regclass::text || '.' || a.attname AS object
    FROM pg_class AS t JOIN pg_attribute AS a ON a.attrelid = t.oid
      JOIN pg_type AS y ON y.oid = a.atttypid
    WHERE t.relnamespace IN ${tenantSchemas} AND t.relkind IN ('r', 'p')
      AND a.attnum > 0 AND y.typcategory = 'A' AND NOT a.attnotnull`,

  'shows rows with the rights of its owner': `
    SELECT v.oid::regclass::text AS object FROM pg_class AS v
    WHERE v.relnamespace IN ${ourSchemas} AND v.relkind = 'v'
      AND NOT coalesce(v.reloptions @> '{security_invoker=true}', false)`,

  'holds rows that no policy can confine': `
    SELECT v.oid::regclass::text AS object FROM pg_class AS v
    WHERE v.relnamespace IN ${ourSchemas} AND v.relkind IN ('m', 'f')`,

  'is a sequence that people share: it tells how much others do': `
    SELECT s.oid::regclass::text AS object FROM pg_class AS s
    WHERE s.relnamespace IN ${tenantSchemas} AND s.relkind = 'S'`,

  'is a table outside of every tier': `
    SELECT c.oid::regclass::text AS object
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ${systemSchemas}
      AND n.nspname NOT LIKE 'pg\\_t%temp%' AND n.nspname NOT IN (SELECT schema FROM ${tiers})
      -- The jobs of the gateway: ids of people and runs, which it may all see.
      AND n.nspname <> 'pgboss' AND c.relname <> '_prisma_migrations'`,

  'runs with the rights of its owner': `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc AS p
    WHERE p.prosecdef AND p.pronamespace::regnamespace::text NOT IN ${systemSchemas}
      AND p.oid NOT IN ${definers}`,

  'runs with rights that are not its own to have, or finds names by a search path of the caller': `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc AS p
    WHERE p.oid IN ${definers} AND NOT (p.proowner::regrole::text = CASE p.proname
        WHEN 'delete_expired' THEN '${maintenanceRole}' ELSE '${reportsRole}' END
      AND coalesce(p.proconfig @> '{"search_path=pg_catalog, pg_temp"}', false))`,

  'may be called by everybody': `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc AS p
    WHERE p.oid IN ${definers} AND (p.proacl IS NULL
      OR EXISTS (SELECT 1 FROM aclexplode(p.proacl) AS acl WHERE acl.grantee = 0))`,

  'is a function of ours that says it leaks nothing: policies would run after it': `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc AS p
    WHERE p.proleakproof AND p.pronamespace IN ${ourSchemas}`,

  'passes row-level security or has powers': `
    SELECT rolname AS object FROM pg_roles
    WHERE (rolname IN (SELECT role FROM ${roles}) OR rolname IN ${owners})
      AND (rolbypassrls OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication)`,

  'can sign in': `SELECT rolname AS object FROM pg_roles WHERE rolname IN ${owners} AND rolcanlogin`,

  'is a member of another role': `
    SELECT m.member::regrole::text AS object FROM pg_auth_members AS m
    WHERE m.member::regrole::text IN (SELECT role FROM ${roles})
      OR m.member::regrole::text IN ${owners}`,

  'owns something': `
    SELECT DISTINCT format('%s (%s)', refobjid::regrole, classid::regclass) AS object FROM pg_shdepend
    WHERE deptype = 'o' AND refclassid = 'pg_authid'::regclass
      AND refobjid::regrole::text IN (SELECT role FROM ${roles}
        UNION VALUES ('${reportsRole}'), ('${maintenanceRole}'))
      AND NOT (refobjid::regrole::text IN ${owners}
        AND classid = 'pg_proc'::regclass AND objid IN ${definers})
      AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))`,

  'has no limit for a statement, a lock or an idle transaction': `
    SELECT rolname AS object FROM pg_roles WHERE rolname IN (SELECT role FROM ${roles}) AND EXISTS (
      SELECT 1 FROM unnest(ARRAY['statement_timeout', 'lock_timeout',
        'idle_in_transaction_session_timeout']) AS setting
      WHERE NOT EXISTS (SELECT 1 FROM unnest(rolconfig) AS given
        WHERE given LIKE setting || '=%' AND given NOT LIKE '%=0%'))`,

  'may make temporary tables': `
    SELECT role AS object FROM ${roles}
    WHERE has_database_privilege(role, current_database(), 'TEMPORARY')`,

  'may make schemas': `
    SELECT role AS object FROM ${roles} WHERE has_database_privilege(role, current_database(), 'CREATE')`,

  'may make objects in a schema': `
    SELECT format('%s in %I', role, nspname) AS object FROM (SELECT role FROM ${roles}
      UNION VALUES ('${reportsRole}'), ('${maintenanceRole}')) AS any_role CROSS JOIN pg_namespace
    WHERE nspname NOT LIKE 'pg\\_t%temp%' AND has_schema_privilege(role, oid, 'CREATE')`,

  'may make or read large objects': `
    SELECT format('%s: %s', role, p.proname) AS object FROM ${roles} CROSS JOIN pg_proc AS p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^(lo_.*|loread|lowrite)$'
      AND has_function_privilege(role, p.oid, 'EXECUTE')`,

  'may use a schema that is not its own': `
    SELECT format('%s in %I', CASE WHEN acl.grantee = 0 THEN 'everybody'
      ELSE acl.grantee::regrole::text END, n.nspname) AS object
    FROM pg_namespace AS n, aclexplode(n.nspacl) AS acl
    WHERE n.oid IN ${ourSchemas} AND acl.grantee <> n.nspowner AND NOT EXISTS (
      SELECT 1 FROM (SELECT * FROM ${tiers} UNION VALUES
        -- For app.uid(), which the policies of agent ask.
        ('app', '${gateway}'), ('app', '${reportsRole}'),
        ('app', '${maintenanceRole}'), ('agent', '${maintenanceRole}')) AS allowed
      WHERE acl.privilege_type = 'USAGE' AND allowed.schema = n.nspname
        AND acl.grantee <> 0 AND allowed.role = acl.grantee::regrole::text)`,

  'may do what is not its own to do': `
    SELECT format('%s: %s on %s', CASE WHEN acl.grantee = 0 THEN 'everybody'
      ELSE acl.grantee::regrole::text END, acl.privilege_type, c.oid::regclass) AS object
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace, aclexplode(c.relacl) AS acl
    WHERE n.oid IN ${ourSchemas} AND acl.grantee <> c.relowner AND NOT EXISTS (
      SELECT 1 FROM ${tiers}
      WHERE tier.schema = n.nspname AND acl.grantee <> 0 AND tier.role = acl.grantee::regrole::text
        AND acl.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') AND NOT acl.is_grantable)
      AND NOT (acl.grantee = '${maintenanceRole}'::regrole AND acl.privilege_type = 'DELETE'
        AND c.relname IN ('run_events', 'audit_entries', 'idempotency_keys'))`,

  'is a column that is open beside its table': `
    SELECT format('%s: %s on %s.%I', CASE WHEN acl.grantee = 0 THEN 'everybody'
      ELSE acl.grantee::regrole::text END, acl.privilege_type, c.oid::regclass, a.attname) AS object
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid, aclexplode(a.attacl) AS acl
    WHERE c.relnamespace IN ${ourSchemas}
      AND NOT (acl.grantee = '${reportsRole}'::regrole AND acl.privilege_type = 'SELECT'
        AND a.attname IN ('user_id', 'at', 'outcome', 'created_at', 'completed_at'))
      AND NOT (acl.grantee = '${maintenanceRole}'::regrole AND acl.privilege_type = 'SELECT'
        -- The keys of the rows, and their times.
        AND a.attname IN ('user_id', 'run_id', 'seq', 'id', 'client_id', 'key', 'at', 'created_at',
          'expires_at'))`,

  'is opened to somebody before it is made': `
    SELECT format('%s of %s', defaclobjtype, defaclrole::regrole) AS object FROM pg_default_acl`,
};

import type pg from 'pg';
import { z } from 'zod';

/** A table in which every row belongs to one person. */
export interface TenantTable {
  /** Quoted and with its schema, to stand in SQL. */
  readonly name: string;
  readonly schema: 'app' | 'agent';
  /** The columns that a row cannot do without, each with SQL for a fitting value. */
  readonly required: readonly { column: string; value: string }[];
  readonly primaryKey: readonly string[];
  /** Its tier may add and read rows and do nothing else to them. */
  readonly isAppendOnly: boolean;
}

const Tables = z.array(
  z.object({
    name: z.string(),
    schema: z.enum(['app', 'agent']),
    required: z.array(z.object({ column: z.string(), value: z.string() })),
    primaryKey: z.array(z.string()),
    isAppendOnly: z.boolean(),
  }),
);

/** Every table of `app` and `agent` as the catalogue lists them: a new one is attacked as well. */
export async function tenantTables(client: pg.Client): Promise<TenantTable[]> {
  const { rows } = await client.query<Record<string, unknown>>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name, n.nspname AS schema,
      (SELECT coalesce(json_agg(json_build_object('column', quote_ident(a.attname), 'value',
          CASE WHEN a.attname = 'user_id' THEN '$1'
            WHEN a.atttypid = 'uuid'::regtype THEN 'gen_random_uuid()'
            WHEN a.atttypid = 'text'::regtype THEN 'gen_random_uuid()::text'
            WHEN a.atttypid = 'jsonb'::regtype THEN '''{}''::jsonb'
            WHEN a.atttypid = 'int4'::regtype THEN '1'
            WHEN a.atttypid = 'timestamptz'::regtype THEN 'now()'
            WHEN t.typtype = 'e' THEN format('(enum_range(NULL::%s))[1]', a.atttypid::regtype)
            ELSE format('''x''::%s', a.atttypid::regtype) END) ORDER BY a.attnum), '[]')
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attnotnull AND NOT a.atthasdef) AS required,
      (SELECT coalesce(json_agg(quote_ident(a.attname)), '[]') FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary) AS "primaryKey",
      NOT has_table_privilege(CASE n.nspname WHEN 'app' THEN 'throughline_tools'
        ELSE 'throughline_gateway' END, c.oid, 'UPDATE, DELETE') AS "isAppendOnly"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('app', 'agent') AND c.relkind IN ('r', 'p')
    ORDER BY 1`);
  return Tables.parse(rows);
}

/** An INSERT of one row for the person `$1`. */
export function insertInto(table: TenantTable): string {
  const columns = table.required.map(({ column }) => column).join(', ');
  const values = table.required.map(({ value }) => value).join(', ');
  return `INSERT INTO ${table.name} (${columns}) VALUES (${values})`;
}

import type pg from 'pg';

/**
 * Every row of a person in every table of every tier, down to PostgreSQL's row versions: two equal
 * results mean that nobody wrote in between, not even the same values.
 * @param owner connected as the superuser
 */
export async function rowsOf(owner: pg.Client, userId: string): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await owner.query<{ name: string; person: string }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name, quote_ident(a.attname) AS person
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE n.nspname IN ('app', 'agent', 'auth') AND c.relkind IN ('r', 'p')
      AND (a.attname = 'user_id' OR c.oid = 'auth.users'::regclass AND a.attname = 'id')
    ORDER BY 1`);
  const found: Record<string, unknown[]> = {};
  for (const { name, person } of tables) {
    const sql = `SELECT ctid::text, xmin::text, to_jsonb(t) AS row FROM ${name} t
      WHERE ${person} = $1 ORDER BY ctid`;
    found[name] = (await owner.query(sql, [userId])).rows;
  }
  return found;
}

import pg from 'pg';
import { loadMigrateConfig } from '#src/config/migrate.ts';

/**
 * Makes an account an operator, or no longer one. What it may do follows within the life of its
 * present token.
 * @param ownerUrl connects as the database's owner: no other role can write this
 */
export async function changeOperator(
  ownerUrl: string,
  [verb, email = '']: readonly string[],
): Promise<string> {
  const isGranted = verb === 'grant';
  if ((!isGranted && verb !== 'revoke') || email === '') {
    throw new Error('Say `grant <email>` or `revoke <email>`.');
  }
  const sql = isGranted
    ? `WITH known AS (SELECT id FROM auth.users WHERE email = lower($1)),
         made AS (INSERT INTO auth.operators (user_id) SELECT id FROM known ON CONFLICT DO NOTHING)
       SELECT id FROM known`
    : `WITH known AS (SELECT id FROM auth.users WHERE email = lower($1)),
         gone AS (DELETE FROM auth.operators WHERE user_id IN (SELECT id FROM known))
       SELECT id FROM known`;
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(sql, [email]);
    if (rowCount === 0) throw new Error(`There is no account of ${email}.`);
  } finally {
    await client.end();
  }
  return `${email} is ${isGranted ? 'an operator' : 'no operator any more'}, within a quarter of an hour.`;
}

if (import.meta.main) {
  try {
    const { ownerUrl } = loadMigrateConfig();
    process.stdout.write(`  ${await changeOperator(ownerUrl, process.argv.slice(2))}\n`);
  } catch (error) {
    process.stderr.write(`  ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

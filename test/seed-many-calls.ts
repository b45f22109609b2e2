import type pg from 'pg';

/**
 * One person with many calls since 2026 began, one a minute, among others with twenty each: nine of
 * ten read; of the changes a fifth is the agent's, one in 20 a client's and one in 500 deletes.
 * @param owner a superuser's connection
 */
export async function seedManyCalls(
  owner: pg.Client,
  { userId, calls, others }: { userId: string; calls: number; others: number },
): Promise<void> {
  await owner.query(
    `INSERT INTO app.audit_entries (user_id, id, at, tool, client_id, act, session_id, run_id,
       arguments, outcome, before, after, trace_id, duration_ms)
     SELECT person,
       (lpad(to_hex(ms >> 16), 8, '0') || lpad(to_hex(ms & 65535), 4, '0') || '7000'
         || '8' || lpad(to_hex(n), 15, '0'))::uuid,
       to_timestamp(ms / 1000.0),
       CASE WHEN n % 10 <> 0 THEN 'list_tasks' WHEN n % 5000 = 0 THEN 'delete_task' ELSE 'update_task' END,
       CASE WHEN n % 200 = 0 THEN 'editor' ELSE 'gateway' END,
       CASE WHEN n % 200 <> 0 THEN 'gateway' END, 'session',
       CASE WHEN n % 50 = 0 THEN 'run-' || n / 100 END, '{}',
       CASE WHEN n % 1000 = 1 THEN 'CONFLICT' ELSE 'ok' END,
       CASE WHEN n % 10 = 0 THEN task END, CASE WHEN n % 10 = 0 AND n % 5000 <> 0 THEN task END,
       md5(n::text), 1
     FROM (SELECT person, n,
         (extract(epoch FROM timestamptz '2026-01-01 00:00Z') * 1000)::bigint + n * 60000::bigint AS ms,
         jsonb_build_object('id', '00000000-0000-4000-8000-' || lpad((n / 100)::text, 12, '0'),
           'title', concat_ws(' ', 'common', left(md5(n::text), 8),
             CASE WHEN n % 20000 = 0 THEN 'unicorn' END), 'notes', '', 'tags', '[]'::jsonb) AS task
       FROM (SELECT $1::text AS person, generate_series(1, $2::int) AS n
         UNION ALL
         SELECT 'other-' || other, generate_series(1, $2::int, greatest($2::int / 20, 1))
         FROM generate_series(1, $3::int) AS other) AS everyone) AS made
     ORDER BY n`,
    [userId, calls, others],
  );
  // What autovacuum does within the minute.
  await owner.query('VACUUM ANALYZE app.audit_entries');
}

import type pg from 'pg';

/**
 * One person with many tasks among others with twenty each: a twentieth open, a tenth tagged
 * `home`, every word of them `common`, a third `milk`, one in 20,000 `unicorn` and `attic`.
 * @param owner a superuser's connection: triggers do not run
 */
export async function seedManyTasks(
  owner: pg.Client,
  { userId, tasks, others }: { userId: string; tasks: number; others: number },
): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  await owner.query(
    `INSERT INTO app.tasks (user_id, id, title, notes, status, priority, due_on, tags, position,
       created_at, updated_at, completed_at)
     SELECT person, gen_random_uuid(),
       concat_ws(' ', 'Task', left(md5(n::text), 8),
         CASE WHEN n % 3 = 0 THEN 'milk' END, CASE WHEN n % 20000 = 7 THEN 'unicorn' END),
       'common ' || md5((n * 7)::text),
       (CASE WHEN n % 20 = 0 THEN 'open' ELSE 'done' END)::app.task_status,
       (ARRAY['none', 'low', 'medium', 'high'])[1 + n % 7 % 4]::app.task_priority,
       CASE WHEN n % 5 <> 0 THEN date '2023-01-01' + n % 1500 END,
       CASE WHEN n % 10 = 1 THEN ARRAY['home', 'tag' || n % 50]
            WHEN n % 20000 = 7 THEN ARRAY['attic'] ELSE '{}' END,
       'a' || lpad(n::text, 8, '0'),
       now() - n * interval '1 minute', now() - n * 7919 % 100000 * interval '1 minute',
       CASE WHEN n % 20 <> 0 THEN now() END
     FROM (SELECT $1::text AS person, generate_series(1, $2::int) AS n
           UNION ALL
           SELECT 'other-' || other, generate_series(1, $2::int, greatest($2::int / 20, 1))
           FROM generate_series(1, $3::int) AS other) AS everyone
     ORDER BY n`,
    [userId, tasks, others],
  );
  await owner.query('SET session_replication_role = origin');
  // What autovacuum does within the minute.
  await owner.query('VACUUM ANALYZE app.tasks');
}

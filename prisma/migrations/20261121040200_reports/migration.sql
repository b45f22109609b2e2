-- Reading across people exists once: functions that answer aggregates alone, owned by a role that
-- nobody can sign in as, and open to transactions whose actor has the scope `operator`.

-- Set beside app.user_id, from the same token.
CREATE FUNCTION app.has_scope(scope text) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(scope = ANY (string_to_array(current_setting('app.scopes', true), ' ')), false);

-- The columns that are counted, and no words of anybody's. Should a function forget to ask for the
-- scope, it counts nothing.
GRANT USAGE ON SCHEMA app TO throughline_reports;
GRANT SELECT (user_id, created_at, completed_at) ON app.tasks TO throughline_reports;
GRANT SELECT (user_id, at, outcome) ON app.audit_entries TO throughline_reports;
CREATE POLICY reports ON app.tasks FOR SELECT TO throughline_reports
  USING ((SELECT app.has_scope('operator')));
CREATE POLICY reports ON app.audit_entries FOR SELECT TO throughline_reports
  USING ((SELECT app.has_scope('operator')));

-- Each of the last days in UTC, today last: who called a tool, and what came of it.
CREATE FUNCTION app.report_daily_activity(days integer)
  RETURNS TABLE (day date, people bigint, calls bigint, failed_calls bigint,
    tasks_added bigint, tasks_completed bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF NOT app.has_scope('operator') THEN
    RAISE EXCEPTION 'This needs the scope operator.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    WITH span AS (
      SELECT (now() AT TIME ZONE 'UTC')::date - ago AS day
      FROM generate_series(0, least(greatest(days, 1), 366) - 1) AS ago
    ), called AS (
      SELECT (at AT TIME ZONE 'UTC')::date AS day, count(DISTINCT user_id) AS people,
        count(*) AS calls, count(*) FILTER (WHERE outcome <> 'ok') AS failed
      FROM app.audit_entries GROUP BY 1
    ), added AS (
      SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS tasks
      FROM app.tasks GROUP BY 1
    ), completed AS (
      SELECT (completed_at AT TIME ZONE 'UTC')::date AS day, count(*) AS tasks
      FROM app.tasks WHERE completed_at IS NOT NULL GROUP BY 1
    )
    SELECT day, coalesce(called.people, 0), coalesce(called.calls, 0), coalesce(called.failed, 0),
      coalesce(added.tasks, 0), coalesce(completed.tasks, 0)
    FROM span LEFT JOIN called USING (day) LEFT JOIN added USING (day)
      LEFT JOIN completed USING (day)
    ORDER BY day;
END $$;
GRANT CREATE ON SCHEMA app TO throughline_reports;
ALTER FUNCTION app.report_daily_activity(integer) OWNER TO throughline_reports;
REVOKE CREATE ON SCHEMA app FROM throughline_reports;
REVOKE EXECUTE ON FUNCTION app.report_daily_activity(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.report_daily_activity(integer) TO throughline_tools;

-- Deleting across people exists once: a function that takes away what is old, owned by a role that
-- nobody can sign in as. Its policies show it nothing younger, whatever it is told.
CREATE INDEX "run_events_created_at_idx" ON "agent"."run_events" USING BRIN ("created_at");
CREATE INDEX "audit_entries_at_idx" ON "app"."audit_entries" USING BRIN ("at");

GRANT USAGE ON SCHEMA app, agent TO throughline_maintenance;
GRANT SELECT (user_id, run_id, seq, created_at), DELETE ON agent.run_events TO throughline_maintenance;
GRANT SELECT (user_id, id, at), DELETE ON app.audit_entries TO throughline_maintenance;
GRANT SELECT (user_id, client_id, key, expires_at), DELETE ON app.idempotency_keys TO throughline_maintenance;
CREATE POLICY maintenance ON agent.run_events TO throughline_maintenance
  USING (created_at < now() - interval '1 day');
CREATE POLICY maintenance ON app.audit_entries TO throughline_maintenance
  USING (at < now() - interval '30 days');
CREATE POLICY maintenance ON app.idempotency_keys TO throughline_maintenance
  USING (expires_at < now());

-- At most so many rows of each table, so that no call takes long. Answers with how many there were.
CREATE FUNCTION app.delete_expired(run_events_days integer, audit_days integer, most integer)
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  deleted bigint;
  total bigint := 0;
BEGIN
  DELETE FROM agent.run_events WHERE (user_id, run_id, seq) IN (
    SELECT user_id, run_id, seq FROM agent.run_events
    WHERE created_at < now() - make_interval(days => run_events_days) LIMIT most);
  GET DIAGNOSTICS deleted = ROW_COUNT;
  total := total + deleted;
  DELETE FROM app.audit_entries WHERE (user_id, id) IN (
    SELECT user_id, id FROM app.audit_entries
    WHERE at < now() - make_interval(days => audit_days) LIMIT most);
  GET DIAGNOSTICS deleted = ROW_COUNT;
  total := total + deleted;
  DELETE FROM app.idempotency_keys WHERE (user_id, client_id, key) IN (
    SELECT user_id, client_id, key FROM app.idempotency_keys WHERE expires_at < now() LIMIT most);
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN total + deleted;
END $$;
GRANT CREATE ON SCHEMA app TO throughline_maintenance;
ALTER FUNCTION app.delete_expired(integer, integer, integer) OWNER TO throughline_maintenance;
REVOKE CREATE ON SCHEMA app FROM throughline_maintenance;
REVOKE EXECUTE ON FUNCTION app.delete_expired(integer, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.delete_expired(integer, integer, integer) TO throughline_gateway;

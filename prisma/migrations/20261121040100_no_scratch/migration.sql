-- Large objects lie outside of row-level security and of every schema, and anybody may make and read
-- them. Only a superuser may close them; the catalogue test says so where nobody did.
DO $$
DECLARE
  entry regprocedure;
BEGIN
  FOR entry IN SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(lo_.*|loread|lowrite)$'
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', entry);
  END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'Large objects stay open to every role: ask a superuser to revoke EXECUTE on pg_catalog.lo_* from PUBLIC.';
END $$;

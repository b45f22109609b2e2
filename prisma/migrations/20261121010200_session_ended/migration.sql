-- The gateway forgets what it exchanged for a session once that has ended. Ids only, never content.
CREATE FUNCTION auth.notify_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('throughline_sessions', json_build_object('sessionId', OLD.id)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_session_ended AFTER DELETE ON auth.sessions
  FOR EACH ROW EXECUTE FUNCTION auth.notify_session_ended();

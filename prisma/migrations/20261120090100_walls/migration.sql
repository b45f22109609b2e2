-- Who may do what. Every table of `app` and `agent` belongs to one person per row, and PostgreSQL
-- itself keeps others out: row-level security is enabled, and forced on the owner as well.

-- Nobody has anything by default.
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- The actor of the transaction, or NULL: then no row is visible and none can be written. After a
-- transaction that set it, the setting reads back as '' rather than NULL.
CREATE FUNCTION app.uid() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.user_id', true), '');

-- auth: walled by its role alone, since a session is looked up before there is an actor.
GRANT USAGE ON SCHEMA auth TO throughline_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO throughline_web;

-- agent: the gateway. It may call app.uid(), which its policies use, and see no table of `app`.
GRANT USAGE ON SCHEMA agent, app TO throughline_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA agent TO throughline_gateway;

-- app: the MCP server.
GRANT USAGE ON SCHEMA app TO throughline_tools;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO throughline_tools;

-- The subselect makes PostgreSQL read the actor once a query rather than once a row.
ALTER TABLE app.tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON app.tasks
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

ALTER TABLE agent.conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent.conversations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON agent.conversations
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

ALTER TABLE agent.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent.messages FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON agent.messages
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

ALTER TABLE agent.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent.runs FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON agent.runs
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

ALTER TABLE agent.run_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent.run_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON agent.run_steps
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

ALTER TABLE agent.run_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent.run_events FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON agent.run_events
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

-- What the contract promises, the table keeps. Prisma makes every array nullable.
ALTER TABLE app.tasks
  ALTER COLUMN tags SET DEFAULT '{}',
  ALTER COLUMN tags SET NOT NULL,
  ADD CONSTRAINT tasks_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
  ADD CONSTRAINT tasks_notes_length CHECK (char_length(notes) <= 5000),
  ADD CONSTRAINT tasks_tags_count CHECK (cardinality(tags) <= 10),
  ADD CONSTRAINT tasks_version_positive CHECK (version > 0),
  ADD CONSTRAINT tasks_completed_when_done CHECK ((status = 'done') = (completed_at IS NOT NULL));

-- Full-text search. 'simple' neither stems nor drops words, so it serves every language alike. Marks
-- are blanks: otherwise `milk/eggs`, `v1.2` and `a@b.example` are one word each to PostgreSQL, which
-- no search for a part finds.
-- Declared immutable, which array_to_string is for text, so that a generated column can use it.
CREATE FUNCTION app.task_words(text text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_tsvector('simple'::regconfig,
    translate(text, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)));
CREATE FUNCTION app.task_search(title text, notes text, tags text[]) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN setweight(app.task_words(title), 'A')
      || setweight(app.task_words(array_to_string(tags, ' ')), 'B')
      || setweight(app.task_words(notes), 'C');
ALTER TABLE app.tasks
  ADD COLUMN search tsvector GENERATED ALWAYS AS (app.task_search(title, notes, tags)) STORED;

-- Followers in other processes are woken after the commit. Ids only, never content.
CREATE FUNCTION app.notify_task_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('throughline_changes',
    json_build_object('userId', coalesce(NEW.user_id, OLD.user_id), 'resource', 'task')::text);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_task_change AFTER INSERT OR UPDATE OR DELETE ON app.tasks
  FOR EACH ROW EXECUTE FUNCTION app.notify_task_change();

CREATE FUNCTION agent.notify_run_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('throughline_runs',
    json_build_object('userId', NEW.user_id, 'runId', NEW.run_id)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_run_event AFTER INSERT ON agent.run_events
  FOR EACH ROW EXECUTE FUNCTION agent.notify_run_event();

-- The audit as a list that a person reads, filters and undoes from (docs/decisions/019-undo.md).

-- What is searched for in a row, or in the arguments that would have made one.
CREATE FUNCTION app.row_texts(content jsonb) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(content ->> 'title', '') || ' ' || coalesce(content ->> 'notes', '') || ' '
      || coalesce(content ->> 'tags', '');

ALTER TABLE app.audit_entries
  ADD COLUMN undoes uuid,
  ADD COLUMN row_id text GENERATED ALWAYS AS (coalesce(after ->> 'id', before ->> 'id')) STORED,
  -- Only an exchanged token names who acts for the person: what others say of a run is not believed.
  ADD COLUMN made_by text GENERATED ALWAYS AS (
    CASE WHEN act IS NULL THEN 'client' WHEN run_id IS NULL THEN 'person' ELSE 'agent' END) STORED,
  ADD COLUMN search tsvector GENERATED ALWAYS AS (app.task_words(
    app.row_texts(before) || ' ' || app.row_texts(after) || ' ' || app.row_texts(arguments))) STORED;

-- A change is undone once; whatever undid it can be undone in turn.
CREATE UNIQUE INDEX audit_entries_user_id_undoes_key ON app.audit_entries (user_id, undoes);

-- Most calls only read: what changed something must not lie behind them.
CREATE INDEX audit_entries_changes_idx ON app.audit_entries (user_id, id) WHERE row_id IS NOT NULL;
CREATE INDEX audit_entries_failures_idx ON app.audit_entries (user_id, id)
  WHERE row_id IS NOT NULL OR outcome NOT IN ('ok', 'replayed');
CREATE INDEX audit_entries_row_idx ON app.audit_entries (user_id, row_id, id)
  WHERE row_id IS NOT NULL;
CREATE INDEX audit_entries_run_idx ON app.audit_entries (user_id, run_id, id)
  WHERE run_id IS NOT NULL;
CREATE INDEX audit_entries_client_idx ON app.audit_entries (user_id, client_id, id)
  WHERE act IS NULL;
CREATE INDEX audit_entries_user_id_made_by_id_idx ON app.audit_entries (user_id, made_by, id);
CREATE INDEX audit_entries_user_id_tool_id_idx ON app.audit_entries (user_id, tool, id);
CREATE INDEX audit_entries_search_idx ON app.audit_entries USING gin (user_id, search);

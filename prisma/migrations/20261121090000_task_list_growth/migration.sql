-- Lists of 100,000 tasks stay as quick as those of 20 (docs/decisions/014-lists-that-grow.md).

-- What a list is sorted by must be a column without NULLs, for an index to serve every page of it.
ALTER TABLE app.tasks
  ADD COLUMN title_key text NOT NULL GENERATED ALWAYS AS (lower(title)) STORED,
  ADD COLUMN due_key date NOT NULL GENERATED ALWAYS AS (coalesce(due_on, 'infinity')) STORED;

CREATE INDEX tasks_user_id_title_key_id_idx ON app.tasks (user_id, title_key, id);
CREATE INDEX tasks_user_id_due_key_id_idx ON app.tasks (user_id, due_key, id);
DROP INDEX app.tasks_user_id_due_on_id_idx;
-- Most of an old list is done: what is open must not lie behind it.
CREATE INDEX tasks_user_id_status_position_id_idx ON app.tasks (user_id, status, position, id);
CREATE INDEX tasks_user_id_status_due_key_id_idx ON app.tasks (user_id, status, due_key, id);
CREATE INDEX tasks_user_id_status_priority_id_idx ON app.tasks (user_id, status, priority, id);

-- Words and tags of one person: without the first column, a word that many people use costs each.
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX tasks_user_id_search_idx ON app.tasks USING gin (user_id, search);
CREATE INDEX tasks_user_id_tags_idx ON app.tasks USING gin (user_id, tags);

-- Behind row-level security an index serves a condition only when its operator is known to leak
-- nothing of the rows it is asked about, as those of text and dates are. These four tell nothing
-- either. Only a superuser may say so: without one, such conditions read all of the person's rows.
DO $$
BEGIN
  ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
  ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF;
  ALTER FUNCTION pg_catalog.enum_eq(anyenum, anyenum) LEAKPROOF;
  ALTER FUNCTION pg_catalog.enum_lt(anyenum, anyenum) LEAKPROOF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'Filters by status, priority, tag and words will not use their indexes: ask a superuser for the ALTER FUNCTION lines of this migration.';
END $$;

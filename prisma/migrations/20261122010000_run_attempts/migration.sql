-- A run outlives its worker: whoever takes it counts it up, and who has an older number writes no more.
-- Stopping ends the run itself, so neither a lease nor a wish to stop is kept.
ALTER TABLE agent.runs
  ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0,
  DROP COLUMN lease_until,
  DROP COLUMN stop_requested;

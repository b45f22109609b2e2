-- Every tool call leaves one row here, written in the transaction of the call. The primary key begins
-- with the person and sorts by time, since ids are UUIDv7.
CREATE TABLE "app"."audit_entries" (
    "user_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "tool" TEXT NOT NULL,
    "client_id" TEXT,
    "act" TEXT,
    "session_id" TEXT NOT NULL,
    "run_id" TEXT,
    "call_id" TEXT,
    "arguments" JSONB NOT NULL,
    "outcome" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "trace_id" TEXT NOT NULL,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("user_id","id")
);

ALTER TABLE app.audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON app.audit_entries
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

-- Written once: the tools can neither change nor delete what they did.
GRANT SELECT, INSERT ON app.audit_entries TO throughline_tools;

-- A tool call that waits for its person's decision, and what they decided. It belongs to one call of
-- one run.
CREATE TYPE "agent"."approval_decision" AS ENUM ('approve', 'deny');

CREATE TABLE "agent"."approvals" (
    "user_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "call_id" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "arguments" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "edited" BOOLEAN NOT NULL DEFAULT false,
    "decision" "agent"."approval_decision",
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("user_id","id")
);
CREATE UNIQUE INDEX "approvals_user_id_run_id_call_id_key"
  ON "agent"."approvals"("user_id", "run_id", "call_id");
ALTER TABLE "agent"."approvals" ADD CONSTRAINT "approvals_user_id_run_id_fkey"
  FOREIGN KEY ("user_id", "run_id") REFERENCES "agent"."runs"("user_id", "id")
  ON DELETE CASCADE ON UPDATE CASCADE;

-- When a person wants to be asked, where that differs from what the tools' contracts say.
CREATE TYPE "agent"."approval_policy" AS ENUM ('ask', 'allow');

CREATE TABLE "agent"."approval_policies" (
    "user_id" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "policy" "agent"."approval_policy" NOT NULL,

    CONSTRAINT "approval_policies_pkey" PRIMARY KEY ("user_id","tool")
);

ALTER TABLE agent.approvals ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent.approvals FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON agent.approvals
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

ALTER TABLE agent.approval_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent.approval_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON agent.approval_policies
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

GRANT SELECT, INSERT, UPDATE, DELETE ON agent.approvals, agent.approval_policies
  TO throughline_gateway;

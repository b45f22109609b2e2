-- What lets a worker act for a person while their run lasts, however short the person's own token
-- lives: known by its hash alone, and gone with the session.
CREATE TABLE "auth"."run_grants" (
    "token_hash" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "session_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "scopes" TEXT[] NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "run_grants_pkey" PRIMARY KEY ("token_hash")
);
CREATE INDEX "run_grants_session_id_idx" ON "auth"."run_grants"("session_id");
CREATE INDEX "run_grants_user_id_expires_at_idx" ON "auth"."run_grants"("user_id", "expires_at");
ALTER TABLE "auth"."run_grants" ADD CONSTRAINT "run_grants_session_id_fkey"
  FOREIGN KEY ("session_id") REFERENCES "auth"."sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.run_grants TO throughline_web;

-- The grant itself, which opens nothing without the gateway's own client secret. It goes with the run.
ALTER TABLE agent.runs ADD COLUMN "grant" TEXT;

-- What a tool call that changes something was answered, under the key that its caller gave it. A
-- retry finds its answer here. The row is written in the transaction of the call.
CREATE TABLE "app"."idempotency_keys" (
    "user_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "answer" JSONB,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("user_id","client_id","key")
);

-- For those who delete what has expired.
CREATE INDEX "idempotency_keys_expires_at_idx" ON "app"."idempotency_keys"("expires_at");

ALTER TABLE app.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON app.idempotency_keys
  USING (user_id = (SELECT app.uid())) WITH CHECK (user_id = (SELECT app.uid()));

GRANT SELECT, INSERT, UPDATE, DELETE ON app.idempotency_keys TO throughline_tools;

-- Guesses at passwords, counted in the database: every process holds the same limit.
CREATE TABLE "auth"."sign_in_attempts" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "blocked_until" TIMESTAMPTZ(3) NOT NULL,
    "last_attempt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "sign_in_attempts_last_attempt_at_idx" ON "auth"."sign_in_attempts"("last_attempt_at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "auth"."sign_in_attempts" TO throughline_web;

-- Two-step verification and passkeys.
ALTER TABLE "auth"."users" ADD COLUMN "two_factor_enabled" BOOLEAN DEFAULT false;

CREATE TABLE "auth"."two_factors" (
    "id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "verified" BOOLEAN DEFAULT true,
    "failed_verification_count" INTEGER DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "two_factors_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "auth"."passkeys" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "public_key" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "counter" INTEGER NOT NULL,
    "device_type" TEXT NOT NULL,
    "backed_up" BOOLEAN NOT NULL,
    "transports" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "aaguid" TEXT,

    CONSTRAINT "passkeys_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "two_factors_user_id_idx" ON "auth"."two_factors"("user_id");
CREATE INDEX "passkeys_user_id_idx" ON "auth"."passkeys"("user_id");
CREATE UNIQUE INDEX "passkeys_credential_id_key" ON "auth"."passkeys"("credential_id");

ALTER TABLE "auth"."two_factors" ADD CONSTRAINT "two_factors_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "auth"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "auth"."passkeys" ADD CONSTRAINT "passkeys_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "auth"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON "auth"."two_factors", "auth"."passkeys" TO throughline_web;

-- A new signing key is published before it signs.
ALTER TABLE "auth"."signing_keys"
  ADD COLUMN "signs_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- The last code of an authenticator app that was taken, as its half minute since the epoch: none
-- works twice (RFC 6238 §5.2).
ALTER TABLE "auth"."two_factors" ADD COLUMN "last_used_step" INTEGER;

-- Browsers that skipped the second step for 30 days, and that nothing listed or ended.
DELETE FROM "auth"."verifications" WHERE "identifier" LIKE 'trust-device-%';

-- Who may count across people. The identity provider reads it and cannot write it: only whoever has
-- the owner's credentials makes an operator.
CREATE TABLE "auth"."operators" (
    "user_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operators_pkey" PRIMARY KEY ("user_id")
);
ALTER TABLE "auth"."operators" ADD CONSTRAINT "operators_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "auth"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
GRANT SELECT ON auth.operators TO throughline_web;

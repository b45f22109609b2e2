-- Mail that was sent to nobody: where no SMTP server is set and the local outbox is on.
CREATE TABLE "auth"."outbox" (
    "id" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "outbox_created_at_idx" ON "auth"."outbox"("created_at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "auth"."outbox" TO throughline_web;

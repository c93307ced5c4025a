-- AlterTable
ALTER TABLE "Invitation" ADD COLUMN     "email" TEXT,
ADD COLUMN     "mailedAt" TIMESTAMP(3),
ADD COLUMN     "remindedAt" TIMESTAMP(3),
ADD COLUMN     "reminderCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "uploadKey" TEXT;

-- AlterTable
ALTER TABLE "OutboxMail" ADD COLUMN     "invitationId" TEXT;

-- CreateTable
CREATE TABLE "MailTemplate" (
    "siteId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "MailTemplate_pkey" PRIMARY KEY ("siteId","kind")
);

-- DropIndex
DROP INDEX "Exchange_invitationId_idx";

-- CreateIndex
CREATE INDEX "Exchange_invitationId_startedAt_idx" ON "Exchange"("invitationId", "startedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_uploadKey_key" ON "Invitation"("uploadKey");

-- CreateIndex
CREATE INDEX "Invitation_email_idx" ON "Invitation"("email");

-- CreateIndex
CREATE INDEX "Invitation_cohort_createdAt_id_idx" ON "Invitation"("cohort", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Invitation_scenarioId_createdAt_id_idx" ON "Invitation"("scenarioId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Invitation_siteId_createdAt_id_idx" ON "Invitation"("siteId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Invitation_presetName_createdAt_id_idx" ON "Invitation"("presetName", "createdAt", "id");

-- AddForeignKey
ALTER TABLE "MailTemplate" ADD CONSTRAINT "MailTemplate_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The console's list in each of its states: what it shows stands in an index, in the list's order. Children of a SHARED one are not in it.
CREATE INDEX invitation_list_all ON "Invitation" ("createdAt", id) WHERE "parentId" IS NULL;
CREATE INDEX invitation_list_revoked ON "Invitation" ("createdAt", id) WHERE "parentId" IS NULL AND "revokedAt" IS NOT NULL;
CREATE INDEX invitation_list_exhausted ON "Invitation" ("createdAt", id) WHERE "parentId" IS NULL AND "exhaustedAt" IS NOT NULL;
CREATE INDEX invitation_list_claimed ON "Invitation" ("createdAt", id) WHERE "parentId" IS NULL AND ("claimedAt" IS NOT NULL OR "claimCount" > 0);
CREATE INDEX invitation_list_opened ON "Invitation" ("createdAt", id)
  WHERE "parentId" IS NULL AND "claimedAt" IS NULL AND "claimCount" = 0 AND "openedAt" IS NOT NULL;
CREATE INDEX invitation_list_unopened ON "Invitation" ("createdAt", id)
  WHERE "parentId" IS NULL AND "claimedAt" IS NULL AND "claimCount" = 0 AND "openedAt" IS NULL;
-- Few exchanges fail: whose last one did is looked for among them.
CREATE INDEX invitation_list_stuck ON "Exchange" ("invitationId") WHERE status = 'FAILED';
-- Addresses that are still kept, for the job that forgets them.
CREATE INDEX invitation_addressed ON "Invitation" ("expiresAt") WHERE email IS NOT NULL;

-- What an invitation was sent, for its erasure.
CREATE INDEX outbox_mail_invitation ON "OutboxMail" ("invitationId") WHERE "invitationId" IS NOT NULL;

-- Search within labels and references. A database without the extension, or a role that may not add it, searches without the indexes.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX invitation_label_words ON "Invitation" USING gin (label gin_trgm_ops) WHERE "parentId" IS NULL;
  CREATE INDEX invitation_reference_words ON "Invitation" USING gin ("externalRef" gin_trgm_ops) WHERE "parentId" IS NULL;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
  RAISE NOTICE 'pg_trgm is not there: the search for invitations goes without an index';
END $$;

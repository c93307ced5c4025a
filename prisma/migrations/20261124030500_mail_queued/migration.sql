-- AlterTable
ALTER TABLE "Invitation" ADD COLUMN     "mailQueuedAt" TIMESTAMP(3);
-- What was marked as sent was written. It is sent only where a mail server took it: what still waits in the outbox was not.
UPDATE "Invitation" SET "mailQueuedAt" = "mailedAt" WHERE "mailedAt" IS NOT NULL;
UPDATE "Invitation" i SET "mailedAt" = NULL WHERE i."mailedAt" IS NOT NULL AND i."remindedAt" IS NULL
  AND EXISTS (SELECT FROM "OutboxMail" o WHERE o."invitationId" = i.id AND o."sentAt" IS NULL)
  AND NOT EXISTS (SELECT FROM "OutboxMail" o WHERE o."invitationId" = i.id AND o."sentAt" IS NOT NULL);

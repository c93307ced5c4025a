-- AlterTable
ALTER TABLE "ObservationNote" ADD COLUMN     "editedAt" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "Code" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "meaning" TEXT NOT NULL DEFAULT '',
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retiredAt" TIMESTAMP(3),

    CONSTRAINT "Code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NoteCode" (
    "noteId" TEXT NOT NULL,
    "codeId" TEXT NOT NULL,
    "notedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "NoteCode_pkey" PRIMARY KEY ("noteId","codeId")
);

-- CreateTable
CREATE TABLE "AlertMark" (
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dismissedAt" TIMESTAMP(3),

    CONSTRAINT "AlertMark_pkey" PRIMARY KEY ("userId","key")
);

-- CreateIndex
CREATE INDEX IF NOT EXISTS "Code_createdAt_id_idx" ON "Code"("createdAt", "id");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "NoteCode_codeId_notedAt_noteId_idx" ON "NoteCode"("codeId", "notedAt", "noteId");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "AlertMark_seenAt_idx" ON "AlertMark"("seenAt");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "Aside_invitationId_startedAt_id_idx" ON "Aside"("invitationId", "startedAt", "id");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "ModelCall_asideId_idx" ON "ModelCall"("asideId");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "ObservationNote_invitationId_timestamp_id_idx" ON "ObservationNote"("invitationId", "timestamp", "id");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "ObservationNote_researcherId_timestamp_id_idx" ON "ObservationNote"("researcherId", "timestamp", "id");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "ObservationNote_timestamp_id_idx" ON "ObservationNote"("timestamp", "id");

-- CreateIndex
CREATE INDEX IF NOT EXISTS "TelemetryEvent_sessionId_createdAt_id_idx" ON "TelemetryEvent"("sessionId", "createdAt", "id");

-- AddForeignKey
ALTER TABLE "Code" ADD CONSTRAINT "Code_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NoteCode" ADD CONSTRAINT "NoteCode_noteId_fkey" FOREIGN KEY ("noteId") REFERENCES "ObservationNote"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NoteCode" ADD CONSTRAINT "NoteCode_codeId_fkey" FOREIGN KEY ("codeId") REFERENCES "Code"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertMark" ADD CONSTRAINT "AlertMark_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Two codes in use are never called the same.
CREATE UNIQUE INDEX code_name_in_use ON "Code" (lower(name)) WHERE "retiredAt" IS NULL;

-- What alerts are read from: few rows of large tables.
CREATE INDEX alert_exchange_failed ON "Exchange" ("endedAt", id) WHERE status = 'FAILED';
CREATE INDEX exchange_comment_failed ON "Exchange" ("endedAt", id) WHERE "coachMissing" = 'failed';
CREATE INDEX alert_invitation_exhausted ON "Invitation" ("exhaustedAt", id) WHERE "exhaustedAt" IS NOT NULL;
CREATE INDEX usage_log_overrun ON "UsageLog" (timestamp, id) WHERE "overrunTokens" > 0;
CREATE INDEX model_call_upstream ON "ModelCall" ("createdAt", "problemCode") WHERE "problemCode" LIKE 'upstream-%';

-- A person's steps outside any session, for their journey.
CREATE INDEX telemetry_event_outside ON "TelemetryEvent" ("userId", "createdAt", id) WHERE "sessionId" IS NULL;

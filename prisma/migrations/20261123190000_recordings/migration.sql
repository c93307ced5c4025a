-- AlterTable
ALTER TABLE "Site" ADD COLUMN     "voice" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Recording" (
    "id" TEXT NOT NULL,
    "sessionId" INTEGER,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,
    "tiedAt" TIMESTAMP(3),
    "unwantedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Recording_key_key" ON "Recording"("key");

-- CreateIndex
CREATE INDEX "Recording_sessionId_idx" ON "Recording"("sessionId");

-- AddForeignKey
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "ConversationSession"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- One recording belongs to one message at most.
CREATE UNIQUE INDEX message_audio_once ON "Message" ("audioUrl") WHERE "audioUrl" IS NOT NULL;
-- What is to go is looked for by the clock.
CREATE INDEX recording_untied ON "Recording" ("createdAt") WHERE "tiedAt" IS NULL;
CREATE INDEX recording_unwanted ON "Recording" ("unwantedAt") WHERE "unwantedAt" IS NOT NULL;

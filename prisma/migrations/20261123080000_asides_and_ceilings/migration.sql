-- AlterTable
ALTER TABLE "ConversationSession" ADD COLUMN     "asideCount" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Hold" ADD COLUMN     "asideId" TEXT,
ADD COLUMN     "calledAt" TIMESTAMP(3),
ADD COLUMN     "messageIds" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "promptHash" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "spendDay" DATE,
ADD COLUMN     "spendScopes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "Invitation" ADD COLUMN     "expiryToldAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "ModelCall" ADD COLUMN     "asideId" TEXT;

-- AlterTable
ALTER TABLE "Site" ADD COLUMN     "dailyTokens" BIGINT;

-- CreateTable
CREATE TABLE "Aside" (
    "id" TEXT NOT NULL,
    "sessionId" INTEGER NOT NULL,
    "invitationId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "branchId" TEXT,
    "afterNumber" INTEGER NOT NULL,
    "idempotencyKey" UUID NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "status" "ExchangeStatus" NOT NULL DEFAULT 'RUNNING',
    "owner" TEXT NOT NULL,
    "problemCode" TEXT,
    "startedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Aside_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RequestKey" (
    "sessionId" INTEGER NOT NULL,
    "key" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "exchangeId" TEXT,
    "attempt" INTEGER,
    "branchId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RequestKey_pkey" PRIMARY KEY ("sessionId","key")
);

-- CreateTable
CREATE TABLE "SpendDay" (
    "scope" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "tokens" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "SpendDay_pkey" PRIMARY KEY ("scope","day")
);

-- CreateIndex
CREATE INDEX "Aside_invitationId_idx" ON "Aside"("invitationId");

-- CreateIndex
CREATE UNIQUE INDEX "Aside_sessionId_idempotencyKey_key" ON "Aside"("sessionId", "idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "Aside_sessionId_number_key" ON "Aside"("sessionId", "number");

-- CreateIndex
CREATE INDEX "Hold_asideId_idx" ON "Hold"("asideId");

-- CreateIndex
CREATE INDEX "Message_asideId_idx" ON "Message"("asideId");

-- AddForeignKey
ALTER TABLE "Aside" ADD CONSTRAINT "Aside_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "ConversationSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Aside" ADD CONSTRAINT "Aside_invitationId_fkey" FOREIGN KEY ("invitationId") REFERENCES "Invitation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Aside" ADD CONSTRAINT "Aside_branchId_fkey" FOREIGN KEY ("branchId") REFERENCES "Branch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestKey" ADD CONSTRAINT "RequestKey_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "ConversationSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_asideId_fkey" FOREIGN KEY ("asideId") REFERENCES "Aside"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Hold" ADD CONSTRAINT "Hold_asideId_fkey" FOREIGN KEY ("asideId") REFERENCES "Aside"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelCall" ADD CONSTRAINT "ModelCall_asideId_fkey" FOREIGN KEY ("asideId") REFERENCES "Aside"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say.

-- One aside at a time in a session; it says two things: the question and the answer.
CREATE UNIQUE INDEX aside_one_running ON "Aside" ("sessionId") WHERE status = 'RUNNING';
CREATE UNIQUE INDEX message_once_in_aside ON "Message" ("asideId", role) WHERE "asideId" IS NOT NULL;
CREATE INDEX aside_running ON "Aside" (owner) WHERE status = 'RUNNING';

ALTER TABLE "SpendDay"
  ADD CONSTRAINT spend_day_counts CHECK (tokens >= 0 AND reserved >= 0),
  SET (fillfactor = 50);

CREATE INDEX invitation_expiry_untold ON "Invitation" ("expiresAt") WHERE "expiryToldAt" IS NULL;

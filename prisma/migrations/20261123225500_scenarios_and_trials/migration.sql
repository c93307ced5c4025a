-- DropIndex
DROP INDEX "ScenarioVersion_scenarioId_number_key";

-- AlterTable
ALTER TABLE "ConversationSession" ADD COLUMN     "trial" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Invitation" ADD COLUMN     "simulated" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "trialVersionId" TEXT;

-- AlterTable
ALTER TABLE "Scenario" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "ScenarioVersion" ADD COLUMN     "trial" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Site" ADD COLUMN IF NOT EXISTS "retentionDays" INTEGER,
ADD COLUMN     "testMode" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "theme" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "Replay" (
    "id" TEXT NOT NULL,
    "scenarioId" INTEGER NOT NULL,
    "versionId" TEXT NOT NULL,
    "sourceSessionId" INTEGER NOT NULL,
    "sessionId" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelledAt" TIMESTAMP(3),

    CONSTRAINT "Replay_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelPrice" (
    "model" TEXT NOT NULL,
    "inputPerMillion" DECIMAL(12,4) NOT NULL,
    "outputPerMillion" DECIMAL(12,4) NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ModelPrice_pkey" PRIMARY KEY ("model")
);

-- CreateIndex
CREATE UNIQUE INDEX "Replay_sessionId_key" ON "Replay"("sessionId");

-- CreateIndex
CREATE INDEX "Replay_scenarioId_createdAt_idx" ON "Replay"("scenarioId", "createdAt");

-- CreateIndex
CREATE INDEX "Replay_sourceSessionId_idx" ON "Replay"("sourceSessionId");

-- CreateIndex
CREATE UNIQUE INDEX "ScenarioVersion_scenarioId_trial_number_key" ON "ScenarioVersion"("scenarioId", "trial", "number");

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_trialVersionId_fkey" FOREIGN KEY ("trialVersionId") REFERENCES "ScenarioVersion"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Replay" ADD CONSTRAINT "Replay_scenarioId_fkey" FOREIGN KEY ("scenarioId") REFERENCES "Scenario"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Replay" ADD CONSTRAINT "Replay_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ScenarioVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Replay" ADD CONSTRAINT "Replay_sourceSessionId_fkey" FOREIGN KEY ("sourceSessionId") REFERENCES "ConversationSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Replay" ADD CONSTRAINT "Replay_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "ConversationSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "ConversationSession_scenarioVersionId_idx" ON "ConversationSession"("scenarioVersionId");

-- What Prisma cannot say.
ALTER TABLE "Site" ADD CONSTRAINT site_retention_days CHECK ("retentionDays" BETWEEN 1 AND 36500);
ALTER TABLE "ModelPrice" ADD CONSTRAINT model_price_positive CHECK ("inputPerMillion" >= 0 AND "outputPerMillion" >= 0);
ALTER TABLE "Scenario" ADD CONSTRAINT scenario_revision CHECK (revision >= 1);

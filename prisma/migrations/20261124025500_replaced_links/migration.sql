-- CreateTable
CREATE TABLE "ReplacedToken" (
    "hash" TEXT NOT NULL,
    "invitationId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ReplacedToken_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "ReplacedToken_invitationId_createdAt_idx" ON "ReplacedToken"("invitationId", "createdAt");

-- AddForeignKey
ALTER TABLE "ReplacedToken" ADD CONSTRAINT "ReplacedToken_invitationId_fkey" FOREIGN KEY ("invitationId") REFERENCES "Invitation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

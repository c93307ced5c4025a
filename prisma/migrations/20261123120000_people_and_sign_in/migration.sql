-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "Consent" ADD COLUMN     "withdrawnAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Site" ADD COLUMN     "requireKnownPeople" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "returnUrls" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "erasedAt" TIMESTAMP(3),
ADD COLUMN     "tokenVersion" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "UserSecret" (
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "UserSecret_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "MergeOperation" (
    "id" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "requestedById" TEXT NOT NULL,
    "snapshot" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MergeOperation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ContactCode" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "ContactCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxMail" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL DEFAULT 'email',
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMP(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,

    CONSTRAINT "OutboxMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignIn" (
    "id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "challenge" TEXT NOT NULL,
    "origin" TEXT,
    "returnUrl" TEXT,
    "userId" TEXT,
    "loginSessionId" TEXT,
    "openedAt" TIMESTAMP(3),
    "stateHash" TEXT,
    "outcome" TEXT,
    "problemCode" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "completedAt" TIMESTAMP(3),
    "redeemedAt" TIMESTAMP(3),

    CONSTRAINT "SignIn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SiteKey" (
    "id" TEXT NOT NULL,
    "siteId" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retiresAt" TIMESTAMP(3),

    CONSTRAINT "SiteKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UsedTokenId" (
    "siteId" TEXT NOT NULL,
    "jti" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "UsedTokenId_pkey" PRIMARY KEY ("siteId","jti")
);

-- CreateTable
CREATE TABLE "Erasure" (
    "pseudonym" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "Erasure_pkey" PRIMARY KEY ("pseudonym")
);

-- CreateIndex
CREATE INDEX "User_createdAt_id_idx" ON "User"("createdAt", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_actorId_createdAt_id_idx" ON "AuditEntry"("actorId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "MergeOperation_sourceId_key" ON "MergeOperation"("sourceId");

-- CreateIndex
CREATE INDEX "MergeOperation_targetId_idx" ON "MergeOperation"("targetId");

-- CreateIndex
CREATE INDEX "ContactCode_userId_type_value_idx" ON "ContactCode"("userId", "type", "value");

-- CreateIndex
CREATE INDEX "ContactCode_value_createdAt_idx" ON "ContactCode"("value", "createdAt");

-- CreateIndex
CREATE INDEX "OutboxMail_createdAt_id_idx" ON "OutboxMail"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "SignIn_stateHash_key" ON "SignIn"("stateHash");

-- CreateIndex
CREATE INDEX "SignIn_userId_idx" ON "SignIn"("userId");

-- CreateIndex
CREATE INDEX "SignIn_expiresAt_idx" ON "SignIn"("expiresAt");

-- CreateIndex
CREATE INDEX "SiteKey_siteId_idx" ON "SiteKey"("siteId");

-- CreateIndex
CREATE INDEX "UsedTokenId_expiresAt_idx" ON "UsedTokenId"("expiresAt");

-- AddForeignKey
ALTER TABLE "UserSecret" ADD CONSTRAINT "UserSecret_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MergeOperation" ADD CONSTRAINT "MergeOperation_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MergeOperation" ADD CONSTRAINT "MergeOperation_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ContactCode" ADD CONSTRAINT "ContactCode_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignIn" ADD CONSTRAINT "SignIn_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SiteKey" ADD CONSTRAINT "SiteKey_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say.

-- A tombstone holds nothing, and is merged once.
ALTER TABLE "User"
  ADD CONSTRAINT user_token_version CHECK ("tokenVersion" > 0),
  ADD CONSTRAINT user_not_merged_into_itself CHECK ("mergedIntoId" IS DISTINCT FROM id);
ALTER TABLE "ContactCode" ADD CONSTRAINT contact_code_tries CHECK (tries >= 0);
CREATE INDEX outbox_mail_unsent ON "OutboxMail" ("createdAt") WHERE "sentAt" IS NULL;

-- Who a user is after merges. Each row on the way is locked as a foreign key locks it, so that a merge (which takes its
-- users FOR UPDATE) comes wholly before or wholly after what is being written. Read committed: after a wait the row is read anew.
CREATE FUNCTION user_after_merges(given text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  current_id text := given;
  next_id text;
BEGIN
  LOOP
    SELECT "mergedIntoId" INTO next_id FROM "User" WHERE id = current_id FOR KEY SHARE;
    IF next_id IS NULL THEN RETURN current_id; END IF;
    current_id := next_id;
  END LOOP;
END $$;

-- What is written for a guest while, or after, the guest is merged belongs to whom they turned out to be.
CREATE FUNCTION follow_merged_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actual text := user_after_merges(NEW."userId");
BEGIN
  IF actual IS DISTINCT FROM NEW."userId" THEN
    NEW."originUserId" := coalesce(NEW."originUserId", NEW."userId");
    NEW."userId" := actual;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER session_follows_merge BEFORE INSERT ON "ConversationSession"
  FOR EACH ROW WHEN (NEW."userId" IS NOT NULL) EXECUTE FUNCTION follow_merged_user();
CREATE TRIGGER usage_follows_merge BEFORE INSERT ON "UsageLog"
  FOR EACH ROW WHEN (NEW."userId" IS NOT NULL) EXECUTE FUNCTION follow_merged_user();
CREATE TRIGGER telemetry_follows_merge BEFORE INSERT ON "TelemetryEvent"
  FOR EACH ROW WHEN (NEW."userId" IS NOT NULL) EXECUTE FUNCTION follow_merged_user();

CREATE FUNCTION link_merged_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."linkedUserId" := user_after_merges(NEW."linkedUserId");
  RETURN NEW;
END $$;
CREATE TRIGGER invitation_follows_merge BEFORE INSERT OR UPDATE OF "linkedUserId" ON "Invitation"
  FOR EACH ROW WHEN (NEW."linkedUserId" IS NOT NULL) EXECUTE FUNCTION link_merged_user();

-- A tombstone gets no way in and nothing to be reached by: whoever writes that holds a sign-in that has ended.
CREATE FUNCTION refuse_merged_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF user_after_merges(NEW."userId") IS DISTINCT FROM NEW."userId" THEN
    RAISE EXCEPTION 'user % was merged into another', NEW."userId" USING ERRCODE = 'check_violation', CONSTRAINT = 'user_not_merged';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER login_session_refuses_merged BEFORE INSERT OR UPDATE OF "userId" ON "LoginSession" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();
CREATE TRIGGER external_identity_refuses_merged BEFORE INSERT OR UPDATE OF "userId" ON "ExternalIdentity" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();
CREATE TRIGGER contact_method_refuses_merged BEFORE INSERT OR UPDATE OF "userId" ON "ContactMethod" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();
CREATE TRIGGER contact_code_refuses_merged BEFORE INSERT OR UPDATE OF "userId" ON "ContactCode" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();
CREATE TRIGGER consent_refuses_merged BEFORE INSERT OR UPDATE OF "userId" ON "Consent" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();
CREATE TRIGGER staff_session_refuses_merged BEFORE INSERT ON "StaffSession" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();
CREATE TRIGGER sign_in_link_refuses_merged BEFORE INSERT ON "SignInLink" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();
CREATE TRIGGER api_key_refuses_merged BEFORE INSERT ON "ApiKey" FOR EACH ROW EXECUTE FUNCTION refuse_merged_user();

-- Who came in and has not begun is found by an index, however many have.
ALTER TABLE "Invitation" ADD COLUMN "startedAt" TIMESTAMP(3);
UPDATE "Invitation" i SET "startedAt" = s.at
FROM (SELECT "invitationId" AS id, min("startedAt") AS at FROM "ConversationSession" GROUP BY 1) s WHERE s.id = i.id;
CREATE FUNCTION note_first_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Invitation" SET "startedAt" = NEW."startedAt" WHERE id = NEW."invitationId" AND "startedAt" IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER session_first AFTER INSERT ON "ConversationSession" FOR EACH ROW
  WHEN (NEW."invitationId" IS NOT NULL) EXECUTE FUNCTION note_first_session();
CREATE INDEX invitation_list_waiting ON "Invitation" ("createdAt", id)
  WHERE "parentId" IS NULL AND "startedAt" IS NULL AND ("claimedAt" IS NOT NULL OR "claimCount" > 0);

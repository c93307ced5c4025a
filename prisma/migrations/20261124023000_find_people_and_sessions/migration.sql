-- Who came in by a group's link, the newest first.
CREATE INDEX "Invitation_parentId_createdAt_id_idx" ON "Invitation"("parentId", "createdAt", "id");

-- Sessions of a status and of a scenario, the newest first.
CREATE INDEX "ConversationSession_status_id_idx" ON "ConversationSession"("status", "id");
CREATE INDEX "ConversationSession_scenarioId_id_idx" ON "ConversationSession"("scenarioId", "id");

-- A person and a session are found by what staff call the invitation they came by. Of invitations that nobody has claimed there is neither.
CREATE INDEX invitation_label_letters ON "Invitation" USING gin (letters_of(label, 1)) WITH (fastupdate = off)
  WHERE label IS NOT NULL AND "linkedUserId" IS NOT NULL;
CREATE INDEX invitation_reference_letters ON "Invitation" USING gin (letters_of("externalRef", 1)) WITH (fastupdate = off)
  WHERE "externalRef" IS NOT NULL AND "linkedUserId" IS NOT NULL;

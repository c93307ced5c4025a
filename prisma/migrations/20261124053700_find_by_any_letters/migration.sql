-- Every invitation is found by what staff call it, claimed or not, and by fewer than three letters too: the pieces of words
-- take the place of pg_trgm's index, which has none for those.
DROP INDEX invitation_label_letters;
DROP INDEX invitation_reference_letters;
DROP INDEX IF EXISTS invitation_label_words;
DROP INDEX IF EXISTS invitation_reference_words;
CREATE INDEX invitation_label_letters ON "Invitation" USING gin (letters_of(label, 1)) WITH (fastupdate = off) WHERE label IS NOT NULL;
CREATE INDEX invitation_reference_letters ON "Invitation" USING gin (letters_of("externalRef", 1)) WITH (fastupdate = off)
  WHERE "externalRef" IS NOT NULL;

-- How many sessions of some days an export would hold.
CREATE INDEX session_started ON "ConversationSession" ("startedAt", id);

-- What is written for somebody while they are erased, or afterwards, by a request that was let in before: a merge is followed as
-- until now; of whom was erased it says nothing. Such a row belongs to nobody, and what a host page wrote into its own event goes.
CREATE OR REPLACE FUNCTION follow_merged_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actual text := user_after_merges(NEW."userId");
BEGIN
  IF actual IS DISTINCT FROM NEW."userId" THEN
    NEW."originUserId" := coalesce(NEW."originUserId", NEW."userId");
    NEW."userId" := actual;
  END IF;
  IF EXISTS (SELECT FROM "User" WHERE id = actual AND "erasedAt" IS NOT NULL) THEN
    NEW."userId" := NULL;
    NEW."originUserId" := NULL;
    IF TG_TABLE_NAME = 'TelemetryEvent' THEN
      IF NEW.name LIKE 'widget\_%' THEN
        NEW.properties := '{}';
      END IF;
    END IF;
  END IF;
  RETURN NEW;
END $$;

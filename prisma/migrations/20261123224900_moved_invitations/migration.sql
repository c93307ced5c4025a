-- Staff put an invitation into another cohort: its steps are counted there from now on.
CREATE TRIGGER invitation_moved_pending AFTER UPDATE OF "siteId", "scenarioId", "presetName", cohort ON "Invitation" FOR EACH ROW
  WHEN (OLD."facetId" IS DISTINCT FROM NEW."facetId") EXECUTE FUNCTION note_row('invitation');

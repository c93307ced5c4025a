-- CreateTable
CREATE TABLE "Upstream" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "simulated" BOOLEAN NOT NULL,

    CONSTRAINT "Upstream_pkey" PRIMARY KEY ("id")
);

-- What Prisma does not know: kept by backend/tests/schema/database-objects.test.ts.

-- An invitation is of the kind of its first session. Before that, of what would answer it now: so every step of a funnel is of one kind.
CREATE FUNCTION invitation_kind(invitation text, trial_version text, alone boolean, site text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE ran_simulated boolean;
BEGIN
  IF trial_version IS NOT NULL THEN RETURN 'trial'; END IF;
  SELECT s.simulated INTO ran_simulated FROM "ConversationSession" s WHERE s."invitationId" = invitation ORDER BY s.id LIMIT 1;
  IF NOT FOUND THEN
    ran_simulated := alone OR EXISTS (SELECT FROM "Site" t WHERE t.id = site AND t."testMode") OR EXISTS (SELECT FROM "Upstream" u WHERE u.simulated);
  END IF;
  RETURN CASE WHEN ran_simulated THEN 'simulated' ELSE 'real' END;
END $$;

CREATE OR REPLACE FUNCTION set_invitation_facet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."facetId" := facet_of(NEW."siteId", NEW."scenarioId", NEW."presetName", NEW.cohort,
    invitation_kind(NEW.id, NEW."trialVersionId", NEW.simulated, NEW."siteId"));
  RETURN NEW;
END $$;

DROP TRIGGER invitation_moved_pending ON "Invitation";
CREATE TRIGGER invitation_moved_pending AFTER UPDATE OF "siteId", "scenarioId", "presetName", cohort, "facetId" ON "Invitation" FOR EACH ROW
  WHEN (OLD."facetId" IS DISTINCT FROM NEW."facetId") EXECUTE FUNCTION note_row('invitation');

CREATE FUNCTION set_kind_by_first_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Invitation" i SET "facetId" = facet_of(i."siteId", i."scenarioId", i."presetName", i.cohort, CASE WHEN NEW.simulated THEN 'simulated' ELSE 'real' END)
  FROM "Facet" f WHERE i.id = NEW."invitationId" AND f.id = i."facetId" AND f.kind <> 'trial' AND (f.kind = 'simulated') <> NEW.simulated
    AND NOT EXISTS (SELECT FROM "ConversationSession" s WHERE s."invitationId" = i.id AND s.id < NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER session_invitation_kind AFTER INSERT ON "ConversationSession" FOR EACH ROW
  WHEN (NEW."invitationId" IS NOT NULL) EXECUTE FUNCTION set_kind_by_first_session();

-- Where what answers is changed, invitations that nobody talked in and that still can be used go along.
CREATE FUNCTION set_kinds_again(site text) RETURNS void LANGUAGE sql AS $$
  UPDATE "Invitation" i SET "siteId" = i."siteId" FROM "Facet" f
  WHERE f.id = i."facetId" AND (site IS NULL OR i."siteId" = site) AND i."expiresAt" > (now() AT TIME ZONE 'UTC') AND i."revokedAt" IS NULL
    AND f.kind <> invitation_kind(i.id, i."trialVersionId", i.simulated, i."siteId") $$;
CREATE FUNCTION note_upstream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_kinds_again(NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER upstream_kinds AFTER INSERT OR UPDATE OF simulated ON "Upstream" FOR EACH ROW EXECUTE FUNCTION note_upstream();
CREATE FUNCTION note_test_mode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_kinds_again(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER site_kinds AFTER UPDATE OF "testMode" ON "Site" FOR EACH ROW
  WHEN (OLD."testMode" <> NEW."testMode") EXECUTE FUNCTION note_test_mode();

-- Those that are there: steps of those that belong elsewhere are moved as they are counted.
UPDATE "Invitation" i SET "siteId" = i."siteId" FROM "Facet" f
  WHERE f.id = i."facetId" AND f.kind <> invitation_kind(i.id, i."trialVersionId", i.simulated, i."siteId");

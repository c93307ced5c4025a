-- AlterTable
ALTER TABLE "ConversationSession" ADD COLUMN     "facetId" INTEGER,
ADD COLUMN     "wordsRemovedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Invitation" ADD COLUMN     "facetId" INTEGER;

-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "facetId" INTEGER;

-- AlterTable
ALTER TABLE "TelemetryEvent" ADD COLUMN     "detail" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "facetId" INTEGER;

-- AlterTable
ALTER TABLE "UsageLog" ADD COLUMN     "facetId" INTEGER;

-- CreateTable
CREATE TABLE "Facet" (
    "id" SERIAL NOT NULL,
    "siteId" TEXT NOT NULL,
    "scenarioId" INTEGER NOT NULL,
    "preset" TEXT NOT NULL,
    "cohort" TEXT NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "Facet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CountPending" (
    "seq" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "rowId" TEXT NOT NULL,

    CONSTRAINT "CountPending_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "UsageFigure" (
    "grain" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "facetId" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "problems" BIGINT NOT NULL,
    "estimated" BIGINT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "cacheWriteTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "chargedTokens" BIGINT NOT NULL,
    "overrunTokens" BIGINT NOT NULL,
    "firstToken" BIGINT[],
    "duration" BIGINT[],

    CONSTRAINT "UsageFigure_pkey" PRIMARY KEY ("grain","at","facetId","model","lane")
);

-- CreateTable
CREATE TABLE "EventFigure" (
    "grain" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "facetId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "EventFigure_pkey" PRIMARY KEY ("grain","at","facetId","name","detail")
);

-- CreateTable
CREATE TABLE "InvitationStep" (
    "invitationId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "facetId" INTEGER NOT NULL,
    "madeAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "InvitationStep_pkey" PRIMARY KEY ("invitationId","step","kind")
);

-- CreateTable
CREATE TABLE "JobRun" (
    "name" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "nextAt" TIMESTAMP(3),
    "problem" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "JobRun_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "Facet_siteId_scenarioId_preset_cohort_kind_key" ON "Facet"("siteId", "scenarioId", "preset", "cohort", "kind");

-- CreateIndex
CREATE INDEX "InvitationStep_facetId_step_kind_madeAt_invitationId_idx" ON "InvitationStep"("facetId", "step", "kind", "madeAt", "invitationId");

-- CreateIndex
CREATE INDEX "TelemetryEvent_facetId_name_detail_createdAt_id_idx" ON "TelemetryEvent"("facetId", "name", "detail", "createdAt", "id");

-- CreateIndex
CREATE INDEX "UsageLog_facetId_model_timestamp_id_idx" ON "UsageLog"("facetId", "model", "timestamp", "id");

-- DropIndex
DROP INDEX "AuditEntry_subject_idx";

-- CreateIndex
CREATE INDEX "AuditEntry_subject_createdAt_id_idx" ON "AuditEntry"("subject", "createdAt", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_action_createdAt_id_idx" ON "AuditEntry"("action", "createdAt", "id");

-- What a site's retention looks for.
CREATE INDEX session_words_kept ON "ConversationSession" ("lastActivityAt", id) WHERE "wordsRemovedAt" IS NULL AND status IN ('COMPLETED', 'ABANDONED');
-- Comments alone have a facet.
CREATE INDEX message_comment_facet ON "Message" ("facetId", timestamp, id) WHERE "facetId" IS NOT NULL;
-- Calls that went wrong are few, and looked for.
CREATE INDEX model_call_problem ON "ModelCall" ("createdAt", id) WHERE "problemCode" IS NOT NULL;

-- The facet of these values; made where there is none. Two that make the same at once get the same.
CREATE FUNCTION facet_of(site text, scenario int, preset_name text, cohort_name text, of_kind text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE found_id int;
BEGIN
  LOOP
    SELECT f.id INTO found_id FROM "Facet" f
      WHERE f."siteId" = coalesce(site, '') AND f."scenarioId" = coalesce(scenario, 0) AND f.preset = coalesce(preset_name, '')
        AND f.cohort = coalesce(cohort_name, '') AND f.kind = of_kind;
    IF FOUND THEN RETURN found_id; END IF;
    INSERT INTO "Facet" ("siteId", "scenarioId", preset, cohort, kind)
      VALUES (coalesce(site, ''), coalesce(scenario, 0), coalesce(preset_name, ''), coalesce(cohort_name, ''), of_kind)
      ON CONFLICT DO NOTHING RETURNING id INTO found_id;
    IF FOUND THEN RETURN found_id; END IF;
  END LOOP;
END $$;

-- A trial is read from the row as JSON: whether it has such a column is not this migration's to say.
CREATE FUNCTION set_invitation_facet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."facetId" := facet_of(NEW."siteId", NEW."scenarioId", NEW."presetName", NEW.cohort,
    CASE WHEN to_jsonb(NEW)->>'trialVersionId' IS NOT NULL THEN 'trial' ELSE 'real' END);
  RETURN NEW;
END $$;
CREATE TRIGGER invitation_facet BEFORE INSERT OR UPDATE OF "siteId", "scenarioId", "presetName", cohort ON "Invitation"
  FOR EACH ROW EXECUTE FUNCTION set_invitation_facet();

CREATE FUNCTION set_session_facet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE invited record;
BEGIN
  SELECT i."siteId", i."presetName", i.cohort INTO invited FROM "Invitation" i WHERE i.id = NEW."invitationId";
  NEW."facetId" := facet_of(invited."siteId", NEW."scenarioId", invited."presetName", invited.cohort,
    CASE WHEN to_jsonb(NEW)->>'trial' = 'true' THEN 'trial' WHEN NEW.simulated THEN 'simulated' ELSE 'real' END);
  RETURN NEW;
END $$;
CREATE TRIGGER session_facet BEFORE INSERT ON "ConversationSession" FOR EACH ROW EXECUTE FUNCTION set_session_facet();

CREATE FUNCTION facet_of_session(session int, invitation text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE found_id int;
BEGIN
  IF session IS NOT NULL THEN
    SELECT s."facetId" INTO found_id FROM "ConversationSession" s WHERE s.id = session;
    IF found_id IS NOT NULL THEN RETURN found_id; END IF;
  END IF;
  IF invitation IS NOT NULL THEN
    SELECT i."facetId" INTO found_id FROM "Invitation" i WHERE i.id = invitation;
    IF found_id IS NOT NULL THEN RETURN found_id; END IF;
  END IF;
  RETURN facet_of('', 0, '', '', 'real');
END $$;

CREATE FUNCTION set_usage_facet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."facetId" := facet_of_session(NEW."sessionId", NEW."invitationId");
  RETURN NEW;
END $$;
CREATE TRIGGER usage_log_facet BEFORE INSERT ON "UsageLog" FOR EACH ROW EXECUTE FUNCTION set_usage_facet();

CREATE FUNCTION event_detail(name text, properties jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(CASE WHEN name IN ('exchange_ended', 'aside_ended') THEN lower(properties->>'status')
    WHEN name = 'lane_stopped' THEN properties->>'lane' WHEN name = 'signed_in' THEN properties->>'outcome' END, '') $$;
CREATE FUNCTION set_event_facet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."facetId" := facet_of_session(NEW."sessionId", NEW.properties->>'invitation');
  NEW.detail := event_detail(NEW.name, NEW.properties);
  RETURN NEW;
END $$;
CREATE TRIGGER telemetry_event_facet BEFORE INSERT ON "TelemetryEvent" FOR EACH ROW EXECUTE FUNCTION set_event_facet();

CREATE FUNCTION set_comment_facet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."facetId" := facet_of_session(NEW."sessionId", NULL);
  RETURN NEW;
END $$;
CREATE TRIGGER message_comment_facet BEFORE INSERT ON "Message" FOR EACH ROW
  WHEN (NEW.role = 'coach' AND NEW."asideId" IS NULL) EXECUTE FUNCTION set_comment_facet();

-- What is to be counted is noted by the statement that writes it: it is there exactly when the row is, however late it comes.
CREATE FUNCTION note_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "CountPending" (source, "rowId") SELECT TG_ARGV[0], made.id FROM made;
  RETURN NULL;
END $$;
CREATE TRIGGER invitation_pending AFTER INSERT ON "Invitation" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made('invitation');
CREATE TRIGGER usage_log_pending AFTER INSERT ON "UsageLog" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made('usage');
CREATE TRIGGER telemetry_event_pending AFTER INSERT ON "TelemetryEvent" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made('event');
CREATE FUNCTION note_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "CountPending" (source, "rowId") VALUES (TG_ARGV[0], NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER message_comment_pending AFTER INSERT ON "Message" FOR EACH ROW
  WHEN (NEW."facetId" IS NOT NULL) EXECUTE FUNCTION note_row('comment');
CREATE TRIGGER message_delivered_pending AFTER UPDATE OF "deliveredAt" ON "Message" FOR EACH ROW
  WHEN (NEW."facetId" IS NOT NULL AND OLD."deliveredAt" IS NULL AND NEW."deliveredAt" IS NOT NULL) EXECUTE FUNCTION note_row('delivered');
CREATE TRIGGER message_seen_pending AFTER UPDATE OF "seenAt" ON "Message" FOR EACH ROW
  WHEN (NEW."facetId" IS NOT NULL AND OLD."seenAt" IS NULL AND NEW."seenAt" IS NOT NULL) EXECUTE FUNCTION note_row('seen');

-- What stands already.
UPDATE "Invitation" SET "facetId" = facet_of("siteId", "scenarioId", "presetName", cohort, 'real');
UPDATE "ConversationSession" s SET "facetId" = facet_of(i."siteId", s."scenarioId", i."presetName", i.cohort, CASE WHEN s.simulated THEN 'simulated' ELSE 'real' END)
  FROM "ConversationSession" t LEFT JOIN "Invitation" i ON i.id = t."invitationId" WHERE t.id = s.id;
UPDATE "UsageLog" SET "facetId" = facet_of_session("sessionId", "invitationId");
UPDATE "TelemetryEvent" SET "facetId" = facet_of_session("sessionId", properties->>'invitation'), detail = event_detail(name, properties);
UPDATE "Message" SET "facetId" = facet_of_session("sessionId", NULL) WHERE role = 'coach' AND "asideId" IS NULL;
INSERT INTO "CountPending" (source, "rowId") SELECT 'invitation', id FROM "Invitation";
INSERT INTO "CountPending" (source, "rowId") SELECT 'usage', id FROM "UsageLog";
INSERT INTO "CountPending" (source, "rowId") SELECT 'event', id FROM "TelemetryEvent";
INSERT INTO "CountPending" (source, "rowId") SELECT 'comment', id::text FROM "Message" WHERE "facetId" IS NOT NULL;
INSERT INTO "CountPending" (source, "rowId") SELECT 'delivered', id::text FROM "Message" WHERE "facetId" IS NOT NULL AND "deliveredAt" IS NOT NULL;
INSERT INTO "CountPending" (source, "rowId") SELECT 'seen', id::text FROM "Message" WHERE "facetId" IS NOT NULL AND "seenAt" IS NOT NULL;

-- What Prisma cannot say: the ledger's invariants, immutability, partial and expression indexes.
-- A CHECK passes on NULL and AND has no fixed order, hence CASE and coalesce with plain booleans.

ALTER TABLE "Invitation"
  ADD CONSTRAINT invitation_quota_shape CHECK (CASE
    WHEN jsonb_typeof(quota -> 'tokens') = 'number' AND jsonb_typeof(quota -> 'label') = 'string'
    THEN (quota -> 'tokens')::numeric BETWEEN 0 AND 1000000000000 AND (quota -> 'tokens')::numeric % 1 = 0
    ELSE false END),
  ADD CONSTRAINT invitation_usage_shape CHECK (CASE
    WHEN jsonb_typeof(usage) IS DISTINCT FROM 'object' THEN false
    WHEN coalesce(jsonb_typeof(usage -> 'tokens'), 'number') = 'number' AND coalesce(jsonb_typeof(usage -> 'reserved'), 'number') = 'number'
    THEN coalesce((usage -> 'tokens')::numeric, 0) >= 0 AND coalesce((usage -> 'tokens')::numeric, 0) % 1 = 0
     AND coalesce((usage -> 'reserved')::numeric, 0) >= 0 AND coalesce((usage -> 'reserved')::numeric, 0) % 1 = 0
    ELSE false END),
  ADD CONSTRAINT invitation_within_quota CHECK (coalesce(
    coalesce((usage ->> 'tokens')::bigint, 0) + coalesce((usage ->> 'reserved')::bigint, 0) <= (quota ->> 'tokens')::bigint, false)),
  ADD CONSTRAINT invitation_claims CHECK ("claimCount" >= 0 AND ("maxClaims" IS NULL OR "claimCount" <= "maxClaims")),
  SET (fillfactor = 50);

ALTER TABLE "Hold"
  ADD CONSTRAINT hold_amount CHECK (amount > 0 AND "maxOutputTokens" > 0 AND "inputTokens" >= 0 AND "outputTokens" >= 0),
  SET (fillfactor = 70);

ALTER TABLE "UsageLog"
  ADD CONSTRAINT usage_log_counts CHECK ("inputTokens" >= 0 AND "outputTokens" >= 0 AND "cacheWriteTokens" >= 0
    AND "cacheReadTokens" >= 0 AND "chargedTokens" >= 0 AND "overrunTokens" >= 0);

-- One partner lane at a time in a session; one number once in a line.
CREATE UNIQUE INDEX exchange_one_partner ON "Exchange" ("sessionId") WHERE "partnerRunning";
CREATE UNIQUE INDEX exchange_number_in_line ON "Exchange" ("sessionId", coalesce("branchId", ''), number);
-- A lane says one thing in an attempt.
CREATE UNIQUE INDEX message_once ON "Message" ("exchangeId", role, attempt) WHERE "exchangeId" IS NOT NULL;
CREATE INDEX exchange_running ON "Exchange" (owner) WHERE status = 'RUNNING';
CREATE INDEX hold_live ON "Hold" ("invitationId") WHERE state = 'LIVE';
CREATE INDEX hold_live_owner ON "Hold" (owner) WHERE state = 'LIVE';
CREATE UNIQUE INDEX contact_method_one_primary ON "ContactMethod" ("userId", type) WHERE "primary";
CREATE UNIQUE INDEX quota_preset_one_default ON "QuotaPreset" ("isDefault") WHERE "isDefault";
CREATE INDEX session_active ON "ConversationSession" ("lastActivityAt") WHERE status = 'ACTIVE';

-- At every commit the reserved tokens of an invitation are the sum of its live holds.
CREATE FUNCTION check_reserved_equals_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  invitation_id text;
  reserved bigint;
  held bigint;
BEGIN
  IF TG_TABLE_NAME = 'Invitation' THEN invitation_id := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN invitation_id := OLD."invitationId";
  ELSE invitation_id := NEW."invitationId";
  END IF;
  SELECT coalesce((usage ->> 'reserved')::bigint, 0) INTO reserved FROM "Invitation" WHERE id = invitation_id;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT coalesce(sum(amount), 0) INTO held FROM "Hold" WHERE "invitationId" = invitation_id AND state = 'LIVE';
  IF reserved <> held THEN
    RAISE EXCEPTION 'invitation %: % reserved, % held', invitation_id, reserved, held USING ERRCODE = 'check_violation', CONSTRAINT = 'reserved_equals_holds';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hold_reserved_equals_holds AFTER INSERT OR UPDATE OF state, amount OR DELETE ON "Hold"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_reserved_equals_holds();
CREATE CONSTRAINT TRIGGER invitation_reserved_equals_holds AFTER INSERT OR UPDATE OF usage ON "Invitation"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_reserved_equals_holds();

-- A published version never changes; an audit entry is written once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER scenario_version_immutable BEFORE UPDATE OR DELETE ON "ScenarioVersion" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON "AuditEntry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

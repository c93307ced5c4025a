// A database as after some months of work, by set-based statements. Sessions are real, of 5 exchanges each; every twentieth is
// simulated; ids are short and made of numbers, so that rows find each other without a look-up.
const DAYS = 90;

export type Size = { invitations: number; sessions: number };
/** 1 M messages (5 exchanges of 3), 3 M calls (9 an exchange). */
export const LARGE: Size = { invitations: 100_000, sessions: 70_000 };
export const SMALL: Size = { invitations: 1_000, sessions: 700 };
const EXCHANGES = 5;
const CALLS = 9;
const COHORTS = 10;

const when = (place: string, many: number): string =>
  `(date_trunc('milliseconds', now()) - interval '${DAYS} days' * (1 - (${place})::float8 / ${many}))::timestamp(3)`;

/** Of a session of that number, from 1. */
const session = ({ sessions, invitations }: Size) => ({
  at: (s: string) => when(`${s} - 0.5`, sessions),
  /** the invitation it belongs to: those between them were never accepted */
  invitation: (s: string) => `((${s} - 1)::bigint * ${invitations} / ${sessions} + 1)`,
  simulated: (s: string) => `(${s} % 20 = 0)`,
});

/** In their order. Triggers and foreign keys are off meanwhile: what they would do is done here. */
export const seedStatements = (size: Size): { what: string; sql: string }[] => {
  const { invitations, sessions } = size;
  const of = session(size);
  const exchanges = sessions * EXCHANGES;
  const sessionOf = (e: string) => `((${e} - 1) / ${EXCHANGES} + 1)`;
  const exchangeAt = (e: string) => `${of.at(sessionOf(e))} + interval '2 minutes' * ((${e} - 1) % ${EXCHANGES} + 1)`;
  const scenario = (i: string) => `(SELECT ids[1 + ${i} % cardinality(ids)] FROM scenario_ids)`;
  const version = (i: string) => `(SELECT ids[1 + ${i} % cardinality(ids)] FROM version_ids)`;
  const facetOf = (i: string, kind: string) =>
    `(SELECT f.id FROM large_facet f WHERE f.slot = (${i} % 60)::int AND f.kind = ${kind})`;
  return [
    {
      what: "settings",
      sql: `
        INSERT INTO "User" (id, name, role, "updatedAt") VALUES ('large-staff', 'Large', 'ADMIN', now());
        INSERT INTO "Site" (id, key, name, "pageUrl", origins, "updatedAt")
          SELECT 'site-' || n, 'site-' || n, 'Site ' || n, 'https://site-' || n || '.example/room', ARRAY['https://site-' || n || '.example'], now() FROM generate_series(1, 5) n;
        CREATE TEMP TABLE scenario_ids AS SELECT array_agg(id ORDER BY id) AS ids FROM "Scenario";
        CREATE TEMP TABLE version_ids AS SELECT array_agg(v.id ORDER BY v."scenarioId") AS ids FROM "ScenarioVersion" v WHERE v.number = 1;
        CREATE TEMP TABLE large_facet AS
          SELECT slot, kind, facet_of('site-' || (1 + slot % 5), ${scenario("slot")}, 'standard', 'Cohort ' || (1 + slot % ${COHORTS}), kind) AS id
          FROM generate_series(0, 59) slot CROSS JOIN (VALUES ('real'), ('simulated')) AS k(kind);
        ANALYZE large_facet;`,
    },
    {
      what: "people",
      sql: `
        INSERT INTO "User" (id, name, role, "createdAt", "updatedAt")
          SELECT 'user-' || s, CASE WHEN s % 3 = 0 THEN 'Person ' || s END, CASE WHEN s % 3 = 0 THEN 'USER' ELSE 'GUEST' END::"Role", ${of.at("s")}, now()
          FROM generate_series(1, ${sessions}) s;
        INSERT INTO "ExternalIdentity" (id, "userId", provider, "externalId", email, "createdAt")
          SELECT 'identity-' || s, 'user-' || s, 'google', s, 'person-' || s || '@mail-' || s % 7 || '.example', ${of.at("s")}
          FROM generate_series(3, ${sessions}, 3) s;
        INSERT INTO "ContactMethod" (id, "userId", type, value, verified, "primary", "createdAt", "updatedAt")
          SELECT 'contact-' || s, 'user-' || s, 'email', 'reach-' || s || '@post-' || s % 5 || '.example', true, true, ${of.at("s")}, now()
          FROM generate_series(3, ${sessions}, 3) s`,
    },
    {
      what: "invitations",
      sql: `
        INSERT INTO "Invitation" (id, token, label, "scenarioId", quota, usage, "expiresAt", "createdById", "createdAt", "siteId", "presetName", cohort,
            "externalRef", "facetId")
          SELECT 'inv-' || i, md5(i::text) || md5((-i)::text), 'Participant ' || i, ${scenario("i")}, '{"tokens": 1000000, "label": "Large"}', '{}',
            ${when("i", invitations)} + interval '120 days', 'large-staff', ${when("i - 1", invitations)}, 'site-' || (1 + i % 5), 'standard',
            'Cohort ' || (1 + i % ${COHORTS}), 'ref-' || i, ${facetOf("i", "'real'")}
          FROM generate_series(1, ${invitations}) i;
        UPDATE "Invitation" SET "openedAt" = "createdAt" + interval '1 hour' WHERE substr(id, 5)::int % 10 <> 0;
        UPDATE "Invitation" i SET "openedAt" = i."createdAt" + interval '1 hour', "claimedAt" = i."createdAt" + interval '2 hours', "linkedUserId" = 'user-' || s,
            usage = jsonb_build_object('tokens', ${EXCHANGES * (CALLS * 200 + 720)}, 'reserved', 0)
          FROM generate_series(1, ${sessions}) s WHERE i.id = 'inv-' || ${of.invitation("s")};
        INSERT INTO "Consent" (id, "userId", "invitationId", service, research, "createdAt")
          SELECT 'consent-' || s, 'user-' || s, 'inv-' || ${of.invitation("s")}, '2026-11-23', s % 2 = 0, ${of.at("s")} FROM generate_series(1, ${sessions}) s`,
    },
    {
      what: "sessions",
      sql: `
        INSERT INTO "ConversationSession" (id, "userId", "invitationId", "scenarioId", "scenarioVersionId", status, "startedAt", "endedAt", "totalMessages",
            "durationSeconds", "exchangeCount", "activeSince", "lastActivityAt", simulated, "facetId")
          SELECT s, 'user-' || s, 'inv-' || i, ${scenario("i")}, ${version("i")}, CASE WHEN s % 3 = 0 THEN 'ABANDONED' ELSE 'COMPLETED' END::"SessionStatus",
            ${of.at("s")}, ${of.at("s")} + interval '12 minutes', ${EXCHANGES * 3}, 720, ${EXCHANGES}, NULL, ${of.at("s")} + interval '12 minutes',
            ${of.simulated("s")}, ${facetOf("i", `CASE WHEN ${of.simulated("s")} THEN 'simulated' ELSE 'real' END`)}
          FROM generate_series(1, ${sessions}) s, LATERAL (SELECT ${of.invitation("s")} AS i) n;
        SELECT setval(pg_get_serial_sequence('"ConversationSession"', 'id'), ${sessions})`,
    },
    {
      what: "messages",
      sql: `
        INSERT INTO "Message" (id, "sessionId", role, content, timestamp, "exchangeId", attempt, "stopReason", "deliveredAt", "seenAt", "facetId")
          SELECT (e - 1) * 3 + k, ${sessionOf("e")}, (ARRAY['user', 'partner', 'coach'])[k],
            'Exchange ' || e || ': ' || repeat('some words that were said, ', 2 + k), ${exchangeAt("e")} + interval '5 seconds' * (k - 1), 'ex-' || e, 1,
            CASE WHEN k > 1 THEN 'end_turn' END, CASE WHEN k = 3 THEN ${exchangeAt("e")} + interval '11 seconds' END,
            CASE WHEN k = 3 AND e % 4 <> 0 THEN ${exchangeAt("e")} + interval '15 seconds' END, CASE WHEN k = 3 THEN s."facetId" END
          FROM generate_series(1, ${exchanges}) e CROSS JOIN generate_series(1, 3) k JOIN "ConversationSession" s ON s.id = ${sessionOf("e")};
        SELECT setval(pg_get_serial_sequence('"Message"', 'id'), ${exchanges * 3})`,
    },
    {
      what: "exchanges",
      sql: `
        INSERT INTO "Exchange" (id, "sessionId", "invitationId", number, "idempotencyKey", "bodyHash", "userMessageId", status, "partnerRunning", owner, "startedAt", "endedAt")
          SELECT 'ex-' || e, ${sessionOf("e")}, 'inv-' || ${of.invitation(sessionOf("e"))}, (e - 1) % ${EXCHANGES} + 1, gen_random_uuid(), 'hash', (e - 1) * 3 + 1,
            CASE WHEN e % 50 = 0 THEN 'FAILED' ELSE 'COMPLETED' END::"ExchangeStatus", false, 'large', ${exchangeAt("e")}, ${exchangeAt("e")} + interval '20 seconds'
          FROM generate_series(1, ${exchanges}) e`,
    },
    {
      what: "usage",
      sql: `
        INSERT INTO "UsageLog" (id, "userId", "invitationId", "sessionId", model, "requestedModel", "streamType", "inputTokens", "outputTokens", timestamp,
            "cacheReadTokens", "chargedTokens", simulated, "facetId")
          SELECT 'use-' || e || '-' || k, 'user-' || s.id, s."invitationId", s.id, CASE WHEN k % 3 = 0 THEN 'claude-haiku-5-5' ELSE 'claude-sonnet-5-5' END,
            'claude-sonnet-5-5', CASE WHEN k % 2 = 0 THEN 'coach' ELSE 'partner' END, 150 + k, 40 + k, ${exchangeAt("e")} + interval '2 seconds' * k,
            100, 200 + (k - 1) * 20, s.simulated, s."facetId"
          FROM generate_series(1, ${exchanges}) e CROSS JOIN generate_series(1, ${CALLS}) k JOIN "ConversationSession" s ON s.id = ${sessionOf("e")}`,
    },
    {
      what: "calls",
      sql: `
        INSERT INTO "ModelCall" (id, "usageLogId", "exchangeId", attempt, "messageIds", "promptHash", "stopReason", "problemCode", "firstTokenMs", "durationMs", "createdAt")
          SELECT 'call-' || e || '-' || k, 'use-' || e || '-' || k, 'ex-' || e, 1, '{}', 'hash', CASE WHEN (e * ${CALLS} + k) % 100 = 0 THEN NULL ELSE 'end_turn' END,
            CASE WHEN (e * ${CALLS} + k) % 100 = 0 THEN 'upstream-overloaded' END, 200 + (e * 7 + k * 13) % 3000, 1500 + (e * 11 + k * 17) % 20000,
            ${exchangeAt("e")} + interval '2 seconds' * k
          FROM generate_series(1, ${exchanges}) e CROSS JOIN generate_series(1, ${CALLS}) k`,
    },
    {
      what: "telemetry",
      sql: `
        INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId", "createdAt", "facetId", detail)
          SELECT 'sent-' || e || '-' || n.name, n.name, CASE WHEN n.name = 'exchange_ended' THEN jsonb_build_object('exchange', 1, 'status', n.detail) ELSE '{}' END,
            'user-' || s.id, s.id, ${exchangeAt("e")}, s."facetId", n.detail
          FROM generate_series(1, ${exchanges}) e JOIN "ConversationSession" s ON s.id = ${sessionOf("e")},
            LATERAL (VALUES ('message_sent', ''), ('exchange_ended', CASE WHEN e % 50 = 0 THEN 'failed' ELSE 'completed' END)) AS n(name, detail);
        INSERT INTO "TelemetryEvent" (id, name, "userId", "sessionId", "createdAt", "facetId")
          SELECT 'began-' || id, 'conversation_started', "userId", id, "startedAt", "facetId" FROM "ConversationSession"
          UNION ALL SELECT 'done-' || id, 'conversation_completed', "userId", id, "endedAt", "facetId" FROM "ConversationSession" WHERE status = 'COMPLETED';
        INSERT INTO "TelemetryEvent" (id, name, properties, "createdAt", "facetId")
          SELECT 'opened-' || id, 'invitation_opened', jsonb_build_object('invitation', id), "openedAt", "facetId" FROM "Invitation" WHERE "openedAt" IS NOT NULL`,
    },
    {
      what: "notes and audit",
      sql: `
        INSERT INTO "ObservationNote" (id, "invitationId", "sessionId", "researcherId", content, timestamp)
          SELECT 'note-' || id, "invitationId", id, 'large-staff', 'Seen.', "startedAt" FROM "ConversationSession" WHERE id % 4 = 0;
        INSERT INTO "Code" (id, name, meaning, "createdById") SELECT 'code-' || n, 'Code ' || n, 'as agreed', 'large-staff' FROM generate_series(1, 20) n;
        INSERT INTO "NoteCode" ("noteId", "codeId", "notedAt") SELECT id, 'code-' || (1 + "sessionId" / 4 % 20), timestamp FROM "ObservationNote";
        INSERT INTO "AuditEntry" (id, "actorId", action, subject, "createdAt") SELECT 'made-' || id, 'large-staff', 'invitation.create', id, "createdAt" FROM "Invitation"`,
    },
  ];
};

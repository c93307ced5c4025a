// What an export holds, column by column; what it leaves out, and why, is in withheld.ts. A test holds both against the schema.

/** Whose id it is: the same thing has the same pseudonym in every table of a study. */
export type Kind =
  | "person"
  | "invitation"
  | "session"
  | "line"
  | "exchange"
  | "aside"
  | "message"
  | "staff"
  | "scenario";
export type ExportColumn = {
  name: string;
  /** Model.column of the schema that it shows; null: made of several */
  of: string | null;
  sql: string;
  /** an id, shown as its pseudonym */
  kind?: Kind;
  meaning: string;
};
export type ExportTable = {
  name: string;
  holds: string;
  /** by what its rows are read in batches: $1 is an array of these ids */
  by: "invitation" | "session" | "version" | "code";
  columns: ExportColumn[];
  /** FROM and WHERE, and the order within a batch */
  from: string;
};

const at = (name: string, of: string, sql: string, meaning: string): ExportColumn => ({ name, of, sql, meaning });
const id = (name: string, of: string, sql: string, kind: Kind, meaning: string): ExportColumn => ({
  name,
  of,
  sql,
  kind,
  meaning,
});
const OF_SESSION = `= ANY($1::int[])`;

export const TABLES: ExportTable[] = [
  {
    name: "invitations",
    holds:
      "Invitations whose person agrees to research, but for those used on the simulator alone; the row that joins to a survey",
    by: "invitation",
    from: `"Invitation" i LEFT JOIN "Site" t ON t.id = i."siteId" WHERE i.id = ANY($1::text[]) ORDER BY i.id`,
    columns: [
      id("invitation", "Invitation.id", "i.id", "invitation", "Pseudonym of the invitation"),
      id("person", "Invitation.linkedUserId", `i."linkedUserId"`, "person", "Pseudonym of who accepted it"),
      id("shared_from", "Invitation.parentId", `i."parentId"`, "invitation", "The shared link that it came by"),
      at("external_ref", "Invitation.externalRef", `i."externalRef"`, "Your own reference, as you gave it: join by it"),
      at("cohort", "Invitation.cohort", "i.cohort", "Cohort"),
      at("preset", "Invitation.presetName", `i."presetName"`, "Quota preset that it was made from"),
      at("site", "Site.key", "t.key", "Key of its site"),
      id("scenario", "Invitation.scenarioId", `i."scenarioId"`, "scenario", "Scenario; empty: chosen by the invitee"),
      at("claim_mode", "Invitation.claimMode", `i."claimMode"`, "SINGLE, or SHARED"),
      at("quota_tokens", "Invitation.quota", "(i.quota->>'tokens')::float8", "Tokens that it may spend"),
      at("used_tokens", "Invitation.usage", "coalesce((i.usage->>'tokens')::float8, 0)", "Tokens that it has spent"),
      at("mailed_at", "Invitation.mailedAt", `i."mailedAt"`, "When a mail server took the link; empty: not sent"),
      at("reminded_at", "Invitation.remindedAt", `i."remindedAt"`, "Reminded by mail, the last time"),
      at("reminders", "Invitation.reminderCount", `i."reminderCount"`, "How often it was reminded"),
      at("created_at", "Invitation.createdAt", `i."createdAt"`, "Made"),
      at("opened_at", "Invitation.openedAt", `i."openedAt"`, "Opened for the first time"),
      at("claimed_at", "Invitation.claimedAt", `i."claimedAt"`, "Accepted"),
      at("started_at", "Invitation.startedAt", `i."startedAt"`, "First session began"),
      at("expires_at", "Invitation.expiresAt", `i."expiresAt"`, "Good until"),
      at("exhausted_at", "Invitation.exhaustedAt", `i."exhaustedAt"`, "Since when no exchange fits any more"),
      at("revoked_at", "Invitation.revokedAt", `i."revokedAt"`, "Revoked by staff"),
    ],
  },
  {
    name: "consents",
    holds: "What was agreed to, and when",
    by: "invitation",
    from: `"Consent" c WHERE c."invitationId" = ANY($1::text[]) ORDER BY c."createdAt", c.id`,
    columns: [
      id("invitation", "Consent.invitationId", `c."invitationId"`, "invitation", "The invitation"),
      id("person", "Consent.userId", `c."userId"`, "person", "Who agreed"),
      at("service", "Consent.service", "c.service", "Version of the text that was read"),
      at("research", "Consent.research", "c.research", "Whether research was agreed to"),
      at("created_at", "Consent.createdAt", `c."createdAt"`, "When"),
      at("withdrawn_at", "Consent.withdrawnAt", `c."withdrawnAt"`, "Taken back"),
    ],
  },
  {
    name: "scenarios",
    holds: "Scenario versions, with the prompts that sessions ran on",
    by: "version",
    from: `"ScenarioVersion" v JOIN "Scenario" n ON n.id = v."scenarioId" WHERE v.id = ANY($1::text[]) ORDER BY v."scenarioId", v.number`,
    columns: [
      id("scenario_version", "ScenarioVersion.id", "v.id", "scenario", "Pseudonym of the version"),
      id("scenario", "ScenarioVersion.scenarioId", `v."scenarioId"`, "scenario", "Pseudonym of the scenario"),
      at("slug", "Scenario.slug", "n.slug", "The scenario's name in addresses"),
      at("version", "ScenarioVersion.number", "v.number", "Number of the version"),
      at("name", "ScenarioVersion.name", "v.name", "Name"),
      at("description", "ScenarioVersion.description", "v.description", "What invitees read of it"),
      at("partner_persona", "ScenarioVersion.partnerPersona", `v."partnerPersona"`, "Whom the partner plays"),
      at("partner_prompt", "ScenarioVersion.partnerSystemPrompt", `v."partnerSystemPrompt"`, "The partner's prompt"),
      at("coach_prompt", "ScenarioVersion.coachSystemPrompt", `v."coachSystemPrompt"`, "The coach's prompt"),
      at("partner_model", "ScenarioVersion.partnerModel", `v."partnerModel"`, "The partner's model"),
      at("coach_model", "ScenarioVersion.coachModel", `v."coachModel"`, "The coach's model"),
      at("goal", "ScenarioVersion.goal", "v.goal", "What is practised"),
      at("coach_policy", "ScenarioVersion.coachPolicy", `v."coachPolicy"`, "When the coach speaks (JSON)"),
      at("opening_line", "ScenarioVersion.openingLine", `v."openingLine"`, "Where the partner opens: with this"),
      at("languages", "ScenarioVersion.languages", "v.languages", "Languages to choose from (JSON)"),
      at("published_at", "ScenarioVersion.publishedAt", `v."publishedAt"`, "Published"),
    ],
  },
  {
    name: "codes",
    holds: "The code book that notes are marked by",
    by: "code",
    from: `"Code" k WHERE k.id = ANY($1::text[]) ORDER BY k."createdAt", k.id`,
    columns: [
      at("code", "Code.name", "k.name", "Name"),
      at("meaning", "Code.meaning", "k.meaning", "When it is given"),
      at("made_at", "Code.createdAt", `k."createdAt"`, "Made"),
      at("retired_at", "Code.retiredAt", `k."retiredAt"`, "Since when no new note takes it"),
    ],
  },
  {
    name: "sessions",
    holds: "Sessions, neither simulated nor trials",
    by: "session",
    from: `"ConversationSession" s WHERE s.id ${OF_SESSION} ORDER BY s.id`,
    columns: [
      id("session", "ConversationSession.id", "s.id", "session", "Pseudonym of the session"),
      id("invitation", "ConversationSession.invitationId", `s."invitationId"`, "invitation", "Its invitation"),
      id("person", "ConversationSession.userId", `s."userId"`, "person", "Who talked"),
      id("scenario", "ConversationSession.scenarioId", `s."scenarioId"`, "scenario", "Its scenario"),
      id(
        "scenario_version",
        "ConversationSession.scenarioVersionId",
        `s."scenarioVersionId"`,
        "scenario",
        "The version it ran on",
      ),
      at("status", "ConversationSession.status", "s.status", "ACTIVE, PAUSED, COMPLETED or ABANDONED"),
      at("started_at", "ConversationSession.startedAt", `s."startedAt"`, "Started"),
      at("ended_at", "ConversationSession.endedAt", `s."endedAt"`, "Completed or abandoned"),
      at(
        "last_activity_at",
        "ConversationSession.lastActivityAt",
        `s."lastActivityAt"`,
        "The last thing that was done",
      ),
      at("active_seconds", "ConversationSession.durationSeconds", `s."durationSeconds"`, "Seconds while it was ACTIVE"),
      at("messages", "ConversationSession.totalMessages", `s."totalMessages"`, "Messages without asides"),
      at("exchanges", "ConversationSession.exchangeCount", `s."exchangeCount"`, "Exchanges on the main line"),
      at("asides", "ConversationSession.asideCount", `s."asideCount"`, "Private questions to the coach"),
      at("language", "ConversationSession.locale", "s.locale", "Language that was chosen"),
    ],
  },
  {
    name: "lines",
    holds: "Other goes at a moment, as a tree: each goes off from its parent, without one from the main line",
    by: "session",
    from: `"Branch" b WHERE b."sessionId" ${OF_SESSION} ORDER BY b."sessionId", b."createdAt", b.id`,
    columns: [
      id("line", "Branch.id", "b.id", "line", "Pseudonym of the line"),
      id("session", "Branch.sessionId", `b."sessionId"`, "session", "Its session"),
      id("parent_line", "Branch.parentId", `b."parentId"`, "line", "The line it goes off from; empty: the main line"),
      at("from_number", "Branch.fromNumber", `b."fromNumber"`, "The first exchange that is its own"),
      at("last_number", "Branch.exchangeCount", `b."exchangeCount"`, "The last one; below from_number: none"),
      at("created_at", "Branch.createdAt", `b."createdAt"`, "Made"),
    ],
  },
  {
    name: "exchanges",
    holds: "One message of the invitee with what came of it",
    by: "session",
    from: `"Exchange" e WHERE e."sessionId" ${OF_SESSION} ORDER BY e."sessionId", e."startedAt", e.id`,
    columns: [
      id("exchange", "Exchange.id", "e.id", "exchange", "Pseudonym of the exchange"),
      id("session", "Exchange.sessionId", `e."sessionId"`, "session", "Its session"),
      id("line", "Exchange.branchId", `e."branchId"`, "line", "Its line; empty: the main line"),
      at("number", "Exchange.number", "e.number", "Its place in the line, from 1"),
      at("attempts", "Exchange.attempt", "e.attempt", "How often it was answered, failures included"),
      id("user_message", "Exchange.userMessageId", `e."userMessageId"`, "message", "What the invitee wrote"),
      at("status", "Exchange.status", "e.status", "RUNNING, COMPLETED, STOPPED or FAILED"),
      at(
        "no_comment",
        "Exchange.coachMissing",
        `e."coachMissing"`,
        "Why there is no comment: policy, nothing-to-add, failed",
      ),
      at("problem", "Exchange.problemCode", `e."problemCode"`, "Why it failed"),
      at("started_at", "Exchange.startedAt", `e."startedAt"`, "Sent"),
      at("ended_at", "Exchange.endedAt", `e."endedAt"`, "Ended"),
    ],
  },
  {
    name: "asides",
    holds: "Private questions to the coach",
    by: "session",
    from: `"Aside" a WHERE a."sessionId" ${OF_SESSION} ORDER BY a."sessionId", a.number`,
    columns: [
      id("aside", "Aside.id", "a.id", "aside", "Pseudonym of the aside"),
      id("session", "Aside.sessionId", `a."sessionId"`, "session", "Its session"),
      at("number", "Aside.number", "a.number", "Counted over the session, from 1"),
      id("line", "Aside.branchId", `a."branchId"`, "line", "The line in which it was asked"),
      at("after_number", "Aside.afterNumber", `a."afterNumber"`, "That line's last exchange then"),
      at("status", "Aside.status", "a.status", "RUNNING, COMPLETED, STOPPED or FAILED"),
      at("problem", "Aside.problemCode", `a."problemCode"`, "Why it failed"),
      at("started_at", "Aside.startedAt", `a."startedAt"`, "Asked"),
      at("ended_at", "Aside.endedAt", `a."endedAt"`, "Answered"),
    ],
  },
  {
    name: "messages",
    holds: "All that was said, word for word: names that people mention stand in it",
    by: "session",
    from: `"Message" m LEFT JOIN "Recording" r ON r.key = m."audioUrl" WHERE m."sessionId" ${OF_SESSION} ORDER BY m."sessionId", m.id`,
    columns: [
      id("message", "Message.id", "m.id", "message", "Pseudonym of the message"),
      id("session", "Message.sessionId", `m."sessionId"`, "session", "Its session"),
      id(
        "exchange",
        "Message.exchangeId",
        `m."exchangeId"`,
        "exchange",
        "Its exchange; empty: an opening line, or an aside",
      ),
      id("aside", "Message.asideId", `m."asideId"`, "aside", "Its aside"),
      at("attempt", "Message.attempt", "m.attempt", "Of which attempt it is; the last one is what the invitee reads"),
      at("role", "Message.role", "m.role", "user, partner or coach"),
      at("content", "Message.content", "m.content", "What was said"),
      at("at", "Message.timestamp", "m.timestamp", "Stored"),
      at("stop_reason", "Message.stopReason", `m."stopReason"`, "Why the model ended"),
      at("delivered_at", "Message.deliveredAt", `m."deliveredAt"`, "Of a comment: reached a page"),
      at("seen_at", "Message.seenAt", `m."seenAt"`, "Of a comment: was half visible for a second"),
      at("helpful", "Message.helpful", "m.helpful", "Of a comment: what the invitee said of it"),
      at("helpful_at", "Message.helpfulAt", `m."helpfulAt"`, "When they said so"),
      at("spoken_seconds", "Recording.seconds", "r.seconds", "Length of what was spoken; empty: it was typed"),
    ],
  },
  {
    name: "usage",
    holds: "Every model call",
    by: "session",
    from: `"UsageLog" u LEFT JOIN "ModelCall" c ON c."usageLogId" = u.id WHERE u."sessionId" ${OF_SESSION} ORDER BY u."sessionId", u.timestamp, u.id`,
    columns: [
      id("session", "UsageLog.sessionId", `u."sessionId"`, "session", "Its session"),
      id("invitation", "UsageLog.invitationId", `u."invitationId"`, "invitation", "Its invitation"),
      id("exchange", "ModelCall.exchangeId", `c."exchangeId"`, "exchange", "What it was for"),
      id("aside", "ModelCall.asideId", `c."asideId"`, "aside", "What it was for"),
      at("attempt", "ModelCall.attempt", "c.attempt", "For which attempt"),
      at("lane", "UsageLog.streamType", `u."streamType"`, "partner or coach"),
      at("model", "UsageLog.model", "u.model", "The model that answered"),
      at("requested_model", "UsageLog.requestedModel", `u."requestedModel"`, "The model that was asked"),
      at("input_tokens", "UsageLog.inputTokens", `u."inputTokens"`, "Tokens read anew"),
      at("cache_write_tokens", "UsageLog.cacheWriteTokens", `u."cacheWriteTokens"`, "Tokens read and kept"),
      at("cache_read_tokens", "UsageLog.cacheReadTokens", `u."cacheReadTokens"`, "Tokens read from what was kept"),
      at("output_tokens", "UsageLog.outputTokens", `u."outputTokens"`, "Tokens written"),
      at("charged_tokens", "UsageLog.chargedTokens", `u."chargedTokens"`, "What the invitation was charged"),
      at("overrun_tokens", "UsageLog.overrunTokens", `u."overrunTokens"`, "What was used beyond the reservation"),
      at("estimated", "UsageLog.estimated", "u.estimated", "Counted by us: the call ended early"),
      at("stop_reason", "ModelCall.stopReason", `c."stopReason"`, "Why the model ended"),
      at("problem", "ModelCall.problemCode", `c."problemCode"`, "What went wrong"),
      at("first_token_ms", "ModelCall.firstTokenMs", `c."firstTokenMs"`, "Milliseconds to the first token"),
      at("duration_ms", "ModelCall.durationMs", `c."durationMs"`, "Milliseconds to the end"),
      at("at", "UsageLog.timestamp", "u.timestamp", "When"),
    ],
  },
  {
    name: "notes",
    holds: "What staff noted, with the message it speaks of",
    by: "session",
    from: `"ObservationNote" o WHERE o."sessionId" ${OF_SESSION} ORDER BY o."sessionId", o.timestamp, o.id`,
    columns: [
      id("invitation", "ObservationNote.invitationId", `o."invitationId"`, "invitation", "The invitation"),
      id("session", "ObservationNote.sessionId", `o."sessionId"`, "session", "The session"),
      id("message", "ObservationNote.messageId", `o."messageId"`, "message", "The message; empty: the whole session"),
      id("staff", "ObservationNote.researcherId", `o."researcherId"`, "staff", "Pseudonym of who wrote it"),
      at("content", "ObservationNote.content", "o.content", "The note"),
      at(
        "codes",
        "NoteCode.codeId",
        `(SELECT json_agg(k.name ORDER BY k.name) FROM "NoteCode" n JOIN "Code" k ON k.id = n."codeId" WHERE n."noteId" = o.id)`,
        "Names of its codes (JSON)",
      ),
      at("at", "ObservationNote.timestamp", "o.timestamp", "When"),
      at("edited_at", "ObservationNote.editedAt", `o."editedAt"`, "Put in other words since"),
    ],
  },
  {
    name: "events",
    holds: "What happened (docs/telemetry.md)",
    by: "session",
    from: `"TelemetryEvent" e WHERE e."sessionId" ${OF_SESSION} ORDER BY e."sessionId", e."createdAt", e.id`,
    columns: [
      id("session", "TelemetryEvent.sessionId", `e."sessionId"`, "session", "The session"),
      at("name", "TelemetryEvent.name", "e.name", "Name, as in docs/telemetry.md"),
      at("detail", "TelemetryEvent.detail", "e.detail", "A status or lane, where the name has one"),
      at(
        "properties",
        "TelemetryEvent.properties",
        // Ids would lead back to people: of the server's events the plain values alone.
        `e.properties - ARRAY['invitation', 'observer', 'source', 'site', 'message']`,
        "What was told with it (JSON), ids left out",
      ),
      at("at", "TelemetryEvent.createdAt", `e."createdAt"`, "When"),
    ],
  },
];

import type { Pool } from "pg";
import type { Database } from "../database/create-database.ts";
import type { JourneyEntry } from "../protocol/observation.ts";
import type { Place } from "./keyset.ts";
import { staffNote } from "./staff-note.ts";
import type { NoteRow } from "./note-store.ts";

/** Whose journey it is. `userId`: who claimed it, for their steps outside any session. */
export type JourneyOf = { invitationId: string; userId: string | null };
/** An entry with its place: `id` is its kind and the id of its row. */
export type JourneyRow = { createdAt: Date; id: string; entry: JourneyEntry };
type Row<T> = T & { at: Date; rowId: string };

/** How much of what was said stands in a line of the journey. */
const START = 280;
/** Events that say what another entry says already, and those of the outside contract that belong to no step of a person. */
const TOLD_ELSEWHERE = [
  "invitation_opened",
  "invitation_claimed",
  "invitation_revoked",
  "quota_topped_up",
  "conversation_started",
  "message_sent",
  "exchange_ended",
  "branch_made",
  "aside_asked",
  "aside_ended",
  // counted, and no step of theirs
  "widget_first_words",
];

/** Acts of staff on an invitation: each has its entry in the audit trail, by the transaction that did it. */
const ACTS_OF_STAFF = [
  "invitation.change",
  "invitation.revoke",
  "invitation.reissue",
  "invitation.sign-out",
  "invitation.send",
  "invitation.remind",
];

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
const start = (column: string): string => `left(${column}, ${START})`;
const keyOf = (kind: string, id: string): string => `('${kind}:' || ${id}) COLLATE "C"`;
/** $2, $3: the place after which it goes on; the bare bound on the time is what an index is read by. $4: how many. */
const page = (kind: string, at: string, id: string): string => `
  AND ($2::timestamp IS NULL OR (${at} <= $2::timestamp AND (${at}, ${keyOf(kind, id)}) < ($2::timestamp, $3::text COLLATE "C")))
  ORDER BY ${at} DESC, ${keyOf(kind, id)} DESC LIMIT $4`;
const CHARGED = (column: string, id: string): string => `coalesce((SELECT sum(u."chargedTokens")::int
  FROM "ModelCall" c JOIN "UsageLog" u ON u.id = c."usageLogId" WHERE c."${column}" = ${id}), 0) AS "chargedTokens"`;
/** As invitees count: the main line is the first. */
const TRY = (branch: string): string => `(SELECT count(*)::int + 1 FROM "Branch" o
  WHERE o."sessionId" = ${branch}."sessionId" AND (o."createdAt", o.id) <= (${branch}."createdAt", ${branch}.id)) AS "tryNumber"`;
const said = (of: string, id: string, role: string, attempt = ""): string =>
  `(SELECT ${start("m.content")} FROM "Message" m WHERE m."${of}" = ${id} AND m.role = '${role}'${attempt} LIMIT 1)`;

const SESSIONS = `
  SELECT s."startedAt" AS at, s.id::text AS "rowId", s.id AS "sessionId", json_build_object('name', v.name, 'version', v.number) AS scenario,
    s.status, s."endedAt", s."lastActivityAt", s.simulated
  FROM "ConversationSession" s JOIN "ScenarioVersion" v ON v.id = s."scenarioVersionId"
  WHERE s."invitationId" = $1 ${page("session", `s."startedAt"`, "s.id::text")}`;
const EXCHANGES = `
  SELECT e.*, ${CHARGED("exchangeId", `e."rowId"`)}, ${said("exchangeId", `e."rowId"`, "user")} AS "user",
    ${said("exchangeId", `e."rowId"`, "partner", " AND m.attempt = e.attempt")} AS partner,
    ${said("exchangeId", `e."rowId"`, "coach", " AND m.attempt = e.attempt")} AS coach,
    (SELECT v."partnerPersona" FROM "ConversationSession" s JOIN "ScenarioVersion" v ON v.id = s."scenarioVersionId" WHERE s.id = e."sessionId") AS persona,
    (SELECT t."tryNumber" FROM (SELECT ${TRY("b")} FROM "Branch" b WHERE b.id = e."branchId") t) AS "tryNumber"
  FROM (SELECT e."startedAt" AS at, e.id AS "rowId", e."sessionId", e.number, e."branchId", e.attempt, lower(e.status::text) AS status, e."problemCode",
      e."endedAt", e."coachMissing"
    FROM "Exchange" e WHERE e."invitationId" = $1 ${page("exchange", `e."startedAt"`, "e.id")}) e ORDER BY e.at DESC`;
const ASIDES = `
  SELECT a.*, ${CHARGED("asideId", `a."rowId"`)}, ${said("asideId", `a."rowId"`, "user")} AS question, ${said("asideId", `a."rowId"`, "coach")} AS answer
  FROM (SELECT a."startedAt" AS at, a.id AS "rowId", a."sessionId", a.number, lower(a.status::text) AS status, a."problemCode"
    FROM "Aside" a WHERE a."invitationId" = $1 ${page("aside", `a."startedAt"`, "a.id")}) a ORDER BY a.at DESC`;
const BRANCHES = `
  SELECT b."createdAt" AS at, b.id AS "rowId", b."sessionId", b."fromNumber", ${TRY("b")}
  FROM "Branch" b WHERE b."sessionId" IN (SELECT id FROM "ConversationSession" WHERE "invitationId" = $1) ${page("branch", `b."createdAt"`, "b.id")}`;
const NOTES = `
  SELECT n.timestamp AS at, n.id AS "rowId", n.id, n."invitationId", n."sessionId", n."messageId", n."researcherId", coalesce(u.name, u.id) AS author, n.content,
    n.timestamp, n."editedAt", coalesce((SELECT json_agg(json_build_object('id', c.id, 'name', c.name) ORDER BY lower(c.name), c.id)
      FROM "NoteCode" nc JOIN "Code" c ON c.id = nc."codeId" WHERE nc."noteId" = n.id), '[]') AS codes
  FROM "ObservationNote" n JOIN "User" u ON u.id = n."researcherId"
  WHERE n."invitationId" = $1 AND n.content <> '' ${page("note", "n.timestamp", "n.id")}`;
const EVENT = `t."createdAt" AS at, t.id AS "rowId", t."sessionId", t.name, t.properties`;
const EVENTS_INSIDE = `
  SELECT t.* FROM "ConversationSession" s CROSS JOIN LATERAL (
    SELECT ${EVENT} FROM "TelemetryEvent" t WHERE t."sessionId" = s.id AND NOT t.name = ANY($5) ${page("event", `t."createdAt"`, "t.id")}) t
  WHERE s."invitationId" = $1 ORDER BY t.at DESC, ('event:' || t."rowId") COLLATE "C" DESC LIMIT $4`;
const EVENTS_OUTSIDE = `
  SELECT ${EVENT} FROM "TelemetryEvent" t
  WHERE t."userId" = $6 AND t."sessionId" IS NULL AND NOT t.name = ANY($5) AND coalesce(t.properties ->> 'invitation', $1) = $1
    ${page("event", `t."createdAt"`, "t.id")}`;
// What is done to a group's invitation is done to each who came in by it.
const SUBJECTS = `ARRAY(SELECT i.id FROM "Invitation" i WHERE i.id = $1 UNION SELECT i."parentId" FROM "Invitation" i WHERE i.id = $1 AND i."parentId" IS NOT NULL)`;
const ACTS = `
  SELECT e."createdAt" AS at, e.id AS "rowId", e.action, e.detail, CASE WHEN e."actorId" IS NOT NULL THEN json_build_object('id', e."actorId", 'name', u.name) END AS by
  FROM "AuditEntry" e LEFT JOIN "User" u ON u.id = e."actorId"
  WHERE e.subject = ANY(${SUBJECTS}) AND e.action = ANY($5) ${page("act", `e."createdAt"`, "e.id")}`;
// An erasure revokes, too, and is nobody's act on the invitation: that alone is told by its moment.
const STEPS = `
  SELECT step AS "rowId", step, at FROM "Invitation" i CROSS JOIN LATERAL (VALUES
    ('made', i."createdAt"), ('opened', i."openedAt"), ('claimed', i."claimedAt"),
    ('revoked', CASE WHEN NOT EXISTS (SELECT FROM "AuditEntry" e WHERE e.subject = ANY(${SUBJECTS})
      AND e."createdAt" = i."revokedAt" AND e.action = 'invitation.revoke') THEN i."revokedAt" END)) steps(step, at)
  WHERE i.id = $1 AND at IS NOT NULL ${page("invitation", "at", "step")}`;

type Of<K extends JourneyEntry["kind"]> = Extract<JourneyEntry, { kind: K }>;
/** What a query answers for an entry of a kind: moments are dates still. */
type Raw<K extends JourneyEntry["kind"]> = Row<
  Omit<Of<K>, "kind" | "id" | "at" | "endedAt" | "lastActivityAt"> & { endedAt: Date | null; lastActivityAt: Date }
>;

const rowOf = (row: { at: Date; rowId: string }, entry: JourneyEntry): JourneyRow => ({
  createdAt: row.at,
  id: `${entry.kind}:${row.rowId}`,
  entry,
});
const placeOf = <K extends JourneyEntry["kind"]>(kind: K, row: { at: Date; rowId: string }) => ({
  kind,
  id: `${kind}:${row.rowId}`,
  at: row.at.toISOString(),
});
const newerFirst = (a: JourneyRow, b: JourneyRow): number =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

const readKinds = async (pool: Pool, values: unknown[], userId: string | null): Promise<JourneyRow[][]> => {
  const ask = async <T>(
    sql: string,
    make: (row: Row<T>) => JourneyEntry,
    more: unknown[] = [],
  ): Promise<JourneyRow[]> =>
    (await pool.query<Row<T>>(sql, [...values, ...more])).rows.map((row) => rowOf(row, make(row)));
  const event = ({ sessionId, name, properties, ...row }: Raw<"event">): JourneyEntry => ({
    ...placeOf("event", row),
    sessionId,
    name,
    properties,
  });
  return Promise.all([
    ask<{ step: Of<"invitation">["step"] }>(STEPS, (row) => ({ ...placeOf("invitation", row), step: row.step })),
    ask<Raw<"act">>(ACTS, ({ action, detail, by, ...row }) => ({ ...placeOf("act", row), action, detail, by }), [
      ACTS_OF_STAFF,
    ]),
    ask<Raw<"session">>(SESSIONS, ({ at, rowId, ...row }) => ({
      ...row,
      ...placeOf("session", { at, rowId }),
      endedAt: iso(row.endedAt),
      lastActivityAt: row.lastActivityAt.toISOString(),
    })),
    ask<Raw<"exchange">>(EXCHANGES, ({ at, rowId, user, ...row }) => ({
      ...row,
      ...placeOf("exchange", { at, rowId }),
      user: user ?? "",
      endedAt: iso(row.endedAt),
    })),
    ask<Raw<"aside">>(ASIDES, ({ at, rowId, question, ...row }) => ({
      ...row,
      ...placeOf("aside", { at, rowId }),
      question: question ?? "",
    })),
    ask<Raw<"branch">>(BRANCHES, ({ at, rowId, ...row }) => ({ ...row, ...placeOf("branch", { at, rowId }) })),
    ask<NoteRow>(NOTES, (row) => ({ ...placeOf("note", row), sessionId: row.sessionId, note: staffNote(row) })),
    ask<Raw<"event">>(EVENTS_INSIDE, event, [TOLD_ELSEWHERE]),
    userId === null ? [] : ask<Raw<"event">>(EVENTS_OUTSIDE, event, [TOLD_ELSEWHERE, userId]),
  ]);
};

/** Everything that happened with one invitation as one line of time. */
export type JourneyStore = ReturnType<typeof createJourneyStore>;
export const createJourneyStore = ({ pool }: Pick<Database, "pool">) => ({
  /** The newest first. Each kind is read from its own index, no further than the page reaches. */
  journey: async (of: JourneyOf, after: Place | null, limit: number): Promise<JourneyRow[]> => {
    const values = [of.invitationId, after?.at ?? null, after?.id ?? null, limit];
    const kinds = await readKinds(pool, values, of.userId);
    return kinds.flat().toSorted(newerFirst).slice(0, limit);
  },
});

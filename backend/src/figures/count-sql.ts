// How raw rows become figures: said once, for the job that counts what is new and for the command that counts all of it again.
import { SPAN_COUNT, SPAN_ENDS } from "./spans.ts";

const SUMS = [
  "calls",
  "problems",
  "estimated",
  "inputTokens",
  "cacheWriteTokens",
  "cacheReadTokens",
  "outputTokens",
  "chargedTokens",
  "overrunTokens",
] as const;
const SPANS = ["firstToken", "duration"] as const;
const places = [...Array(SPAN_COUNT).keys()];

const inSpan = (column: string, place: number): string =>
  [
    ...(place > 0 ? [`${column} >= ${SPAN_ENDS[place - 1]}`] : [`${column} IS NOT NULL`]),
    ...(place < SPAN_ENDS.length ? [`${column} < ${SPAN_ENDS[place]}`] : []),
  ].join(" AND ");
const spans = (column: string): string =>
  `ARRAY[${places.map((place) => `count(*) FILTER (WHERE ${inSpan(column, place)})`).join(", ")}]`;
/** Each row stands in an hour and in a day. */
const GRAINS = `CROSS JOIN (VALUES ('hour'), ('day')) AS g(grain)`;

/** @param from where `u` (UsageLog) comes from, and which */
export const countUsage = (from: string): string => `
  INSERT INTO "UsageFigure" AS f (grain, at, "facetId", model, lane, ${SUMS.map((sum) => `"${sum}"`).join(", ")}, "firstToken", duration)
  SELECT g.grain, date_trunc(g.grain, u.timestamp), coalesce(u."facetId", 0), u.model, u."streamType", count(*),
    count(*) FILTER (WHERE c."problemCode" IS NOT NULL), count(*) FILTER (WHERE u.estimated), sum(u."inputTokens"), sum(u."cacheWriteTokens"),
    sum(u."cacheReadTokens"), sum(u."outputTokens"), sum(u."chargedTokens"), sum(u."overrunTokens"),
    ${spans(`c."firstTokenMs"`)}, ${spans(`c."durationMs"`)}
  FROM ${from.replace("@join", `LEFT JOIN "ModelCall" c ON c."usageLogId" = u.id ${GRAINS}`)}
  GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT (grain, at, "facetId", model, lane) DO UPDATE SET
    ${SUMS.map((sum) => `"${sum}" = f."${sum}" + excluded."${sum}"`).join(", ")},
    ${SPANS.map((span) => `"${span}" = ARRAY[${places.map((place) => `f."${span}"[${place + 1}] + excluded."${span}"[${place + 1}]`).join(", ")}]`).join(", ")}`;

/** @param rows a SELECT of (at, "facetId", name, detail), one row for each time it happened */
const countHappened = (rows: string): string => `
  INSERT INTO "EventFigure" AS f (grain, at, "facetId", name, detail, count)
  SELECT g.grain, date_trunc(g.grain, h.at), h."facetId", h.name, h.detail, count(*) FROM (${rows}) h ${GRAINS} GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT (grain, at, "facetId", name, detail) DO UPDATE SET count = f.count + excluded.count`;

/** Names that host pages choose are as many as they like: they are counted as one. */
const NAME = `CASE WHEN e.name LIKE 'widget\\_%' THEN 'widget_*' ELSE e.name END`;
/** @param from where `e` (TelemetryEvent) comes from, and which */
export const countEvents = (from: string): string =>
  countHappened(`
    SELECT e."createdAt" AS at, coalesce(e."facetId", 0) AS "facetId", n.name, n.detail FROM ${from.replace(
      "@join",
      `CROSS JOIN LATERAL (
        SELECT ${NAME} AS name, e.detail
        UNION ALL SELECT 'comment:missing', e.properties->>'coach' WHERE e.name = 'exchange_ended' AND e.properties->>'coach' IS NOT NULL
        UNION ALL SELECT 'exchange:problem', e.properties->>'problem' WHERE e.name = 'exchange_ended' AND e.properties->>'problem' IS NOT NULL
      ) n`,
    )}`);
/** A comment is told at the time when it was made, whenever it was delivered and seen: so none is seen that was not made. */
export const countComments = (what: "made" | "delivered" | "seen", from: string): string =>
  countHappened(`SELECT m.timestamp AS at, m."facetId", 'comment:${what}' AS name, '' AS detail FROM ${from}`);

/** The events after which an invitation may have come further. */
export const STEP_EVENTS = [
  "invitation_opened",
  "invitation_claimed",
  "conversation_started",
  "exchange_ended",
  "conversation_completed",
] as const;
/**
 * How far invitations have come, as their own rows say now. A shared link is nobody's: its children are counted, itself is not.
 * @param which a condition on `i` (Invitation)
 */
export const stepsOf = (which: string): string => `
  SELECT i.id AS "invitationId", r.step, r.kind, coalesce(i."facetId", 0) AS "facetId", i."createdAt" AS "madeAt"
  FROM "Invitation" i CROSS JOIN LATERAL (
    SELECT 'created' AS step, '' AS kind
    UNION ALL SELECT 'opened', '' WHERE i."openedAt" IS NOT NULL OR i."claimedAt" IS NOT NULL
    UNION ALL SELECT 'claimed', '' WHERE i."claimedAt" IS NOT NULL
    UNION ALL SELECT x.step, f.kind FROM "ConversationSession" s JOIN "Facet" f ON f.id = s."facetId"
      CROSS JOIN LATERAL (
        SELECT 'started' AS step
        UNION ALL SELECT unnest(CASE WHEN s.status = 'COMPLETED' THEN ARRAY['exchanged', 'completed'] ELSE ARRAY['exchanged'] END)
          WHERE EXISTS (SELECT FROM "Exchange" e WHERE e."sessionId" = s.id AND e.status = 'COMPLETED')) x
      WHERE s."invitationId" = i.id
  ) r WHERE (i."claimMode" <> 'SHARED' OR i."parentId" IS NOT NULL) AND ${which} GROUP BY 1, 2, 3, 4, 5`;
/** @param which a condition on `i` (Invitation). What was noted before is noted once. */
export const countSteps = (which: string): string => `
  WITH came AS (
    INSERT INTO "InvitationStep" ("invitationId", step, kind, "facetId", "madeAt") ${stepsOf(which)} ON CONFLICT DO NOTHING RETURNING *)
  ${countHappened(`SELECT "madeAt" AS at, "facetId", 'step:' || step AS name, kind AS detail FROM came`)}`;
/** @param which a condition on `i` (Invitation). Those that belong elsewhere by now take their steps along. */
export const moveSteps = (which: string): string => `
  WITH moved AS (
    UPDATE "InvitationStep" s SET "facetId" = i."facetId" FROM "Invitation" i, "InvitationStep" was
    WHERE i.id = s."invitationId" AND ${which} AND i."facetId" <> s."facetId"
      AND was."invitationId" = s."invitationId" AND was.step = s.step AND was.kind = s.kind
    RETURNING was."facetId" AS was, s."facetId", s."madeAt", s.step, s.kind)
  INSERT INTO "EventFigure" AS f (grain, at, "facetId", name, detail, count)
  SELECT g.grain, date_trunc(g.grain, h."madeAt"), h."facetId", 'step:' || h.step, h.kind, sum(h.times) FROM (
    SELECT was AS "facetId", "madeAt", step, kind, -1 AS times FROM moved
    UNION ALL SELECT "facetId", "madeAt", step, kind, 1 FROM moved) h ${GRAINS} GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT (grain, at, "facetId", name, detail) DO UPDATE SET count = f.count + excluded.count`;

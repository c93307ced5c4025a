// The rows behind figures, newest first. Each facet has its rows in one index, in order: a page is the newest of the newest of each.
import type { Pool } from "pg";
import type { Place } from "../administration/keyset.ts";
import type { Span } from "./narrow-figures.ts";

type Asked = { span: Span; facets: number[]; after: Place | null; limit: number };
const placeOf = ({ after }: Asked): [string | null, string | null] => [after?.at ?? null, after?.id ?? null];

export type CallRecord = {
  id: string;
  createdAt: Date;
  sessionId: number | null;
  invitationId: string | null;
  model: string;
  lane: string;
  inputTokens: number;
  outputTokens: number;
  chargedTokens: number;
  estimated: boolean;
  problem: string | null;
  firstTokenMs: number | null;
  durationMs: number | null;
};
const CALL = `u.id, u.timestamp AS "createdAt", u."sessionId", u."invitationId", u.model, u."streamType" AS lane,
  u."inputTokens" + u."cacheWriteTokens" + u."cacheReadTokens" AS "inputTokens", u."outputTokens", u."chargedTokens", u.estimated,
  c."problemCode" AS problem, c."firstTokenMs", c."durationMs"`;
export type CallNarrowing = { model: string | null; lane: string | null };

/** Which models each facet was answered by in the span is known from the rollups: of each, its newest. */
export const calls = async (pool: Pool, asked: Asked, { model, lane }: CallNarrowing): Promise<CallRecord[]> => {
  const { rows } = await pool.query<CallRecord>(
    `WITH pairs AS MATERIALIZED (
       SELECT DISTINCT "facetId", model FROM "UsageFigure"
       WHERE grain = 'day' AND at >= $1 AND at < $2 AND "facetId" = ANY($3::int[]) AND ($7::text IS NULL OR model = $7)),
     newest AS MATERIALIZED (
       SELECT u.id FROM pairs p CROSS JOIN LATERAL (
         SELECT u.id, u.timestamp FROM "UsageLog" u
         WHERE u."facetId" = p."facetId" AND u.model = p.model AND u.timestamp >= $1 AND u.timestamp < $2
           AND ($8::text IS NULL OR u."streamType" = $8) AND ($4::timestamp IS NULL OR (u.timestamp, u.id) < ($4::timestamp, $5::text))
         ORDER BY u.timestamp DESC, u.id DESC LIMIT $6) u
       ORDER BY u.timestamp DESC, u.id DESC LIMIT $6)
     SELECT ${CALL} FROM newest n JOIN "UsageLog" u ON u.id = n.id LEFT JOIN "ModelCall" c ON c."usageLogId" = u.id
     ORDER BY u.timestamp DESC, u.id DESC`,
    [asked.span.from, asked.span.until, asked.facets, ...placeOf(asked), asked.limit, model, lane],
  );
  return rows;
};
/** Calls that went wrong are few, and have an index of their own. */
export const callProblems = async (pool: Pool, asked: Asked, { model, lane }: CallNarrowing): Promise<CallRecord[]> => {
  const { rows } = await pool.query<CallRecord>(
    `SELECT ${CALL.replace(`u.timestamp AS "createdAt"`, `c."createdAt"`).replace("u.id,", "c.id,")}
     FROM "ModelCall" c JOIN "UsageLog" u ON u.id = c."usageLogId"
     WHERE c."problemCode" IS NOT NULL AND c."createdAt" >= $1 AND c."createdAt" < $2 AND u."facetId" = ANY($3::int[])
       AND ($4::timestamp IS NULL OR (c."createdAt", c.id) < ($4::timestamp, $5::text))
       AND ($7::text IS NULL OR u.model = $7) AND ($8::text IS NULL OR u."streamType" = $8)
     ORDER BY c."createdAt" DESC, c.id DESC LIMIT $6`,
    [asked.span.from, asked.span.until, asked.facets, ...placeOf(asked), asked.limit, model, lane],
  );
  return rows;
};

export type EventRecord = {
  id: string;
  createdAt: Date;
  name: string;
  properties: Record<string, unknown>;
  sessionId: number | null;
  userId: string | null;
};
/** What host pages named themselves is counted as one, and looked for by that. */
export const events = async (
  pool: Pool,
  asked: Asked,
  { name, detail }: { name: string | null; detail: string | null },
): Promise<EventRecord[]> => {
  const { rows } = await pool.query<EventRecord>(
    `WITH pairs AS MATERIALIZED (
       SELECT DISTINCT "facetId", name, detail FROM "EventFigure" f
       WHERE grain = 'day' AND at >= $1 AND at < $2 AND "facetId" = ANY($3::int[]) AND name NOT LIKE '%:%'
         AND ($7::text IS NULL OR name = $7) AND ($8::text IS NULL OR detail = $8)),
     found AS MATERIALIZED (
       SELECT e.id, e."createdAt" FROM pairs p CROSS JOIN LATERAL (
         SELECT e.id, e."createdAt" FROM "TelemetryEvent" e
         WHERE e."facetId" = p."facetId" AND e.name = p.name AND e.detail = p.detail AND p.name <> 'widget_*' AND e."createdAt" >= $1 AND e."createdAt" < $2
           AND ($4::timestamp IS NULL OR (e."createdAt", e.id) < ($4::timestamp, $5::text))
         ORDER BY e."createdAt" DESC, e.id DESC LIMIT $6) e
       UNION ALL SELECT e.id, e."createdAt" FROM pairs p CROSS JOIN LATERAL (
         SELECT e.id, e."createdAt" FROM "TelemetryEvent" e
         WHERE e."facetId" = p."facetId" AND e.name >= 'widget_' AND e.name < 'widget\`' AND p.name = 'widget_*' AND e."createdAt" >= $1 AND e."createdAt" < $2
           AND ($4::timestamp IS NULL OR (e."createdAt", e.id) < ($4::timestamp, $5::text))
         ORDER BY e."createdAt" DESC, e.id DESC LIMIT $6) e),
     newest AS MATERIALIZED (SELECT id FROM found ORDER BY "createdAt" DESC, id DESC LIMIT $6)
     SELECT e.id, e."createdAt", e.name, e.properties, e."sessionId", e."userId" FROM newest n JOIN "TelemetryEvent" e ON e.id = n.id
     ORDER BY e."createdAt" DESC, e.id DESC`,
    [asked.span.from, asked.span.until, asked.facets, ...placeOf(asked), asked.limit, name, detail],
  );
  return rows;
};

export type StepRecord = {
  id: string;
  createdAt: Date;
  label: string | null;
  scenario: string | null;
  cohort: string | null;
  steps: string[];
};
export const invitationsAtStep = async (
  pool: Pool,
  asked: Asked,
  { step, kind, kindOfStep }: { step: string; kind: string; /** empty: it is of no session */ kindOfStep: string },
): Promise<StepRecord[]> => {
  const { rows } = await pool.query<StepRecord>(
    `WITH newest AS MATERIALIZED (
       SELECT s."invitationId", s."madeAt" FROM unnest($3::int[]) AS f(id) CROSS JOIN LATERAL (
         SELECT s."invitationId", s."madeAt" FROM "InvitationStep" s
         WHERE s."facetId" = f.id AND s.step = $7 AND s.kind = $8 AND s."madeAt" >= $1 AND s."madeAt" < $2
           AND ($4::timestamp IS NULL OR (s."madeAt", s."invitationId") < ($4::timestamp, $5::text))
         ORDER BY s."madeAt" DESC, s."invitationId" DESC LIMIT $6) s
       ORDER BY 2 DESC, 1 DESC LIMIT $6)
     SELECT i.id, n."madeAt" AS "createdAt", i.label, c.name AS scenario, i.cohort,
       ARRAY(SELECT s.step FROM "InvitationStep" s WHERE s."invitationId" = i.id AND s.kind IN ('', $9)) AS steps
     FROM newest n JOIN "Invitation" i ON i.id = n."invitationId" LEFT JOIN "Scenario" c ON c.id = i."scenarioId"
     ORDER BY n."madeAt" DESC, i.id DESC`,
    [asked.span.from, asked.span.until, asked.facets, ...placeOf(asked), asked.limit, step, kindOfStep, kind],
  );
  return rows;
};

export type CommentRecord = {
  id: string;
  createdAt: Date;
  sessionId: number;
  deliveredAt: Date | null;
  seenAt: Date | null;
  helpful: boolean | null;
};
const WAS = { made: "", delivered: `AND m."deliveredAt" IS NOT NULL`, seen: `AND m."seenAt" IS NOT NULL` };
export const comments = async (pool: Pool, asked: Asked, was: keyof typeof WAS): Promise<CommentRecord[]> => {
  const { rows } = await pool.query<CommentRecord>(
    `SELECT m.id::text, m.timestamp AS "createdAt", m."sessionId", m."deliveredAt", m."seenAt", m.helpful
     FROM unnest($3::int[]) AS f(id) CROSS JOIN LATERAL (
       SELECT m.* FROM "Message" m
       WHERE m."facetId" = f.id AND m.timestamp >= $1 AND m.timestamp < $2 ${WAS[was]}
         AND ($4::timestamp IS NULL OR (m.timestamp, m.id) < ($4::timestamp, $5::int))
       ORDER BY m.timestamp DESC, m.id DESC LIMIT $6) m
     ORDER BY m.timestamp DESC, m.id DESC LIMIT $6`,
    [asked.span.from, asked.span.until, asked.facets, ...placeOf(asked), asked.limit],
  );
  return rows;
};

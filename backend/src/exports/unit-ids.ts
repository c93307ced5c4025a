import type { Narrowed } from "./narrow-export.ts";

/** What the person said last in an invitation is what holds. */
const AGREES = (user: string, invitation: string): string => `(
  SELECT c.research AND c."withdrawnAt" IS NULL FROM "Consent" c WHERE c."userId" = ${user} AND c."invitationId" = ${invitation}
  ORDER BY c."createdAt" DESC, c.id LIMIT 1)`;
export type Query = { text: string; values: unknown[] };
/** Collects values as they are named, so that the planner sees which conditions there are at all. */
const writing = (): { values: unknown[]; put: (value: unknown) => string } => {
  const values: unknown[] = [];
  return { values, put: (value) => `$${values.push(value)}` };
};
type Put = ReturnType<typeof writing>["put"];
const all = (conditions: string[]): string => (conditions.length === 0 ? "true" : conditions.join(" AND "));
const named = (column: string, value: string | null, put: Put): string[] =>
  value === null ? [] : [value === "" ? `${column} IS NULL` : `${column} = ${put(value)}`];
const within = (column: string, { from, until }: Narrowed, put: Put): string[] => [
  ...(from === null ? [] : [`${column} >= ${put(from)}`]),
  ...(until === null ? [] : [`${column} < ${put(until)}`]),
];
const ofScenario = (column: string, { scenario }: Narrowed, put: Put): string[] =>
  scenario === null ? [] : [`${column} = ${put(scenario)}`];
const OF_SITE_AND_COHORT = (narrowed: Narrowed, put: Put): string[] => [
  ...named(`i."siteId"`, narrowed.site, put),
  ...named("i.cohort", narrowed.cohort, put),
];
/** Of `s`: of that scenario, begun in these days. */
const sessionIn = (narrowed: Narrowed, put: Put): string[] => [
  `NOT s.simulated`,
  `NOT s.trial`,
  ...ofScenario(`s."scenarioId"`, narrowed, put),
  ...within(`s."startedAt"`, narrowed, put),
];
/**
 * The ids of a unit after one of them, in order. A session is in by its invitation's site and cohort, its own scenario and the day it
 * began; an invitation, by its own scenario and the day it was made, or for a session that is in: so every session finds its invitation.
 */
export const IDS = {
  invitation: (narrowed: Narrowed, after: unknown, limit: number): Query => {
    const { values, put } = writing();
    const session = `EXISTS (SELECT FROM "ConversationSession" s WHERE s."invitationId" = i.id AND ${all(sessionIn(narrowed, put))})`;
    const own = all([
      `f.kind = 'real'`,
      ...ofScenario(`i."scenarioId"`, narrowed, put),
      ...within(`i."createdAt"`, narrowed, put),
    ]);
    const text = `SELECT i.id FROM "Invitation" i JOIN "Facet" f ON f.id = i."facetId" AND f.kind <> 'trial'
      WHERE i.id > ${put(after)} AND ${all(OF_SITE_AND_COHORT(narrowed, put))} AND (${own} OR ${session})
        AND ${AGREES(`i."linkedUserId"`, "i.id")} ORDER BY i.id LIMIT ${put(limit)}`;
    return { text, values };
  },
  session: (narrowed: Narrowed, after: unknown, limit: number): Query => {
    const { values, put } = writing();
    const text = `SELECT s.id FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId"
      JOIN "Facet" f ON f.id = s."facetId" AND f.kind = 'real'
      WHERE s.id > ${put(after)} AND ${all([...sessionIn(narrowed, put), ...OF_SITE_AND_COHORT(narrowed, put)])}
        AND s."userId" IS NOT NULL AND ${AGREES(`s."userId"`, `s."invitationId"`)} ORDER BY s.id LIMIT ${put(limit)}`;
    return { text, values };
  },
  code: (_narrowed: Narrowed, after: unknown, limit: number): Query => ({
    text: `SELECT k.id FROM "Code" k WHERE k.id > $1 ORDER BY k.id LIMIT $2`,
    values: [after, limit],
  }),
  version: (narrowed: Narrowed, after: unknown, limit: number): Query => {
    const { values, put } = writing();
    const text = `SELECT v.id FROM "ScenarioVersion" v WHERE v.id > ${put(after)} AND ${all(ofScenario(`v."scenarioId"`, narrowed, put))} AND EXISTS (
      SELECT FROM "ConversationSession" s WHERE s."scenarioVersionId" = v.id AND s."scenarioId" = v."scenarioId") ORDER BY v.id LIMIT ${put(limit)}`;
    return { text, values };
  },
};
export type Unit = keyof typeof IDS;

/**
 * Sessions that are in, quickly counted: in no order of ids, but along whatever was asked that most likely leaves few: the cohort, the
 * days, the scenario, the site.
 */
const sessionsIn = (narrowed: Narrowed, put: Put): { from: string; order: string } => {
  const { site, cohort, scenario, from, until } = narrowed;
  const byDay = from !== null || until !== null;
  const session = all(sessionIn(narrowed, put));
  const invitation = all(OF_SITE_AND_COHORT(narrowed, put));
  if (cohort !== null || (site !== null && !byDay && scenario === null))
    return {
      from: `(SELECT i.* FROM "Invitation" i WHERE ${invitation}) i CROSS JOIN LATERAL (
        SELECT s.* FROM "ConversationSession" s WHERE s."invitationId" = i.id AND ${session} OFFSET 0) s`,
      order: `i."createdAt", i.id`,
    };
  return {
    from: `(SELECT s.* FROM "ConversationSession" s WHERE ${session}) s CROSS JOIN LATERAL (
        SELECT i.* FROM "Invitation" i WHERE i.id = s."invitationId" AND ${invitation} OFFSET 0) i`,
    order: byDay ? `s."startedAt", s.id` : "s.id",
  };
};
/** The ids of sessions and of invitations that are in, in whatever order they are quickly found. An invitation is in by itself, or by a session. */
export const ANY_IDS = {
  session: (narrowed: Narrowed, limit: number): Query => {
    const { values, put } = writing();
    const { from, order } = sessionsIn(narrowed, put);
    const text = `SELECT s.id FROM ${from} JOIN "Facet" f ON f.id = s."facetId" AND f.kind = 'real'
      WHERE s."userId" IS NOT NULL AND ${AGREES(`s."userId"`, `s."invitationId"`)} ORDER BY ${order} LIMIT ${put(limit)}`;
    return { text, values };
  },
  invitationItself: (narrowed: Narrowed, limit: number): Query => {
    const { values, put } = writing();
    const own = [
      ...OF_SITE_AND_COHORT(narrowed, put),
      ...ofScenario(`i."scenarioId"`, narrowed, put),
      ...within(`i."createdAt"`, narrowed, put),
    ];
    const text = `SELECT i.id FROM "Invitation" i JOIN "Facet" f ON f.id = i."facetId" AND f.kind = 'real'
      WHERE ${all(own)} AND ${AGREES(`i."linkedUserId"`, "i.id")} ORDER BY i."createdAt", i.id LIMIT ${put(limit)}`;
    return { text, values };
  },
  invitationBySession: (narrowed: Narrowed, limit: number): Query => {
    const { values, put } = writing();
    const { from, order } = sessionsIn(narrowed, put);
    const text = `SELECT i.id FROM ${from} JOIN "Facet" f ON f.id = i."facetId" AND f.kind <> 'trial'
      WHERE ${AGREES(`i."linkedUserId"`, "i.id")} ORDER BY ${order} LIMIT ${put(limit)}`;
    return { text, values };
  },
};

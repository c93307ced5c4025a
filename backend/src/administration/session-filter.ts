import type { SessionStatus } from "../protocol/conversation.ts";

export type SessionFilter = {
  /** with those of its children, where it is a group's */
  invitationId: string | null;
  status: SessionStatus | null;
  /** somebody talks just now */
  live: boolean;
  scenarioId: number | null;
  cohort: string | null;
  /** within what staff call its invitation: label or reference */
  q: string | null;
  before: number | null;
  limit: number;
};

/** Sessions that are looked through for words or a cohort, before those of invitations are asked. */
const NEWEST = 1_000;
/** As the console says it of invitations: after a page was closed nobody is told. */
const LIVE = `s.status = 'ACTIVE' AND s."lastActivityAt" > now() - interval '60 seconds'`;

/**
 * The ids of a page of the list, newest first; trials stand in their own invitation's alone.
 * @param search where words and a cohort are looked for. `newest`: among the newest sessions alone, which is at once enough for what
 * is common; `all`: from the invitations that have them, by their indexes, which is quick for what is rare. Where the first gives a
 * whole page, it is the page that the second would give.
 */
export const pageOfSessions = (
  filter: SessionFilter,
  search: "newest" | "all" = "all",
): { text: string; values: unknown[] } => {
  const values: unknown[] = [];
  const value = (it: unknown): string => `$${values.push(it)}`;
  const conditions: string[] = [];
  if (filter.invitationId === null) conditions.push("NOT s.trial");
  else {
    const id = value(filter.invitationId);
    conditions.push(`s."invitationId" = ANY(ARRAY(
         SELECT n.id FROM "Invitation" n WHERE n.id = ${id} UNION ALL SELECT n.id FROM "Invitation" n WHERE n."parentId" = ${id}))`);
  }
  if (filter.status !== null) conditions.push(`s.status = ${value(filter.status)}::"SessionStatus"`);
  if (filter.live) conditions.push(LIVE);
  if (filter.scenarioId !== null) conditions.push(`s."scenarioId" = ${value(filter.scenarioId)}`);
  if (filter.before !== null) conditions.push(`s.id < ${value(filter.before)}`);
  const where = `WHERE ${conditions.join("\n      AND ")}`;
  const limit = `ORDER BY s.id DESC LIMIT ${value(filter.limit)}`;
  if (filter.cohort === null && filter.q === null)
    return { text: `SELECT s.id FROM "ConversationSession" s ${where}\n      ${limit}`, values };

  const cohort = filter.cohort === null ? "true" : `i.cohort = ${value(filter.cohort)}`;
  const [q, pattern] =
    filter.q === null ? ["", ""] : [value(filter.q), value(`%${filter.q.replace(/[\\%_]/g, "\\$&")}%`)];
  const NAMES = ["i.label", `i."externalRef"`];
  if (search === "newest") {
    const says = filter.q === null ? "true" : `(${NAMES.map((name) => `${name} ILIKE ${pattern}`).join(" OR ")})`;
    // Said once more, so that each parameter is used whichever search it is.
    const used = filter.q === null ? "true" : `${q}::text IS NOT NULL`;
    return {
      text: `SELECT s.id FROM (SELECT s.id, s."invitationId" FROM "ConversationSession" s ${where} ORDER BY s.id DESC LIMIT ${NEWEST}) s
        JOIN "Invitation" i ON i.id = s."invitationId" WHERE ${cohort} AND ${says} AND ${used}
      ${limit}`,
      values,
    };
  }
  const found =
    filter.q === null
      ? `SELECT i.id FROM "Invitation" i WHERE ${cohort}`
      : NAMES.map(
          (name) => `SELECT i.id FROM "Invitation" i WHERE i."linkedUserId" IS NOT NULL AND ${cohort}
            AND ${name} ILIKE ${pattern} AND letters_of(${name}, 1) @> letters_of(${q}, 3)`,
        ).join("\n        UNION ");
  return {
    text: `SELECT s.id FROM (${found}) found
      CROSS JOIN LATERAL (SELECT s.* FROM "ConversationSession" s WHERE s."invitationId" = found.id OFFSET 0) s
      ${where}
      ${limit}`,
    values,
  };
};

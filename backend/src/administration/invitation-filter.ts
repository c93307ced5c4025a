import type { InvitationState } from "../protocol/identity.ts";
import type { Place } from "./keyset.ts";

export type InvitationFilter = {
  state: InvitationState | null;
  q: string | null;
  cohort: string | null;
  /** a preset's name */
  preset: string | null;
  /** ids, so that the planner knows how many of each there are */
  scenarioId: number | null;
  siteId: string | null;
  after: Place | null;
  limit: number;
};

const GOES_ON = `i."revokedAt" IS NULL AND i."expiresAt" > now() AND i."exhaustedAt" IS NULL`;
const CLAIMED = `(i."claimedAt" IS NOT NULL OR i."claimCount" > 0)`;
const UNCLAIMED = `i."claimedAt" IS NULL AND i."claimCount" = 0`;
const LATEST_STATUS = `(SELECT s.status FROM "ConversationSession" s WHERE s."invitationId" = i.id ORDER BY s."lastActivityAt" DESC LIMIT 1)`;
const LAST_EXCHANGE = `(SELECT e.status FROM "Exchange" e WHERE e."invitationId" = i.id ORDER BY e."startedAt" DESC LIMIT 1)`;

/**
 * INVITATION_STATE as a condition of each state, said so that an index answers it: six of them by the invitation's own columns alone,
 * "stuck" from the few exchanges that failed. (`tests/administration/invitation-list.test.ts` holds the two against each other.)
 */
const IS_IN: Record<InvitationState, string> = {
  revoked: `i."revokedAt" IS NOT NULL`,
  expired: `i."revokedAt" IS NULL AND i."expiresAt" <= now()`,
  exhausted: `i."exhaustedAt" IS NOT NULL AND i."revokedAt" IS NULL AND i."expiresAt" > now()`,
  completed: `${GOES_ON} AND ${CLAIMED} AND ${LATEST_STATUS} = 'COMPLETED'`,
  stuck: `${GOES_ON} AND i.id IN (SELECT f."invitationId" FROM "Exchange" f WHERE f.status = 'FAILED')
    AND ${LATEST_STATUS} IS DISTINCT FROM 'COMPLETED' AND ${LAST_EXCHANGE} = 'FAILED'`,
  active: `${GOES_ON} AND ${CLAIMED} AND ${LATEST_STATUS} <> 'COMPLETED' AND ${LAST_EXCHANGE} IS DISTINCT FROM 'FAILED'`,
  claimed: `${GOES_ON} AND ${CLAIMED} AND i."startedAt" IS NULL`,
  opened: `${GOES_ON} AND ${UNCLAIMED} AND i."openedAt" IS NOT NULL`,
  unopened: `${GOES_ON} AND ${UNCLAIMED} AND i."openedAt" IS NULL`,
};

/** Rows that are looked through first, before an index of what is rare is asked. */
const NEWEST = 2_000;

/**
 * The ids of a page of the list, newest first: conditions for what was asked alone, so that each finds its index.
 * @param search `newest`: among the newest rows alone, whatever their state, which is at once enough for what is common; `all`:
 * everywhere, words by their own index and never along the list's order, which is quick for what is rare. Where the first gives a
 * whole page, it is the page that the second would give.
 */
export const pageOfInvitations = (
  filter: InvitationFilter,
  search: "newest" | "all" = "all",
): { text: string; values: unknown[] } => {
  const values: unknown[] = [];
  const value = (it: unknown): string => `$${values.push(it)}`;
  const conditions = [`i."parentId" IS NULL`, `i."trialVersionId" IS NULL`];
  const state = filter.state === null ? [] : [IS_IN[filter.state]];
  if (filter.cohort !== null) conditions.push(`i.cohort = ${value(filter.cohort)}`);
  if (filter.preset !== null) conditions.push(`i."presetName" = ${value(filter.preset)}`);
  if (filter.scenarioId !== null) conditions.push(`i."scenarioId" = ${value(filter.scenarioId)}`);
  if (filter.siteId !== null) conditions.push(`i."siteId" = ${value(filter.siteId)}`);
  if (filter.after !== null)
    conditions.push(`(i."createdAt", i.id) < (${value(filter.after.at)}::timestamp, ${value(filter.after.id)})`);
  const all = (them: string[]): string => them.join("\n      AND ");
  const order = `ORDER BY i."createdAt" DESC, i.id DESC`;
  const limit = `LIMIT ${value(filter.limit)}`;
  const NAMES = ["i.label", `i."externalRef"`];
  const pattern = filter.q === null ? "" : value(`%${filter.q.replace(/[\\%_]/g, "\\$&")}%`);
  if (search === "newest") {
    // Who is stuck has come in: it is the newest of those that are looked at.
    const looked = filter.state === "stuck" || filter.state === "active" ? [...conditions, CLAIMED] : conditions;
    const words = filter.q === null ? [] : [`(${NAMES.map((name) => `${name} ILIKE ${pattern}`).join(" OR ")})`];
    return {
      text: `SELECT i.id FROM (SELECT i.* FROM "Invitation" i WHERE ${all(looked)} ${order} LIMIT ${NEWEST}) i
        WHERE ${all(["true", ...words, ...state])} ${order} ${limit}`,
      values,
    };
  }
  if (filter.q === null)
    return {
      text: `SELECT i.id FROM "Invitation" i WHERE ${all([...conditions, ...state])}\n      ${order} ${limit}`,
      values,
    };
  const q = value(filter.q);
  const found = NAMES.map(
    (name) => `SELECT i.id FROM "Invitation" i
        WHERE ${name} ILIKE ${pattern} AND letters_of(${name}, 1) @> letters_of(${q}, 3)`,
  ).join("\n        UNION ");
  return {
    text: `SELECT i.id FROM "Invitation" i WHERE ${all([...conditions, ...state, `i.id IN (${found})`])}
      ORDER BY i."createdAt" + interval '0 seconds' DESC, i.id DESC ${limit}`,
    values,
  };
};

/** Whether a page may be there at once: words that are common are, and so is who is stuck where that happens often. */
export const looksAtNewest = ({ q, state }: InvitationFilter): boolean => q !== null || state === "stuck";

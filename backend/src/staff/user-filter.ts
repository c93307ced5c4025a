import type { Place } from "../administration/keyset.ts";
import type { Role } from "../identity/identity-store.ts";
import { COMMAND_LINE_USER } from "./command-line-user.ts";

export type UserFilter = {
  q: string | null;
  role: Role | null;
  /** whether `q` is looked for in addresses too */
  byEmail: boolean;
  after: Place | null;
  limit: number;
};

/** People who are looked through for words, before the words' own indexes are asked. */
const NEWEST = 1_000;

/**
 * The ids of a page of the list, newest first, without guests of trials alone: whoever has an account stands in it, whatever they tried.
 * @param search where words are looked for. `newest`: in the newest people alone, which is at once enough for words that are common;
 * `all`: by the words' indexes, which is quick for words that are rare. Where the first gives a whole page, it is the page that the
 * second would give. OFFSET 0 keeps each look-up one by an index: the planner would rather read a whole table once and remember it.
 */
export const pageOfUsers = (
  filter: UserFilter,
  search: "newest" | "all" = "all",
): { text: string; values: unknown[] } => {
  const values: unknown[] = [];
  const value = (it: unknown): string => `$${values.push(it)}`;
  const conditions = [
    `u.id <> ${value(COMMAND_LINE_USER)}`,
    `(u.role <> 'GUEST'
      OR NOT EXISTS (SELECT FROM "Invitation" t WHERE t."linkedUserId" = u.id AND t."trialVersionId" IS NOT NULL OFFSET 0)
      OR EXISTS (SELECT FROM "Invitation" t WHERE t."linkedUserId" = u.id AND t."trialVersionId" IS NULL OFFSET 0))`,
  ];
  if (filter.role !== null) conditions.push(`u.role = ${value(filter.role)}::"Role"`);
  if (filter.after !== null)
    conditions.push(`(u."createdAt", u.id) < (${value(filter.after.at)}::timestamp, ${value(filter.after.id)})`);
  const where = `WHERE ${conditions.join("\n      AND ")}`;
  const limit = `ORDER BY u."createdAt" DESC, u.id DESC LIMIT ${value(filter.limit)}`;
  if (filter.q === null) return { text: `SELECT u.id FROM "User" u ${where}\n      ${limit}`, values };

  const q = value(filter.q);
  // lower() and LIKE are dearer to the planner than ILIKE, so that of many addresses the person's are picked before any is looked into.
  const says = (column: string): string =>
    `lower(${column}) LIKE lower(${pattern})${search === "all" ? ` AND letters_of(${column}, 1) @> letters_of(${q}, 3)` : ""}`;
  // What staff call whoever has no name: the invitation that they came by.
  const OF_INVITATION = ["i.label", `i."externalRef"`];
  const pattern = value(`%${filter.q.replace(/[\\%_]/g, "\\$&")}%`);
  if (search === "newest") {
    const inInvitations = `
        OR EXISTS (SELECT FROM "Invitation" i WHERE i."linkedUserId" = u.id AND i."trialVersionId" IS NULL
          AND (${OF_INVITATION.map(says).join(" OR ")}) OFFSET 0)`;
    const inAddresses = `
        OR EXISTS (SELECT FROM "ContactMethod" c WHERE c."userId" = u.id AND ${says("c.value")} OFFSET 0)
        OR EXISTS (SELECT FROM "ExternalIdentity" e WHERE e."userId" = u.id AND ${says("e.email")} OFFSET 0)`;
    return {
      text: `SELECT u.id FROM (SELECT u.id, u.name, u."createdAt" FROM "User" u ${where}
        ORDER BY u."createdAt" DESC, u.id DESC LIMIT ${NEWEST}) u
      WHERE u.id = ${q} OR ${says("u.name")}${inInvitations}${filter.byEmail ? inAddresses : ""}
      ${limit}`,
      values,
    };
  }
  const inInvitations = OF_INVITATION.map(
    (column) => `
        UNION SELECT i."linkedUserId" FROM "Invitation" i
          WHERE i."linkedUserId" IS NOT NULL AND i."trialVersionId" IS NULL AND ${says(column)}`,
  ).join("");
  const inAddresses = `
        UNION SELECT c."userId" FROM "ContactMethod" c WHERE ${says("c.value")}
        UNION SELECT e."userId" FROM "ExternalIdentity" e WHERE ${says("e.email")}`;
  return {
    text: `SELECT u.id FROM (
        SELECT ${q} AS id
        UNION SELECT u.id FROM "User" u WHERE ${says("u.name")}${inInvitations}${filter.byEmail ? inAddresses : ""}) found
      CROSS JOIN LATERAL (SELECT u.* FROM "User" u WHERE u.id = found.id OFFSET 0) u
      ${where}
      ${limit}`,
    values,
  };
};

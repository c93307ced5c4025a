import type { PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import { COMMAND_LINE_USER } from "./command-line-user.ts";
import type { Role } from "../identity/identity-store.ts";

/** What is granted; null takes it away, and what is left follows from identities alone: USER with one, else GUEST. */
export type Grant = "STAFF" | "ADMIN" | null;
export type RoleChange =
  | { outcome: "changed" | "unchanged"; role: Role }
  | { outcome: "not-found" | "gone" | "actor-no-admin" | "last-admin" };

type Person = { id: string; role: Role; gone: boolean; known: boolean };

/**
 * Changes a role under the row locks of all ADMINs and of the user, taken in id order: of two ADMINs who demote each other at
 * once one stays, since the second is no ADMIN any more when their turn comes.
 * @param actorId null: the command line, which may do what an ADMIN may
 * @param via what else gave it where nobody did: the setting ADMIN_EMAILS
 */
export const changeRole = async (
  client: PoolClient,
  change: { actorId: string | null; userId: string; grant: Grant; via?: "admin-emails" },
): Promise<RoleChange> => {
  if (change.userId === COMMAND_LINE_USER) return { outcome: "not-found" };
  const { rows } = await client.query<Person>(
    `SELECT u.id, u.role, u."mergedIntoId" IS NOT NULL OR u."erasedAt" IS NOT NULL AS gone,
       EXISTS (SELECT FROM "ExternalIdentity" e WHERE e."userId" = u.id) AS known
     FROM "User" u WHERE (u.role = 'ADMIN' AND u.id <> $2) OR u.id = $1 ORDER BY u.id FOR NO KEY UPDATE OF u`,
    [change.userId, COMMAND_LINE_USER],
  );
  const person = rows.find(({ id }) => id === change.userId);
  const admins = rows.filter(({ role, gone }) => role === "ADMIN" && !gone);
  const isTrusted = change.actorId === null || change.actorId === COMMAND_LINE_USER;
  if (!isTrusted && !admins.some(({ id }) => id === change.actorId)) return { outcome: "actor-no-admin" };
  if (!person) return { outcome: "not-found" };
  if (person.gone) return { outcome: "gone" };
  const role: Role = change.grant ?? (person.known ? "USER" : "GUEST");
  if (role === person.role) return { outcome: "unchanged", role };
  if (person.role === "ADMIN" && admins.length === 1) return { outcome: "last-admin" };
  await client.query(`UPDATE "User" SET role = $2::"Role", "updatedAt" = now() WHERE id = $1`, [person.id, role]);
  // What a role has opened closes with it; whoever keeps a lower one signs in again.
  if (person.role === "ADMIN" || change.grant === null)
    await client.query(`DELETE FROM "StaffSession" WHERE "userId" = $1`, [person.id]);
  await audit(client, {
    actorId: change.actorId,
    action: "user.role",
    subject: person.id,
    detail: { from: person.role, to: role, ...(change.via ? { via: change.via } : {}) },
  });
  return { outcome: "changed", role };
};

import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import { endAllLogins, type NewStaffCookie, openStaffSession, type Role } from "../identity/identity-store.ts";
import { changeRole } from "../staff/role-store.ts";
import type { ProviderPerson } from "./identity-provider.ts";
import { addIdentity, keepUp, lockOwner, lockUser, ownerOf } from "./linked-identity-store.ts";

type IdentityKey = { provider: string; subject: string };
const isStaff = (role: Role): boolean => role === "STAFF" || role === "ADMIN";

/** Somebody with a role already, by an identity of theirs. @returns null where it is nobody with one */
export const openByIdentity = async (
  client: PoolClient,
  key: IdentityKey,
  person: ProviderPerson,
  cookie: NewStaffCookie,
): Promise<string | null> => {
  const owner = await lockOwner(client, key);
  if (!owner || !isStaff(owner.role)) return null;
  await keepUp(client, owner.userId, key, person);
  await openStaffSession(client, owner.userId, cookie, key.provider);
  return owner.userId;
};

/** A staff member adds an identity, to come in by from now on. */
export const linkToStaff = async (
  client: PoolClient,
  userId: string,
  key: IdentityKey,
  person: ProviderPerson,
): Promise<"linked" | "taken" | "no-staff"> => {
  const user = await lockUser(client, userId);
  if (!user || !isStaff(user.role)) return "no-staff";
  const isNew = await addIdentity(client, userId, key, person.email);
  if ((await ownerOf(client, key))?.userId !== userId) return "taken";
  await keepUp(client, userId, key, person);
  if (isNew)
    await audit(client, {
      actorId: userId,
      action: "identity.link",
      subject: userId,
      detail: { provider: key.provider },
    });
  return "linked";
};

/**
 * A staff member removes an identity of their own, never the last: of two that go at once one stays, by the user's row lock. All
 * that they are signed in to ends, but for the console that asked: who lost an account does not want what came in by it.
 * @param keptCookie hash of the cookie that asked
 */
export const unlinkFromStaff = async (
  client: PoolClient,
  { userId, identityId, keptCookie }: { userId: string; identityId: string; keptCookie: string },
): Promise<"removed" | "unknown" | "last" | "no-staff"> => {
  const user = await lockUser(client, userId);
  if (!user || !isStaff(user.role)) return "no-staff";
  const { rows } = await client.query<{ id: string; provider: string }>(
    `SELECT id, provider FROM "ExternalIdentity" WHERE "userId" = $1`,
    [userId],
  );
  const identity = rows.find(({ id }) => id === identityId);
  if (!identity) return "unknown";
  if (rows.length === 1) return "last";
  await client.query(`DELETE FROM "ExternalIdentity" WHERE id = $1`, [identityId]);
  await client.query(`DELETE FROM "StaffSession" WHERE "userId" = $1 AND hash <> $2`, [userId, keptCookie]);
  await endAllLogins(client, userId);
  await audit(client, {
    actorId: userId,
    action: "identity.unlink",
    subject: userId,
    detail: { identity: identityId, provider: identity.provider },
  });
  return "removed";
};

/**
 * An address of ADMIN_EMAILS makes its owner an ADMIN, once for ever: taken away, the role does not come back by it. Whoever
 * has another identity besides is refused: somebody else may have put one there. What they were signed in to ends.
 * @param address a pseudonym of it, for the audit
 */
export const grantByEmail = async (
  client: PoolClient,
  grant: { key: IdentityKey; person: ProviderPerson; address: string; cookie: NewStaffCookie },
): Promise<string | null> => {
  const { key, person, address } = grant;
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`admin-email ${address}`]);
  const used = await client.query(`SELECT FROM "AuditEntry" WHERE action = 'user.admin-by-email' AND subject = $1`, [
    address,
  ]);
  if (used.rowCount !== 0) return null;
  const owner = await ownerOf(client, key);
  const userId = owner?.userId ?? (await addPerson(client, key, person));
  const identities = await client.query(`SELECT FROM "ExternalIdentity" WHERE "userId" = $1`, [userId]);
  if (identities.rowCount !== 1) return null;
  const { outcome } = await changeRole(client, { actorId: null, userId, grant: "ADMIN", via: "admin-emails" });
  if (outcome !== "changed") return null;
  await endAllLogins(client, userId);
  await audit(client, {
    actorId: userId,
    action: "user.admin-by-email",
    subject: address,
    detail: { user: userId, provider: key.provider },
  });
  await keepUp(client, userId, key, person);
  await openStaffSession(client, userId, grant.cookie, key.provider);
  return userId;
};

const addPerson = async (client: PoolClient, key: IdentityKey, person: ProviderPerson): Promise<string> => {
  const userId = randomUUID();
  await client.query(`INSERT INTO "User" (id, role, "updatedAt") VALUES ($1, 'USER', now())`, [userId]);
  // Under the lock of the address; somebody who links the same identity elsewhere at this moment makes this one fail.
  if (!(await addIdentity(client, userId, key, person.email))) throw new Error("the identity was linked meanwhile");
  return userId;
};

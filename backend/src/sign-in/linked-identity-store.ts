import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Role } from "../identity/identity-store.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import type { ProviderPerson } from "./identity-provider.ts";

export type Owner = { userId: string; role: Role; name: string | null; avatarUrl: string | null };
type IdentityKey = { provider: string; subject: string };

/** Whose an identity is: by provider and subject, never by an address. */
export const ownerOf = async (client: PoolClient, { provider, subject }: IdentityKey): Promise<Owner | null> => {
  const { rows } = await client.query<Owner>(
    `SELECT u.id AS "userId", u.role, u.name, u."avatarUrl" FROM "ExternalIdentity" e JOIN "User" u ON u.id = e."userId"
     WHERE e.provider = $1 AND e."externalId" = $2`,
    [provider, subject],
  );
  return rows[0] ?? null;
};

/** Locks a user against a merge and other sign-ins; null where they were merged or erased meanwhile. */
export const lockUser = async (client: PoolClient, userId: string): Promise<{ role: Role } | null> => {
  const { rows } = await client.query<{ role: Role }>(
    `SELECT role FROM "User" WHERE id = $1 AND "mergedIntoId" IS NULL AND "erasedAt" IS NULL FOR NO KEY UPDATE`,
    [userId],
  );
  return rows[0] ?? null;
};

/**
 * Whose an identity is, that user locked; null where it is nobody's: its owner may have removed it, or been erased, while this
 * waited for them.
 */
export const lockOwner = async (client: PoolClient, key: IdentityKey): Promise<Owner | null> => {
  const before = await ownerOf(client, key);
  if (!before || !(await lockUser(client, before.userId))) return null;
  const owner = await ownerOf(client, key);
  return owner?.userId === before.userId ? owner : null;
};

/** @returns false where somebody else was faster */
export const addIdentity = async (
  client: PoolClient,
  userId: string,
  { provider, subject }: IdentityKey,
  email: string | null,
): Promise<boolean> => {
  const { rowCount } = await client.query(
    `INSERT INTO "ExternalIdentity" (id, "userId", provider, "externalId", email) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (provider, "externalId") DO NOTHING`,
    [randomUUID(), userId, provider, subject, email],
  );
  return rowCount === 1;
};

/** Signed in: a guest is a user from now on, and what the provider tells fills what is empty. */
export const keepUp = async (
  client: PoolClient,
  userId: string,
  { provider, subject }: IdentityKey,
  person: Pick<ProviderPerson, "email" | "name" | "avatarUrl">,
): Promise<void> => {
  await client.query(
    `UPDATE "User" SET role = CASE WHEN role = 'GUEST' THEN 'USER' ELSE role END, name = coalesce(name, $2),
       "avatarUrl" = coalesce("avatarUrl", $3), "lastLoginAt" = now(), "updatedAt" = now() WHERE id = $1`,
    [userId, person.name, person.avatarUrl],
  );
  await client.query(
    `UPDATE "ExternalIdentity" SET email = coalesce($3, email) WHERE provider = $1 AND "externalId" = $2`,
    [provider, subject, person.email],
  );
};

/** Ends the other sign-ins of a user: what was given to a guest does not reach what the user has. */
export const endOtherLogins = async (client: PoolClient, userId: string, keptId: string): Promise<void> => {
  await client.query(
    `UPDATE "LoginSession" SET "revokedAt" = now() WHERE "userId" = $1 AND id <> $2 AND "revokedAt" IS NULL`,
    [userId, keptId],
  );
};

/**
 * The next refresh token of a login, as a refresh would make it: a client whose answer is lost refreshes and gets the same one.
 * @returns its generation; null where the login has ended
 */
export const advanceLogin = async (
  client: PoolClient,
  loginSessionId: string,
  hashOf: (loginSessionId: string, generation: number) => string,
): Promise<number | null> => {
  const { rowCount } = await client.query(
    `SELECT FROM "LoginSession" WHERE id = $1 AND "revokedAt" IS NULL AND "expiresAt" > now() FOR UPDATE`,
    [loginSessionId],
  );
  if (rowCount !== 1) return null;
  const { rows } = await client.query<{ generation: number }>(
    `UPDATE "RefreshToken" SET "usedAt" = coalesce("usedAt", now()) WHERE "loginSessionId" = $1
       AND generation = (SELECT max(generation) FROM "RefreshToken" WHERE "loginSessionId" = $1) RETURNING generation`,
    [loginSessionId],
  );
  const next = (rows[0]?.generation ?? -1) + 1;
  await client.query(`INSERT INTO "RefreshToken" (hash, "loginSessionId", generation) VALUES ($1, $2, $3)`, [
    hashOf(loginSessionId, next),
    loginSessionId,
    next,
  ]);
  return next;
};

export const hasContact = async (client: PoolClient, userId: string, email: string): Promise<boolean> => {
  const { rowCount } = await client.query(
    `SELECT FROM "ContactMethod" WHERE "userId" = $1 AND type = 'email' AND lower(value) = lower($2) AND verified`,
    [userId, email],
  );
  return rowCount !== 0;
};

type IdentityRow = { id: string; provider: string; email: string | null; createdAt: Date };
export type LinkedIdentityStore = ReturnType<typeof createLinkedIdentityStore>;
export const createLinkedIdentityStore = ({ prisma, pool }: Database) => ({
  of: (userId: string): Promise<IdentityRow[]> =>
    prisma.externalIdentity.findMany({
      where: { userId },
      select: { id: true, provider: true, email: true, createdAt: true },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    }),
  /**
   * Under the user's row lock: of two that go at once one stays. The user's other sign-ins end: who lost an account does
   * not want the devices that came in by it.
   */
  remove: (userId: string, id: string, loginId: string): Promise<"removed" | "unknown" | "last" | "staff"> =>
    inTransaction(pool, async (client) => {
      const user = await lockUser(client, userId);
      const { rows } = await client.query<{ id: string; provider: string }>(
        `SELECT id, provider FROM "ExternalIdentity" WHERE "userId" = $1`,
        [userId],
      );
      const identity = rows.find((row) => row.id === id);
      if (!user || !identity) return "unknown";
      if (user.role !== "USER") return "staff";
      if (rows.length === 1) return "last";
      await client.query(`DELETE FROM "ExternalIdentity" WHERE id = $1`, [id]);
      await endOtherLogins(client, userId, loginId);
      await recordEvent(client, "identity_removed", { userId, properties: { provider: identity.provider } });
      return "removed";
    }),
});

import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { REFRESH_GRACE_SECONDS, REFRESH_IDLE_DAYS, REFRESH_MAX_DAYS } from "./refresh-token.ts";

export type Role = "GUEST" | "USER" | "STAFF" | "ADMIN";
export type Login = {
  id: string;
  userId: string;
  invitationId: string | null;
  siteId: string | null;
  role: Role;
  live: boolean;
};
export type StaffPrincipal = { userId: string; role: Role; name: string | null };
type Rotation =
  | { outcome: "rotated"; loginSessionId: string; generation: number }
  | { outcome: "unknown" | "ended" | "reused" };

/** Devices that may be signed in to one invitation at once. */
export const MAX_DEVICES = 5;

const liveLogin = `l."revokedAt" IS NULL AND l."expiresAt" > now()`;

export type IdentityStore = ReturnType<typeof createIdentityStore>;
export const createIdentityStore = ({ prisma, pool }: Database) => ({
  signingKeys: () =>
    prisma.signingKey.findMany({ where: { retiredAt: null }, orderBy: [{ createdAt: "desc" }, { id: "asc" }] }),
  addSigningKey: (id: string, publicJwk: object, privateKey: string) =>
    prisma.signingKey.create({ data: { id, publicJwk, privateKey } }),

  /** The login and its user by primary key: asked on every request, so that a sign-out holds at once. */
  login: async (id: string): Promise<Login | null> => {
    const { rows } = await pool.query<Login>(
      `SELECT l.id, l."userId", l."invitationId", i."siteId", u.role, (${liveLogin}) AS live
       FROM "LoginSession" l JOIN "User" u ON u.id = l."userId" LEFT JOIN "Invitation" i ON i.id = l."invitationId" WHERE l.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  },

  user: (id: string) => prisma.user.findUniqueOrThrow({ where: { id } }),

  /**
   * Rotates a refresh token. The old one stays good until its successor is first used and 60 s more; within that time a
   * repeat gets the identical successor. Later reuse revokes the family (RFC 9700, 4.14.2).
   * @param hashOf gives the hash of the token of a generation
   */
  rotateRefreshToken: (
    hash: string,
    hashOf: (loginSessionId: string, generation: number) => string,
  ): Promise<Rotation> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ id: string; generation: number; usedAt: Date | null; live: boolean }>(
        `SELECT l.id, t.generation, t."usedAt", (${liveLogin}) AS live
         FROM "RefreshToken" t JOIN "LoginSession" l ON l.id = t."loginSessionId" WHERE t.hash = $1 FOR UPDATE OF l`,
        [hash],
      );
      const token = rows[0];
      if (!token) return { outcome: "unknown" };
      if (!token.live) return { outcome: "ended" };
      // Read again under the lock: another request may have used the token while this one waited.
      const used = await client.query<{ used: boolean; late: boolean }>(
        `SELECT t."usedAt" IS NOT NULL AS used, coalesce(s."usedAt" < now() - make_interval(secs => $3), false) AS late
         FROM "RefreshToken" t LEFT JOIN "RefreshToken" s ON s."loginSessionId" = t."loginSessionId" AND s.generation = t.generation + 1
         WHERE t."loginSessionId" = $1 AND t.generation = $2`,
        [token.id, token.generation, REFRESH_GRACE_SECONDS],
      );
      const state = used.rows[0];
      if (state?.late) {
        await client.query(`UPDATE "LoginSession" SET "revokedAt" = now() WHERE id = $1`, [token.id]);
        return { outcome: "reused" };
      }
      const next = token.generation + 1;
      if (!state?.used) {
        await client.query(`UPDATE "RefreshToken" SET "usedAt" = now() WHERE hash = $1`, [hash]);
        await client.query(`INSERT INTO "RefreshToken" (hash, "loginSessionId", generation) VALUES ($1, $2, $3)`, [
          hashOf(token.id, next),
          token.id,
          next,
        ]);
        await client.query(
          `UPDATE "LoginSession" SET "lastUsedAt" = now(),
             "expiresAt" = least("createdAt" + make_interval(days => $2), now() + make_interval(days => $3)) WHERE id = $1`,
          [token.id, REFRESH_MAX_DAYS, REFRESH_IDLE_DAYS],
        );
      }
      return { outcome: "rotated", loginSessionId: token.id, generation: next };
    }),

  /** The site of the invitation that a refresh token signs in to; null where it has none, or the token is unknown. */
  siteOfRefreshToken: async (hash: string): Promise<string | null> => {
    const { rows } = await pool.query<{ siteId: string | null }>(
      `SELECT i."siteId" FROM "RefreshToken" t JOIN "LoginSession" l ON l.id = t."loginSessionId" LEFT JOIN "Invitation" i ON i.id = l."invitationId" WHERE t.hash = $1`,
      [hash],
    );
    return rows[0]?.siteId ?? null;
  },
  /** Ends the login that a refresh token belongs to. */
  revokeLogin: async (id: string): Promise<void> => {
    await pool.query(`UPDATE "LoginSession" SET "revokedAt" = now() WHERE id = $1 AND "revokedAt" IS NULL`, [id]);
  },

  staffByCookie: async (hash: string, idleMinutes: number): Promise<StaffPrincipal | null> => {
    const { rows } = await pool.query<StaffPrincipal>(
      `UPDATE "StaffSession" s SET "lastUsedAt" = now() FROM "User" u
       WHERE s.hash = $1 AND s."expiresAt" > now() AND s."lastUsedAt" > now() - make_interval(mins => $2) AND u.id = s."userId"
       RETURNING u.id AS "userId", u.role, u.name`,
      [hash, idleMinutes],
    );
    return rows[0] ?? null;
  },
  /** A key acts with its own role, and never with more than its owner has left. */
  staffByApiKey: async (hash: string): Promise<StaffPrincipal | null> => {
    const { rows } = await pool.query<StaffPrincipal>(
      `UPDATE "ApiKey" k SET "lastUsedAt" = now() FROM "User" u
       WHERE k.hash = $1 AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > now()) AND u.id = k."userId"
       RETURNING u.id AS "userId", least(k.role, u.role) AS role, k.name`,
      [hash],
    );
    return rows[0] ?? null;
  },
  endStaffSession: async (hash: string): Promise<void> => {
    await pool.query(`DELETE FROM "StaffSession" WHERE hash = $1`, [hash]);
  },
  /** Uses a one-time link up and opens a staff session, both or neither. */
  redeemSignInLink: (linkHash: string, cookieHash: string, hours: number): Promise<StaffPrincipal | null> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<StaffPrincipal>(
        `UPDATE "SignInLink" l SET "usedAt" = now() FROM "User" u
         WHERE l.hash = $1 AND l."usedAt" IS NULL AND l."expiresAt" > now() AND u.id = l."userId" AND u.role IN ('STAFF', 'ADMIN')
         RETURNING u.id AS "userId", u.role, u.name`,
        [linkHash],
      );
      const staff = rows[0];
      if (!staff) return null;
      await client.query(
        `INSERT INTO "StaffSession" (hash, "userId", "expiresAt") VALUES ($1, $2, now() + make_interval(hours => $3))`,
        [cookieHash, staff.userId, hours],
      );
      await client.query(`UPDATE "User" SET "lastLoginAt" = now(), "updatedAt" = now() WHERE id = $1`, [staff.userId]);
      return staff;
    }),
  addSignInLink: (hash: string, userId: string, expiresAt: Date) =>
    prisma.signInLink.create({ data: { hash, userId, expiresAt } }),
  addApiKey: (hash: string, name: string, role: Role, userId: string) =>
    prisma.apiKey.create({ data: { hash, name, role, userId } }),

  /** The first staff member of a fresh installation, made once. */
  ensureOwner: async (): Promise<string> => {
    const owner = await prisma.user.findFirst({ where: { role: "ADMIN" }, orderBy: { createdAt: "asc" } });
    return (owner ?? (await prisma.user.create({ data: { name: "Owner", role: "ADMIN" } }))).id;
  },
  /** Staff by e-mail: the contact method is what the person is known by; an existing one gets the role. */
  addStaff: async (email: string, role: Role): Promise<string> => {
    const contact = await prisma.contactMethod.findUnique({ where: { type_value: { type: "email", value: email } } });
    if (contact) {
      await prisma.user.update({ where: { id: contact.userId }, data: { role } });
      return contact.userId;
    }
    const user = await prisma.user.create({
      data: {
        name: email,
        role,
        contactMethods: { create: { type: "email", value: email, verified: true, primary: true } },
      },
    });
    return user.id;
  },
});

/**
 * Signs a device in to an invitation, in the transaction that holds the invitation's row lock: the same device replaces
 * its login; past MAX_DEVICES the least recently used one is signed out.
 */
export const openLogin = async (
  client: PoolClient,
  login: { userId: string; invitationId: string; deviceHash: string | null },
  hashOf: (loginSessionId: string, generation: number) => string,
): Promise<string> => {
  const id = randomUUID();
  if (login.deviceHash !== null) {
    await client.query(
      `UPDATE "LoginSession" SET "revokedAt" = now() WHERE "invitationId" = $1 AND "deviceHash" = $2 AND "revokedAt" IS NULL`,
      [login.invitationId, login.deviceHash],
    );
  }
  await client.query(
    `INSERT INTO "LoginSession" (id, "userId", "invitationId", "deviceHash", "expiresAt") VALUES ($1, $2, $3, $4, now() + make_interval(days => $5))`,
    [id, login.userId, login.invitationId, login.deviceHash, REFRESH_IDLE_DAYS],
  );
  await client.query(`INSERT INTO "RefreshToken" (hash, "loginSessionId", generation) VALUES ($1, $2, 0)`, [
    hashOf(id, 0),
    id,
  ]);
  await client.query(
    `UPDATE "LoginSession" SET "revokedAt" = now() WHERE id IN (
       SELECT l.id FROM "LoginSession" l WHERE l."invitationId" = $1 AND ${liveLogin} AND l.id <> $2
       ORDER BY l."lastUsedAt" DESC, l."createdAt" DESC OFFSET $3)`,
    [login.invitationId, id, MAX_DEVICES - 1],
  );
  return id;
};

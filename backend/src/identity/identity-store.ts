import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import type { Database } from "../database/create-database.ts";
import { prepared } from "../database/prepared.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { COMMAND_LINE_USER } from "../staff/command-line-user.ts";
import { changeRole } from "../staff/role-store.ts";
import { REFRESH_GRACE_SECONDS, REFRESH_IDLE_DAYS, REFRESH_MAX_DAYS } from "./refresh-token.ts";

export type Role = "GUEST" | "USER" | "STAFF" | "ADMIN";
/** What streams are held by: logins with the version of the token they were opened with, hashes of cookies, ids of keys. */
export type HeldBy = { logins: { id: string; tokenVersion: number }[]; cookies: string[]; keys: string[] };
export type Login = {
  id: string;
  userId: string;
  invitationId: string | null;
  siteId: string | null;
  role: Role;
  /** access tokens with another `sv` have ended */
  tokenVersion: number;
  /** the site lets in only people whom it has signed, and this is none of them */
  personNeeded: boolean;
  live: boolean;
};
export type StaffPrincipal = { userId: string; role: Role; name: string | null };
/** `scopes`: empty is all that the role may; `expiresAt`: null is never. */
export type KeyPrincipal = StaffPrincipal & { keyId: string; scopes: string[]; expiresAt: Date | null };
type Rotation =
  | { outcome: "rotated"; loginSessionId: string; generation: number }
  | { outcome: "unknown" | "ended" | "replaced" | "erased" | "reused" };

/** Devices that may be signed in to one invitation at once. */
export const MAX_DEVICES = 5;

const liveLogin = `l."revokedAt" IS NULL AND l."expiresAt" > now()`;
/** Whoever was merged or erased is nobody any more, whatever else still names them. */
export const IS_SOMEBODY = `u."mergedIntoId" IS NULL AND u."erasedAt" IS NULL`;

const LOGIN = prepared(
  "login",
  `SELECT l.id, l."userId", l."invitationId", i."siteId", u.role, u."tokenVersion", (${liveLogin} AND ${IS_SOMEBODY}) AS live,
     coalesce(s."requireKnownPeople", false)
       AND NOT EXISTS (SELECT FROM "ExternalIdentity" e WHERE e."userId" = u.id AND e.provider = 'site:' || s.id) AS "personNeeded"
   FROM "LoginSession" l JOIN "User" u ON u.id = l."userId" LEFT JOIN "Invitation" i ON i.id = l."invitationId"
   LEFT JOIN "Site" s ON s.id = i."siteId" WHERE l.id = $1`,
);

export type IdentityStore = ReturnType<typeof createIdentityStore>;
export const createIdentityStore = ({ prisma, pool }: Database) => ({
  /** The login and its user by primary key: asked on every request, so that a sign-out holds at once. */
  login: async (id: string): Promise<Login | null> => {
    const { rows } = await pool.query<Login>(LOGIN(id));
    return rows[0] ?? null;
  },

  /** Of what streams are held by: what has ended. A role below STAFF ends a cookie and a key, a raised token version a login. */
  endedOf: async (held: HeldBy, idleMinutes: number): Promise<HeldBy> => {
    const { rows } = await pool.query<{ kind: keyof HeldBy; id: string; version: number }>(
      `SELECT 'logins' AS kind, h.id, h.version FROM unnest($1::text[], $2::int[]) AS h(id, version)
       WHERE NOT EXISTS (SELECT FROM "LoginSession" l JOIN "User" u ON u.id = l."userId"
         WHERE l.id = h.id AND u."tokenVersion" = h.version AND ${liveLogin} AND ${IS_SOMEBODY})
       UNION ALL SELECT 'cookies', h.id, 0 FROM unnest($3::text[]) AS h(id)
       WHERE NOT EXISTS (SELECT FROM "StaffSession" s JOIN "User" u ON u.id = s."userId"
         WHERE s.hash = h.id AND s."expiresAt" > now() AND s."lastUsedAt" > now() - make_interval(mins => $5)
           AND u.role IN ('STAFF', 'ADMIN') AND ${IS_SOMEBODY})
       UNION ALL SELECT 'keys', h.id, 0 FROM unnest($4::text[]) AS h(id)
       WHERE NOT EXISTS (SELECT FROM "ApiKey" k JOIN "User" u ON u.id = k."userId"
         WHERE k.id = h.id AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > now())
           AND u.role IN ('STAFF', 'ADMIN') AND ${IS_SOMEBODY})`,
      [
        held.logins.map(({ id }) => id),
        held.logins.map(({ tokenVersion }) => tokenVersion),
        held.cookies,
        held.keys,
        idleMinutes,
      ],
    );
    const idsOf = (kind: keyof HeldBy) => rows.filter((row) => row.kind === kind).map(({ id }) => id);
    return {
      logins: rows.flatMap(({ kind, id, version }) => (kind === "logins" ? [{ id, tokenVersion: version }] : [])),
      cookies: idsOf("cookies"),
      keys: idsOf("keys"),
    };
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
      const { rows } = await client.query<{
        id: string;
        generation: number;
        usedAt: Date | null;
        live: boolean;
        erased: boolean;
      }>(
        `SELECT l.id, t.generation, t."usedAt", (${liveLogin}) AS live, u."erasedAt" IS NOT NULL AS erased
         FROM "RefreshToken" t JOIN "LoginSession" l ON l.id = t."loginSessionId" JOIN "User" u ON u.id = l."userId" WHERE t.hash = $1 FOR UPDATE OF l`,
        [hash],
      );
      const token = rows[0];
      if (!token) return { outcome: "unknown" };
      if (token.erased) return { outcome: "erased" };
      if (!token.live) {
        // The transaction that replaces a link ends its sign-ins: the two have one moment.
        const { rowCount } = await client.query(
          `SELECT FROM "LoginSession" l JOIN "ReplacedToken" r ON r."invitationId" = l."invitationId" AND r."createdAt" = l."revokedAt" WHERE l.id = $1`,
          [token.id],
        );
        return { outcome: rowCount === 0 ? "ended" : "replaced" };
      }
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
  /** Ends one login. */
  revokeLogin: async (id: string): Promise<void> => {
    await pool.query(`UPDATE "LoginSession" SET "revokedAt" = now() WHERE id = $1 AND "revokedAt" IS NULL`, [id]);
  },
  /** Ends every login of a user, and every access token that was given. */
  revokeLoginsOf: (userId: string): Promise<void> => inTransaction(pool, (client) => endAllLogins(client, userId)),

  staffByCookie: async (hash: string, idleMinutes: number): Promise<StaffPrincipal | null> => {
    const { rows } = await pool.query<StaffPrincipal>(
      `UPDATE "StaffSession" s SET "lastUsedAt" = now() FROM "User" u
       WHERE s.hash = $1 AND s."expiresAt" > now() AND s."lastUsedAt" > now() - make_interval(mins => $2) AND u.id = s."userId" AND ${IS_SOMEBODY}
       RETURNING u.id AS "userId", u.role, u.name`,
      [hash, idleMinutes],
    );
    return rows[0] ?? null;
  },
  /** A key acts with its own role, and never with more than its owner has left. */
  staffByApiKey: async (hash: string): Promise<KeyPrincipal | null> => {
    const { rows } = await pool.query<KeyPrincipal>(
      `UPDATE "ApiKey" k SET "lastUsedAt" = now() FROM "User" u
       WHERE k.hash = $1 AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > now()) AND u.id = k."userId" AND ${IS_SOMEBODY}
       RETURNING u.id AS "userId", least(k.role, u.role) AS role, k.name, k.id AS "keyId", k.scopes, k."expiresAt"`,
      [hash],
    );
    return rows[0] ?? null;
  },
  endStaffSession: (hash: string): Promise<void> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ userId: string }>(
        `DELETE FROM "StaffSession" WHERE hash = $1 RETURNING "userId"`,
        [hash],
      );
      for (const { userId } of rows)
        await audit(client, { actorId: userId, action: "staff.sign-out", subject: userId });
    }),
  /** Uses a one-time link up and opens a staff session, both or neither. */
  redeemSignInLink: (linkHash: string, cookie: NewStaffCookie): Promise<StaffPrincipal | null> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<StaffPrincipal>(
        `UPDATE "SignInLink" l SET "usedAt" = now() FROM "User" u
         WHERE l.hash = $1 AND l."usedAt" IS NULL AND l."expiresAt" > now() AND u.id = l."userId" AND u.role IN ('STAFF', 'ADMIN') AND ${IS_SOMEBODY}
         RETURNING u.id AS "userId", u.role, u.name`,
        [linkHash],
      );
      const staff = rows[0];
      if (!staff) return null;
      await openStaffSession(client, staff.userId, cookie, "link");
      return staff;
    }),
  addSignInLink: (hash: string, userId: string, expiresAt: Date) =>
    prisma.signInLink.create({ data: { hash, userId, expiresAt } }),

  /** Whose is what the command line makes: nobody's, see command-line-user.ts. */
  commandLineUser: async (): Promise<string> => {
    await pool.query(
      `INSERT INTO "User" (id, name, role, "updatedAt") VALUES ($1, 'Command line', 'ADMIN', now()) ON CONFLICT (id) DO NOTHING`,
      [COMMAND_LINE_USER],
    );
    return COMMAND_LINE_USER;
  },
  /** The first staff member of a fresh installation, made once: whoever tries the demo out. */
  ensureOwner: async (): Promise<string> => {
    const owner = await prisma.user.findFirst({
      where: { role: "ADMIN", id: { not: COMMAND_LINE_USER } },
      orderBy: { createdAt: "asc" },
    });
    return (owner ?? (await prisma.user.create({ data: { name: "Owner", role: "ADMIN" } }))).id;
  },
  /**
   * Staff by e-mail: the contact method is what the person is known by; whoever has verified it gets the role. A claim of
   * the address that nobody has verified yields.
   * @returns null where that would leave nobody an ADMIN
   */
  addStaff: (email: string, role: "STAFF" | "ADMIN"): Promise<string | null> =>
    inTransaction(pool, async (client) => {
      await client.query(`DELETE FROM "ContactMethod" WHERE type = 'email' AND value = $1 AND NOT verified`, [email]);
      const { rows } = await client.query<{ userId: string }>(
        `SELECT "userId" FROM "ContactMethod" WHERE type = 'email' AND value = $1`,
        [email],
      );
      const userId = rows[0]?.userId ?? (await insertPerson(client, email));
      const { outcome } = await changeRole(client, { actorId: null, userId, grant: role });
      return outcome === "changed" || outcome === "unchanged" ? userId : null;
    }),
  /** Other staff whose provider has told this address: it finds nobody, so whoever meant them is told of them. */
  staffTold: async (email: string, exceptId: string): Promise<{ name: string | null; role: Role }[]> => {
    const { rows } = await pool.query<{ name: string | null; role: Role }>(
      `SELECT u.name, u.role FROM "User" u WHERE u.id <> $2 AND u.role IN ('STAFF', 'ADMIN') AND ${IS_SOMEBODY}
         AND EXISTS (SELECT FROM "ExternalIdentity" e WHERE e."userId" = u.id AND lower(e.email) = $1) ORDER BY u."createdAt"`,
      [email, exceptId],
    );
    return rows;
  },
});

/** Somebody who is known by an e-mail address alone; their name is what stands before its @. */
const insertPerson = async (client: PoolClient, email: string): Promise<string> => {
  const id = randomUUID();
  await client.query(`INSERT INTO "User" (id, name, "updatedAt") VALUES ($1, $2, now())`, [id, email.split("@")[0]]);
  await client.query(
    `INSERT INTO "ContactMethod" (id, "userId", type, value, verified, "primary", "updatedAt") VALUES ($1, $2, 'email', $3, true, true, now())`,
    [randomUUID(), id, email],
  );
  return id;
};

/** `replaces`: the hash of the cookie that the browser held before; that one ends. */
export type NewStaffCookie = { hash: string; hours: number; replaces: string | null };
/** Opens a session of the console, in the transaction that has found out who it is. */
export const openStaffSession = async (
  client: PoolClient,
  userId: string,
  cookie: NewStaffCookie,
  via: string,
): Promise<void> => {
  await client.query(`UPDATE "User" SET "lastLoginAt" = now(), "updatedAt" = now() WHERE id = $1`, [userId]);
  await client.query(`DELETE FROM "StaffSession" WHERE hash = $1 OR ("userId" = $2 AND "expiresAt" < now())`, [
    cookie.replaces,
    userId,
  ]);
  await client.query(
    `INSERT INTO "StaffSession" (hash, "userId", "expiresAt") VALUES ($1, $2, now() + make_interval(hours => $3))`,
    [cookie.hash, userId, cookie.hours],
  );
  await audit(client, { actorId: userId, action: "staff.sign-in", subject: userId, detail: { via } });
};

/** Ends every login of a user, and with the token version every access token that was given. */
export const endAllLogins = async (client: PoolClient, userId: string): Promise<void> => {
  await client.query(`UPDATE "LoginSession" SET "revokedAt" = now() WHERE "userId" = $1 AND "revokedAt" IS NULL`, [
    userId,
  ]);
  await client.query(`UPDATE "User" SET "tokenVersion" = "tokenVersion" + 1, "updatedAt" = now() WHERE id = $1`, [
    userId,
  ]);
};

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

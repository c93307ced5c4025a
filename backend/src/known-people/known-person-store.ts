import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Role } from "../identity/identity-store.ts";
import { Problem } from "../problem.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import type { KnownPerson } from "./read-person-token.ts";

const FORGET_AT_ONCE = 100;
/** Hours that ids are kept beyond the end of their tokens, which is told by another clock than the database's. */
const KEEP_HOURS = 24;

/**
 * A token is good once: its id is kept, in the transaction of what it is used for, until it has long expired anyway.
 * @throws Problem known-person-refused where it was used before
 */
export const useTokenId = async (client: PoolClient, { siteId, jti, expiresAt }: KnownPerson): Promise<void> => {
  const { rowCount } = await client.query(
    `INSERT INTO "UsedTokenId" ("siteId", jti, "expiresAt") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [siteId, jti, expiresAt],
  );
  if (rowCount !== 1) throw new Problem("known-person-refused", "The site's token was used before: each is good once.");
  await client.query(
    `DELETE FROM "UsedTokenId" WHERE ("siteId", jti) IN (
       SELECT "siteId", jti FROM "UsedTokenId" WHERE "expiresAt" < now() - make_interval(hours => $2) ORDER BY "expiresAt" LIMIT $1
       FOR UPDATE SKIP LOCKED)`,
    [FORGET_AT_ONCE, KEEP_HOURS],
  );
};

export type PersonUser = {
  id: string;
  name: string | null;
  avatarUrl: string | null;
  role: Role;
  identities: string[];
};

/** A user, locked against a merge and against another identity at the same moment. */
export const lockUser = async (client: PoolClient, id: string): Promise<PersonUser> => {
  await client.query(`SELECT FROM "User" WHERE id = $1 FOR UPDATE`, [id]);
  return readUser(client, id);
};
/** `identities`: "provider externalId" of each. */
export const readUser = async (client: PoolClient, id: string): Promise<PersonUser> => {
  const { rows } = await client.query<PersonUser>(
    `SELECT u.id, u.name, u."avatarUrl", u.role,
       ARRAY(SELECT e.provider || ' ' || e."externalId" FROM "ExternalIdentity" e WHERE e."userId" = u.id) AS identities
     FROM "User" u WHERE u.id = $1`,
    [id],
  );
  if (!rows[0]) throw new Error(`user ${id} vanished`);
  return rows[0];
};
/** Whom the site's person is here, by provider and subject alone; null where they have not come before. */
export const userOf = async (client: PoolClient, person: KnownPerson): Promise<PersonUser | null> => {
  const { rows } = await client.query<{ userId: string }>(
    `SELECT "userId" FROM "ExternalIdentity" WHERE provider = $1 AND "externalId" = $2`,
    [person.provider, person.externalId],
  );
  return rows[0] ? readUser(client, rows[0].userId) : null;
};

/** As `userOf`, the user locked: who was erased, or has given the identity up, while this waited is not them any more. */
export const holdPerson = async (client: PoolClient, person: KnownPerson): Promise<PersonUser | null> => {
  const known = await userOf(client, person);
  if (!known) return null;
  await client.query(`SELECT FROM "User" WHERE id = $1 FOR NO KEY UPDATE`, [known.id]);
  return userOf(client, person);
};

export const anotherPerson = () =>
  new Problem("another-person", "This sign-in belongs to another person of this site. Sign out first.");

/**
 * The guest is this person from now on. The user's row is locked.
 * @throws Problem use-console where the user is staff; another-person where they are another person of that site already; a unique violation (23505) where
 * the person came at the same moment elsewhere
 */
export const linkPerson = async (client: PoolClient, user: PersonUser, person: KnownPerson): Promise<void> => {
  if (user.role === "STAFF" || user.role === "ADMIN")
    throw new Problem("use-console", "Staff link their accounts in the console.");
  if (user.identities.some((identity) => identity.startsWith(`${person.provider} `))) throw anotherPerson();
  await client.query(`INSERT INTO "ExternalIdentity" (id, "userId", provider, "externalId") VALUES ($1, $2, $3, $4)`, [
    randomUUID(),
    user.id,
    person.provider,
    person.externalId,
  ]);
  await client.query(`UPDATE "User" SET role = 'USER' WHERE id = $1 AND role = 'GUEST'`, [user.id]);
  await recordEvent(client, "person_known", { userId: user.id, properties: { site: person.siteId } });
};

/** They were here; a name is filled in where there was none. */
export const notePresence = async (client: PoolClient, userId: string, person: KnownPerson): Promise<void> => {
  await client.query(
    `UPDATE "User" SET name = coalesce(name, $2), "lastLoginAt" = now(), "updatedAt" = now() WHERE id = $1`,
    [userId, person.name],
  );
};

export const endLogins = async (client: PoolClient, userId: string): Promise<void> => {
  await client.query(`UPDATE "LoginSession" SET "revokedAt" = now() WHERE "userId" = $1 AND "revokedAt" IS NULL`, [
    userId,
  ]);
};
/** Of a login that is live, and stays as it is until this transaction ends. @throws Problem session-ended */
export const holdLogin = async (client: PoolClient, loginId: string): Promise<string> => {
  const { rows } = await client.query<{ userId: string }>(
    `SELECT "userId" FROM "LoginSession" WHERE id = $1 AND "revokedAt" IS NULL FOR UPDATE`,
    [loginId],
  );
  if (!rows[0]) throw new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");
  return rows[0].userId;
};

/** The child invitation of a SHARED one that a person has, or that this device has as somebody who is nobody yet. */
export const childOfPerson = async (
  client: PoolClient,
  parentId: string,
  person: KnownPerson,
  deviceHash: string | null,
): Promise<string | null> => {
  const { rows } = await client.query<{ id: string }>(
    `SELECT c.id FROM "Invitation" c LEFT JOIN "User" u ON u.id = c."linkedUserId"
       LEFT JOIN "ExternalIdentity" e ON e."userId" = u.id AND e.provider = $2 AND e."externalId" = $3
     WHERE c."parentId" = $1 AND (e.id IS NOT NULL
       OR (c."deviceHash" = $4 AND (u.id IS NULL OR (u.role = 'GUEST' AND NOT EXISTS (SELECT FROM "ExternalIdentity" x WHERE x."userId" = u.id)))))
     ORDER BY e.id IS NULL, c."createdAt" LIMIT 1`,
    [parentId, person.provider, person.externalId, deviceHash],
  );
  return rows[0]?.id ?? null;
};
/** The first claim of an invitation, by somebody who is known already. */
export const linkInvitation = async (client: PoolClient, invitationId: string, userId: string): Promise<void> => {
  await client.query(
    `UPDATE "Invitation" SET "claimedAt" = now(), "linkedUserId" = $2, "openedAt" = coalesce("openedAt", now()) WHERE id = $1 AND "linkedUserId" IS NULL`,
    [invitationId, userId],
  );
};

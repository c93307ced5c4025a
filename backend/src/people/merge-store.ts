import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Role } from "../identity/identity-store.ts";
import { forgetMailsOfNobody } from "../mail/outbox-store.ts";
import { columnsThat } from "./merge-columns.ts";
import type { StandingConsent } from "./merge-consents.ts";

export type MergeUser = {
  id: string;
  name: string | null;
  avatarUrl: string | null;
  role: Role;
  createdAt: Date;
  lastLoginAt: Date | null;
  mergedIntoId: string | null;
  erasedAt: Date | null;
};
type Pair = { sourceId: string; targetId: string };

/** What the source's writers lock before they come to the user, in their order: invitations, then sessions. */
export const lockWrittenTo = async (client: PoolClient, sourceId: string): Promise<void> => {
  await client.query(`SELECT id FROM "Invitation" WHERE "linkedUserId" = $1 ORDER BY id FOR NO KEY UPDATE`, [sourceId]);
  await client.query(`SELECT id FROM "ConversationSession" WHERE "userId" = $1 ORDER BY id FOR NO KEY UPDATE`, [
    sourceId,
  ]);
};
/** Both, in the order of their ids: whoever writes for one of them has written, or waits and then writes for the target. */
export const lockUsers = async (client: PoolClient, { sourceId, targetId }: Pair): Promise<MergeUser[]> => {
  const { rows } = await client.query<MergeUser>(
    `SELECT id, name, "avatarUrl", role, "createdAt", "lastLoginAt", "mergedIntoId", "erasedAt"
     FROM "User" WHERE id = ANY($1) ORDER BY id FOR UPDATE`,
    [[sourceId, targetId]],
  );
  return rows;
};

/** Read under the lock: identities come and go with the user's row locked. */
export const hasIdentity = async (client: PoolClient, userId: string): Promise<boolean> => {
  const { rows } = await client.query(`SELECT FROM "ExternalIdentity" WHERE "userId" = $1 LIMIT 1`, [userId]);
  return rows.length > 0;
};

export const contactsOf = async (client: PoolClient, { sourceId, targetId }: Pair): Promise<object[]> =>
  (
    await client.query(`SELECT * FROM "ContactMethod" WHERE "userId" = ANY($1) ORDER BY "createdAt", id`, [
      [sourceId, targetId],
    ])
  ).rows;
export const standingConsents = async (client: PoolClient, { sourceId, targetId }: Pair): Promise<StandingConsent[]> =>
  (
    await client.query<StandingConsent>(
      `SELECT DISTINCT ON ("userId", "invitationId") "userId", "invitationId", service, research, "createdAt", "withdrawnAt"
       FROM "Consent" WHERE "userId" = ANY($1) ORDER BY "userId", "invitationId", "createdAt" DESC, id DESC`,
      [[sourceId, targetId]],
    )
  ).rows;

/** @returns how many rows of each table became the target's */
export const moveRows = async (client: PoolClient, { sourceId, targetId }: Pair): Promise<Record<string, number>> => {
  const moved: Record<string, number> = {};
  for (const { table, column } of columnsThat("moves")) {
    const { rowCount } = await client.query(
      `UPDATE "${table}" SET "${column}" = $2, "originUserId" = coalesce("originUserId", $1) WHERE "${column}" = $1`,
      [sourceId, targetId],
    );
    moved[table] = rowCount ?? 0;
  }
  for (const { table, column } of columnsThat("relinks")) {
    const { rowCount } = await client.query(`UPDATE "${table}" SET "${column}" = $2 WHERE "${column}" = $1`, [
      sourceId,
      targetId,
    ]);
    moved[table] = rowCount ?? 0;
  }
  return moved;
};

/** Verified ones move as non-primary; the target's primary stays, and where it has none the source's oldest becomes it. */
export const moveContacts = async (client: PoolClient, { sourceId, targetId }: Pair): Promise<number> => {
  await client.query(`DELETE FROM "ContactMethod" WHERE "userId" = $1 AND NOT verified`, [sourceId]);
  const { rows } = await client.query<{ id: string }>(
    `UPDATE "ContactMethod" SET "userId" = $2, "primary" = false, "updatedAt" = now() WHERE "userId" = $1 RETURNING id`,
    [sourceId, targetId],
  );
  await client.query(
    `UPDATE "ContactMethod" SET "primary" = true, "updatedAt" = now() WHERE id IN (
       SELECT DISTINCT ON (c.type) c.id FROM "ContactMethod" c WHERE c.id = ANY($2)
         AND NOT EXISTS (SELECT FROM "ContactMethod" p WHERE p."userId" = $1 AND p.type = c.type AND p."primary")
       ORDER BY c.type, c."createdAt", c.id)`,
    [targetId, rows.map((row) => row.id)],
  );
  return rows.length;
};

/** A stricter word, a yes taken back, beside the older one, which stays as it was given. */
export const addRestrictions = async (
  client: PoolClient,
  targetId: string,
  consents: readonly StandingConsent[],
): Promise<void> => {
  for (const { invitationId, service } of consents)
    await client.query(
      `INSERT INTO "Consent" (id, "userId", "invitationId", service, research, "createdAt", "withdrawnAt")
       VALUES ($1, $2, $3, $4, false, clock_timestamp(), clock_timestamp())`,
      [randomUUID(), targetId, invitationId, service],
    );
};

/** Every way in that the source had, and mails to addresses that went with them. */
export const endSignIns = async (client: PoolClient, sourceId: string): Promise<void> => {
  for (const { table, column } of columnsThat("ends"))
    await client.query(`UPDATE "${table}" SET "revokedAt" = now() WHERE "${column}" = $1 AND "revokedAt" IS NULL`, [
      sourceId,
    ]);
  const { rows } = await client.query<{ value: string }>(`SELECT value FROM "ContactCode" WHERE "userId" = $1`, [
    sourceId,
  ]);
  for (const { table, column } of columnsThat("drops"))
    await client.query(`DELETE FROM "${table}" WHERE "${column}" = $1`, [sourceId]);
  if (rows.length > 0)
    await forgetMailsOfNobody(
      client,
      rows.map(({ value }) => value),
    );
};

/** The source holds nothing any more but who it became; names are the target's, filled where it had none. */
export const buryUser = async (client: PoolClient, source: MergeUser, targetId: string): Promise<void> => {
  await client.query(
    `UPDATE "User" SET name = coalesce(name, $2), "avatarUrl" = coalesce("avatarUrl", $3), "updatedAt" = now() WHERE id = $1`,
    [targetId, source.name, source.avatarUrl],
  );
  await client.query(
    `UPDATE "User" SET name = NULL, "avatarUrl" = NULL, "tokenVersion" = "tokenVersion" + 1, "mergedIntoId" = $2, "updatedAt" = now() WHERE id = $1`,
    [source.id, targetId],
  );
  for (const { table, column } of columnsThat("follows"))
    await client.query(`UPDATE "${table}" SET "${column}" = $2 WHERE "${column}" = $1`, [source.id, targetId]);
};

/** Whom the source was merged into, and who that is by now. Locks nothing: a writer that follows the merge may hold the source. */
export const mergeOf = async (
  client: PoolClient,
  sourceId: string,
): Promise<{ targetId: string; nowId: string } | null> => {
  const { rows } = await client.query<{ targetId: string; nowId: string }>(
    `SELECT m."targetId", u."mergedIntoId" AS "nowId" FROM "MergeOperation" m JOIN "User" u ON u.id = m."sourceId" WHERE m."sourceId" = $1`,
    [sourceId],
  );
  return rows[0] ?? null;
};
export const addMerge = async (
  client: PoolClient,
  merge: Pair & { requestedById: string; snapshot: string },
): Promise<string> => {
  const id = randomUUID();
  await client.query(
    `INSERT INTO "MergeOperation" (id, "sourceId", "targetId", "requestedById", snapshot) VALUES ($1, $2, $3, $4, $5)`,
    [id, merge.sourceId, merge.targetId, merge.requestedById, merge.snapshot],
  );
  return id;
};

/** Of one login. @returns what it was signed in to; undefined where there is no such login */
export const endLogin = async (
  client: PoolClient,
  id: string,
): Promise<{ invitationId: string | null; deviceHash: string | null } | undefined> => {
  const { rows } = await client.query<{ invitationId: string | null; deviceHash: string | null }>(
    `UPDATE "LoginSession" SET "revokedAt" = coalesce("revokedAt", now()) WHERE id = $1 RETURNING "invitationId", "deviceHash"`,
    [id],
  );
  return rows[0];
};
/** What a guest would bring into an account, in counts. */
export const talkOf = async (client: PoolClient, userId: string): Promise<{ sessions: number; messages: number }> => {
  const { rows } = await client.query<{ sessions: number; messages: number }>(
    `SELECT count(*)::int AS sessions, coalesce(sum("totalMessages"), 0)::int AS messages FROM "ConversationSession" WHERE "userId" = $1`,
    [userId],
  );
  return rows[0] ?? { sessions: 0, messages: 0 };
};

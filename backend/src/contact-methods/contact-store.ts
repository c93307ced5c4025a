import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { forgetMailsOfNobody } from "../mail/outbox-store.ts";
import type { ContactType } from "../protocol/contact-methods.ts";
import { CODE_MINUTES, CODE_TRIES } from "./contact-code.ts";

export type Contact = { type: ContactType; value: string };
export type OwnMethod = Contact & { id: string; primary: boolean };
export type PendingCode = Contact & { id: string; tries: number; expiresAt: Date };

/**
 * The person's row: what is done with their contact methods is done one after another, and a merge comes before or after.
 * @returns false where the person was merged or erased meanwhile
 */
export const lockPerson = async (client: PoolClient, userId: string): Promise<boolean> => {
  const { rows } = await client.query<{ gone: boolean }>(
    `SELECT "mergedIntoId" IS NOT NULL OR "erasedAt" IS NOT NULL AS gone FROM "User" WHERE id = $1 FOR NO KEY UPDATE`,
    [userId],
  );
  return rows[0]?.gone === false;
};
/** One at a time may do something with a value, whoever they are. After the person's own lock, never before it. */
export const lockValue = async (client: PoolClient, { type, value }: Contact): Promise<void> => {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`contact ${type} ${value}`]);
};

export const verifiedOf = async (client: Pool | PoolClient, userId: string): Promise<OwnMethod[]> => {
  const { rows } = await client.query<OwnMethod>(
    `SELECT id, type, value, "primary" FROM "ContactMethod" WHERE "userId" = $1 AND verified ORDER BY "createdAt", id`,
    [userId],
  );
  return rows;
};
/** Codes that were neither used nor replaced, at most one a value. */
export const pendingOf = async (client: Pool | PoolClient, userId: string): Promise<PendingCode[]> => {
  const { rows } = await client.query<PendingCode>(
    `SELECT id, type, value, tries, "expiresAt" FROM "ContactCode" WHERE "userId" = $1 AND "usedAt" IS NULL ORDER BY "createdAt", id`,
    [userId],
  );
  return rows;
};

export type Sends = { mine: number; mineToValue: number; toValue: number; secondsToNext: number };
/** Within the last hour. A code that was not sent counts for whom it was refused, not against the value. */
export const countSends = async (client: PoolClient, userId: string, { type, value }: Contact): Promise<Sends> => {
  const { rows } = await client.query<Sends>(
    `SELECT count(*) FILTER (WHERE "userId" = $1)::int AS mine,
       count(*) FILTER (WHERE "userId" = $1 AND type = $2 AND value = $3)::int AS "mineToValue",
       count(*) FILTER (WHERE type = $2 AND value = $3 AND "codeHash" <> '')::int AS "toValue",
       coalesce(ceil(extract(epoch FROM min("createdAt") FILTER (WHERE "userId" = $1) + interval '1 hour' - now())), 0)::int AS "secondsToNext"
     FROM "ContactCode" WHERE ("userId" = $1 OR (type = $2 AND value = $3)) AND "createdAt" > now() - interval '1 hour'`,
    [userId, type, value],
  );
  return rows[0] ?? { mine: 0, mineToValue: 0, toValue: 0, secondsToNext: 0 };
};

/** The newest code replaces the ones before it. @param codeHash empty: none was sent, and none will fit */
export const addCode = async (
  client: PoolClient,
  userId: string,
  { type, value }: Contact,
  code: { id: string; codeHash: string },
): Promise<PendingCode> => {
  await client.query(
    `UPDATE "ContactCode" SET "usedAt" = now() WHERE "userId" = $1 AND type = $2 AND value = $3 AND "usedAt" IS NULL`,
    [userId, type, value],
  );
  const { rows } = await client.query<PendingCode>(
    `INSERT INTO "ContactCode" (id, "userId", type, value, "codeHash", "expiresAt") VALUES ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))
     RETURNING id, type, value, tries, "expiresAt"`,
    [code.id, userId, type, value, code.codeHash, CODE_MINUTES],
  );
  // Unverified it holds the value against nobody: whoever verifies first takes it.
  await client.query(
    `INSERT INTO "ContactMethod" (id, "userId", type, value, "updatedAt") VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING`,
    [randomUUID(), userId, type, value],
  );
  return rows[0] as PendingCode;
};

/** Whether another person has verified it. */
export const isTaken = async (client: PoolClient, userId: string, { type, value }: Contact): Promise<boolean> => {
  const { rows } = await client.query(
    `SELECT FROM "ContactMethod" WHERE type = $1 AND value = $2 AND verified AND "userId" <> $3`,
    [type, value, userId],
  );
  return rows.length > 0;
};

/** Counts a try. @returns null where the code is too old or has been tried too often */
export const takeTry = async (client: PoolClient, id: string): Promise<{ codeHash: string; left: number } | null> => {
  const { rows } = await client.query<{ codeHash: string; left: number }>(
    `UPDATE "ContactCode" SET tries = tries + 1 WHERE id = $1 AND "usedAt" IS NULL AND tries < $2 AND "expiresAt" > now()
     RETURNING "codeHash", $2 - tries AS left`,
    [id, CODE_TRIES],
  );
  return rows[0] ?? null;
};
/**
 * The value becomes the person's: an unverified row of somebody else yields. The first of its type is the primary one.
 * @returns false where another person has verified it
 */
export const takeValue = async (client: PoolClient, userId: string, code: PendingCode): Promise<boolean> => {
  await client.query(`UPDATE "ContactCode" SET "usedAt" = now() WHERE id = $1`, [code.id]);
  await client.query(`DELETE FROM "ContactMethod" WHERE type = $1 AND value = $2 AND NOT verified AND "userId" <> $3`, [
    code.type,
    code.value,
    userId,
  ]);
  const { rowCount } = await client.query(
    `INSERT INTO "ContactMethod" AS c (id, "userId", type, value, verified, "primary", "updatedAt")
     SELECT $1, $2, $3, $4, true, NOT EXISTS (SELECT FROM "ContactMethod" p WHERE p."userId" = $2 AND p.type = $3 AND p."primary"), now()
     ON CONFLICT (type, value) DO UPDATE SET verified = true, "primary" = excluded."primary", "updatedAt" = now() WHERE c."userId" = $2`,
    [randomUUID(), userId, code.type, code.value],
  );
  return rowCount === 1;
};

export const makePrimary = async (client: PoolClient, userId: string, { id, type }: OwnMethod): Promise<void> => {
  await client.query(
    `UPDATE "ContactMethod" SET "primary" = false, "updatedAt" = now() WHERE "userId" = $1 AND type = $2 AND "primary" AND id <> $3`,
    [userId, type, id],
  );
  await client.query(
    `UPDATE "ContactMethod" SET "primary" = true, "updatedAt" = now() WHERE id = $1 AND NOT "primary"`,
    [id],
  );
};
/** Away with it, and with the codes that wait; where it was the primary one, the oldest that is left becomes it. */
export const removeContact = async (client: PoolClient, userId: string, { type, value }: Contact): Promise<void> => {
  await client.query(
    `UPDATE "ContactCode" SET "usedAt" = now() WHERE "userId" = $1 AND type = $2 AND value = $3 AND "usedAt" IS NULL`,
    [userId, type, value],
  );
  await client.query(`DELETE FROM "ContactMethod" WHERE "userId" = $1 AND type = $2 AND value = $3`, [
    userId,
    type,
    value,
  ]);
  await client.query(
    `UPDATE "ContactMethod" SET "primary" = true, "updatedAt" = now() WHERE id = (
       SELECT id FROM "ContactMethod" WHERE "userId" = $1 AND type = $2 AND verified ORDER BY "createdAt", id LIMIT 1)
     AND NOT EXISTS (SELECT FROM "ContactMethod" WHERE "userId" = $1 AND type = $2 AND "primary")`,
    [userId, type],
  );
  await forgetMailsOfNobody(client, [value]);
};

/** What waited for a day was given up: the codes, the rows that nobody verified, and what was written to them. */
export const forgetOldCodes = async (pool: Pool): Promise<void> => {
  await pool.query(`DELETE FROM "ContactCode" WHERE "createdAt" < now() - interval '1 day'`);
  await pool.query(
    `DELETE FROM "ContactMethod" c WHERE NOT verified AND "createdAt" < now() - interval '1 day'
       AND NOT EXISTS (SELECT FROM "ContactCode" k WHERE k."userId" = c."userId" AND k.type = c.type AND k.value = c.value)`,
  );
  await forgetMailsOfNobody(pool, null);
};

import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { Problem } from "../problem.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import type { ErasureLine } from "./erasure-file.ts";

export type ConsentRow = { service: string; research: boolean; givenAt: Date; withdrawnAt: Date | null };
type Whose = { userId: string; invitationId: string };

/**
 * Locks the person, and whoever they have become part of while they asked: what they say then holds for that user.
 * @returns null where they were erased
 */
const lockWhoever = async (client: PoolClient, userId: string): Promise<string | null> => {
  const { rows } = await client.query<{ mergedIntoId: string | null; erased: boolean }>(
    `SELECT "mergedIntoId", "erasedAt" IS NOT NULL AS erased FROM "User" WHERE id = $1 FOR NO KEY UPDATE`,
    [userId],
  );
  const user = rows[0];
  if (!user || user.erased) return null;
  return user.mergedIntoId === null ? userId : lockWhoever(client, user.mergedIntoId);
};

/** What was agreed to in an invitation, newest first. */
export const consentsOf = async (client: Pool | PoolClient, { userId, invitationId }: Whose): Promise<ConsentRow[]> => {
  const { rows } = await client.query<ConsentRow>(
    `SELECT service, research, "createdAt" AS "givenAt", "withdrawnAt" FROM "Consent" WHERE "userId" = $1 AND "invitationId" = $2
     ORDER BY "createdAt" DESC, id`,
    [userId, invitationId],
  );
  return rows;
};

/**
 * What a claim says. The first one in an invitation is written; later ones only where they say something new: another version of the
 * service, or another word on research. One that says nothing of research (`undefined`, as from a page that showed no box, or a
 * box that was left alone) keeps the word that stands, and is no yes where none stands.
 * `false` where a yes stands takes it back; where none stands it changes nothing.
 */
export const sayAtClaim = async (
  client: PoolClient,
  { userId, invitationId }: Whose,
  said: { service: string; research: boolean | undefined },
): Promise<void> => {
  const [latest] = await consentsOf(client, { userId, invitationId });
  const stands = latest !== undefined && latest.research && latest.withdrawnAt === null;
  const research = said.research ?? stands;
  if (latest?.service === said.service && research === stands) return;
  await client.query(
    `INSERT INTO "Consent" (id, "userId", "invitationId", service, research, "createdAt", "withdrawnAt")
     VALUES ($1, $2, $3, $4, $5, clock_timestamp(), CASE WHEN $6 THEN clock_timestamp() END)`,
    [randomUUID(), userId, invitationId, said.service, research, stands && !research],
  );
};

/** Research is taken back for all that was agreed to up to `at`. @returns how many rows that changed */
export const withdrawResearch = async (client: Pool | PoolClient, userIds: string[], at: string): Promise<number> => {
  const { rowCount } = await client.query(
    `UPDATE "Consent" SET "withdrawnAt" = ($2::timestamptz AT TIME ZONE 'UTC')
     WHERE "userId" = ANY($1) AND research AND "withdrawnAt" IS NULL AND "createdAt" <= ($2::timestamptz AT TIME ZONE 'UTC')`,
    [userIds, at],
  );
  return rowCount ?? 0;
};

/**
 * Research agreed to, once more or for the first time: a new row, under the version of the service that was agreed to.
 * @throws Problem session-ended where the person is not the one they were: merged, or erased
 */
export const giveResearch = (pool: Pool, { userId, invitationId }: Whose, current: string): Promise<void> =>
  inTransaction(pool, async (client) => {
    if ((await lockWhoever(client, userId)) !== userId)
      throw new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");
    const [latest] = await consentsOf(client, { userId, invitationId });
    if (latest?.research && latest.withdrawnAt === null) return;
    await client.query(
      `INSERT INTO "Consent" (id, "userId", "invitationId", service, research) VALUES ($1, $2, $3, $4, true)`,
      [randomUUID(), userId, invitationId, latest?.service ?? current],
    );
    await recordEvent(client, "research_agreed", { userId, properties: { invitation: invitationId } });
  });

/**
 * Research taken back, in every invitation of the person; recorded by pseudonym, so that a restored backup keeps to it.
 * @param pseudonymOf of a user id: the person's, and that of every guest merged into them
 * @returns what is to be written beside the database
 */
export const takeResearchBack = (
  pool: Pool,
  { userId, invitationId }: Whose,
  pseudonymOf: (id: string) => string,
): Promise<ErasureLine[]> =>
  inTransaction(pool, async (client) => {
    const nowId = await lockWhoever(client, userId);
    if (nowId === null) return [];
    const persons = await client.query<{ id: string; at: Date }>(
      `WITH RECURSIVE person AS (
         SELECT id FROM "User" WHERE id = $1 UNION SELECT u.id FROM "User" u JOIN person ON u."mergedIntoId" = person.id)
       SELECT id, date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' AS at FROM person ORDER BY id`,
      [nowId],
    );
    const at = persons.rows[0]?.at.toISOString();
    if (at === undefined) return [];
    const changed = await withdrawResearch(
      client,
      persons.rows.map(({ id }) => id),
      at,
    );
    if (changed === 0) return [];
    const pseudonyms = persons.rows.map(({ id }) => pseudonymOf(id));
    await client.query(
      `INSERT INTO "Erasure" (pseudonym, kind, "createdAt", "finishedAt")
       SELECT unnest($1::text[]), 'withdrawal', $2::timestamptz AT TIME ZONE 'UTC', now()
       ON CONFLICT (pseudonym) DO UPDATE SET "createdAt" = excluded."createdAt" WHERE "Erasure".kind = 'withdrawal'`,
      [pseudonyms, at],
    );
    await audit(client, { actorId: null, action: "research.withdraw", subject: pseudonymOf(nowId) });
    await recordEvent(client, "research_withdrawn", { userId: nowId, properties: { invitation: invitationId } });
    return pseudonyms.map((pseudonym) => ({ pseudonym, kind: "withdrawal" as const, at }));
  });

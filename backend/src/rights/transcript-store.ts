import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import type { TranscriptDocument } from "../protocol/rights.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";

export type Holder = { userId: string; invitationId: string; siteId: string | null };
export type InvitationFacts = {
  id: string;
  quota: { tokens: number; label: string };
  usedTokens: number;
  expiresAt: Date;
};
export type UsageFacts = Omit<TranscriptDocument["sessions"][number]["usage"][number], "timestamp"> & {
  sessionId: number;
  timestamp: Date;
};
type PersonFacts = { id: string; name: string | null; createdAt: Date };
type ContactFacts = { type: string; value: string; verified: boolean };
type ConsentFacts = { service: string; research: boolean; givenAt: Date; withdrawnAt: Date | null };

/** The invitation, and the person's others on the same site: what a page of another site may not read is left out. */
export const invitationsOf = async (pool: Pool, holder: Holder): Promise<InvitationFacts[]> => {
  const { rows } = await pool.query<InvitationFacts>(
    `SELECT id, quota, coalesce((usage ->> 'tokens')::bigint, 0)::float8 AS "usedTokens", "expiresAt" FROM "Invitation"
     WHERE "linkedUserId" = $1 AND (id = $2 OR "siteId" = $3) ORDER BY "createdAt", id`,
    [holder.userId, holder.invitationId, holder.siteId],
  );
  return rows;
};
/** Every model call of these sessions, in order. */
export const usageOf = async (pool: Pool, sessionIds: number[]): Promise<UsageFacts[]> => {
  const { rows } = await pool.query<UsageFacts>(
    `SELECT "sessionId", "streamType" AS lane, model, "inputTokens", "cacheWriteTokens", "cacheReadTokens", "outputTokens", "chargedTokens", timestamp
     FROM "UsageLog" WHERE "sessionId" = ANY($1) ORDER BY timestamp, id`,
    [sessionIds],
  );
  return rows;
};
/** The person, how they can be reached, and what they agreed to in these invitations. */
export const personFacts = async (
  pool: Pool,
  userId: string,
  invitationIds: string[],
): Promise<{ person: PersonFacts | null; contacts: ContactFacts[]; consents: ConsentFacts[] }> => {
  const [person, contacts, consents] = await Promise.all([
    pool.query<PersonFacts>(`SELECT id, name, "createdAt" FROM "User" WHERE id = $1`, [userId]),
    pool.query<ContactFacts>(
      `SELECT type, value, verified FROM "ContactMethod" WHERE "userId" = $1 AND verified ORDER BY "createdAt", id`,
      [userId],
    ),
    pool.query<ConsentFacts>(
      `SELECT service, research, "createdAt" AS "givenAt", "withdrawnAt" FROM "Consent" WHERE "userId" = $1 AND "invitationId" = ANY($2)
       ORDER BY "createdAt", id`,
      [userId, invitationIds],
    ),
  ]);
  return { person: person.rows[0] ?? null, contacts: contacts.rows, consents: consents.rows };
};

/** How much hangs on an invitation, for whoever decides about it. */
export const countSaid = async (pool: Pool, userId: string): Promise<{ sessions: number; messages: number }> => {
  const { rows } = await pool.query<{ sessions: number; messages: number }>(
    `SELECT count(DISTINCT s.id)::int AS sessions, count(m.id)::int AS messages
     FROM "ConversationSession" s LEFT JOIN "Message" m ON m."sessionId" = s.id WHERE s."userId" = $1`,
    [userId],
  );
  return rows[0] ?? { sessions: 0, messages: 0 };
};

/** The one-time link is used up, and told. @returns false where it was used before */
export const useTicket = (pool: Pool, jti: string, expiresAt: Date): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO "UsedTokenId" ("siteId", jti, "expiresAt") VALUES ('transcript', $1, $2::timestamptz AT TIME ZONE 'UTC') ON CONFLICT DO NOTHING`,
      [jti, expiresAt.toISOString()],
    );
    return rowCount === 1;
  });
export const noteTranscriptTaken = (pool: Pool, { userId, invitationId }: Holder): Promise<void> =>
  recordEvent(pool, "transcript_taken", { userId, properties: { invitation: invitationId } });
/** Long after its end: whether a ticket is too old is told by the clock of the server that reads it. */
export const forgetUsedTickets = async (pool: Pool): Promise<void> => {
  await pool.query(
    `DELETE FROM "UsedTokenId" WHERE "siteId" = 'transcript' AND "expiresAt" < now() - interval '1 day'`,
  );
};

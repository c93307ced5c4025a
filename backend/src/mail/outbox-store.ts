import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { OutgoingMessage } from "./message-sender.ts";

export type NewMessage = {
  channel: string;
  recipient: string;
  subject: string;
  body: string;
  /** whose {link} stands for itself in the body, until it is sent or read */
  invitationId?: string;
};
export type OutboxRow = OutgoingMessage & {
  channel: string;
  invitationId: string | null;
  createdAt: Date;
  sentAt: Date | null;
  tries: number;
  problem: string | null;
};

/** How often a message is tried; then it waits for staff. Seconds between a try and the next one. */
const MOST_TRIES = 6;
const WAITS_SECONDS = [30, 45, 90, 180, 240];

/** Puts a message into the outbox, in the transaction of what it tells. */
export const putMessage = async (client: Pool | PoolClient, message: NewMessage): Promise<void> => {
  await client.query(`INSERT INTO "OutboxMail" (id, channel, recipient, subject, body) VALUES ($1, $2, $3, $4, $5)`, [
    randomUUID(),
    message.channel,
    message.recipient,
    message.subject,
    message.body,
  ]);
};

/**
 * As many as there are, by one statement; in the transaction of what they tell. Written at one moment, they are told apart by their
 * place, with which their ids begin: sent in that order, and listed in it from the last.
 */
export const putMessages = async (client: Pool | PoolClient, messages: readonly NewMessage[]): Promise<void> => {
  if (messages.length === 0) return;
  await client.query(
    `INSERT INTO "OutboxMail" (id, channel, recipient, subject, body, "invitationId")
     SELECT to_char(m.place, 'FM00000000') || '-' || gen_random_uuid()::text, m.channel, m.recipient, m.subject, m.body, m."invitationId"
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (channel text, recipient text, subject text, body text, "invitationId" text))
       WITH ORDINALITY AS m(channel, recipient, subject, body, "invitationId", place)`,
    [JSON.stringify(messages)],
  );
};

/**
 * Takes the oldest message that is due. The try is counted before it is made, and the wait for the next one begins with it, however
 * old the message is: a server that dies over it, or one beside this one, finds it due again after that wait, never at once.
 */
export const takeDue = async (pool: Pool, channels: string[]): Promise<OutboxRow | null> => {
  const { rows } = await pool.query<OutboxRow>(
    `UPDATE "OutboxMail" SET tries = tries + 1, "tryAt" = now() + make_interval(secs => coalesce(($2::int[])[tries + 1], 0)) WHERE id = (
       SELECT id FROM "OutboxMail" WHERE "sentAt" IS NULL AND channel = ANY($1) AND tries < ${MOST_TRIES} AND "tryAt" <= now()
       ORDER BY "createdAt", id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *`,
    [channels, WAITS_SECONDS],
  );
  return rows[0] ?? null;
};
/** What was sent is not kept: it may hold a code. An invitation whose link it was is sent from now on, and not before. */
export const markSent = async (pool: Pool, id: string): Promise<void> => {
  await pool.query(
    `WITH o AS (UPDATE "OutboxMail" SET "sentAt" = now(), problem = NULL, body = '' WHERE id = $1 RETURNING "invitationId", recipient, "sentAt")
     UPDATE "Invitation" i SET "mailedAt" = o."sentAt" FROM o
     WHERE i.id = o."invitationId" AND i.email = o.recipient AND i."mailQueuedAt" IS NOT NULL AND i."mailedAt" IS NULL`,
    [id],
  );
};
/** @returns whether it will be tried again */
export const markFailed = async (pool: Pool, id: string, problem: string): Promise<boolean> => {
  const { rows } = await pool.query<{ again: boolean }>(
    `UPDATE "OutboxMail" SET problem = $2 WHERE id = $1 RETURNING tries < $3 AS again`,
    [id, problem.slice(0, 500), MOST_TRIES],
  );
  return rows[0]?.again ?? false;
};

/** A page, newest first. Who reads it may read codes: that is audited. */
export const readOutbox = (
  pool: Pool,
  actorId: string,
  after: { at: string; id: string } | null,
  limit: number,
): Promise<OutboxRow[]> =>
  inTransaction(pool, async (client) => {
    await audit(client, { actorId, action: "outbox.read", subject: "outbox" });
    const { rows } = await client.query<OutboxRow>(
      `SELECT * FROM "OutboxMail" WHERE $1::timestamp IS NULL OR ("createdAt", id) < ($1::timestamp, $2)
       ORDER BY "createdAt" DESC, id DESC LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
    return rows;
  });

/**
 * Mails to addresses that nobody has here any more, not even as one that waits for a code: an erasure finds mails by those, and
 * must find all.
 * @param recipients of which addresses; null: of all
 */
export const forgetMailsOfNobody = async (client: Pool | PoolClient, recipients: string[] | null): Promise<void> => {
  await client.query(
    `DELETE FROM "OutboxMail" o WHERE ($1::text[] IS NULL OR o.recipient = ANY($1))
       AND NOT EXISTS (SELECT FROM "ContactMethod" c WHERE c.type = o.channel AND c.value = o.recipient)
       AND NOT EXISTS (SELECT FROM "ContactCode" k WHERE k.type = o.channel AND k.value = o.recipient)
       AND NOT EXISTS (SELECT FROM "Invitation" i WHERE o.channel = 'email' AND i.email = o.recipient)`,
    [recipients],
  );
};

/** Nobody needs to know for longer whom we wrote to. */
export const forgetOldMessages = async (pool: Pool): Promise<void> => {
  await pool.query(
    `DELETE FROM "OutboxMail" WHERE "createdAt" < now() - interval '30 days' OR "sentAt" < now() - interval '7 days'`,
  );
};

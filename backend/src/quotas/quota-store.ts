import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { chargeOf, type TokenCounts } from "./charge.ts";
import type { ExchangeReservation } from "./predict-reservation.ts";
import { type Ledger, readLedger } from "./quota-state.ts";

const USED = `coalesce((i.usage ->> 'tokens')::bigint, 0)`;
const RESERVED = `coalesce((i.usage ->> 'reserved')::bigint, 0)`;
const QUOTA = `(i.quota ->> 'tokens')::bigint`;
/** Expiry and revocation stop new exchanges in the very statement that would start one. */
const OPEN = `i."revokedAt" IS NULL AND i."expiresAt" > now()`;

export type LaneHold = { holdId: string; model: string; amount: number; maxOutput: number };
export type ReservedHolds = { partner: LaneHold; coach: LaneHold | null };
export const holdsFor = (
  reservation: ExchangeReservation,
  models: { partner: string; coach: string },
): ReservedHolds => ({
  partner: { holdId: randomUUID(), model: models.partner, ...reservation.partner },
  coach: reservation.coach && { holdId: randomUUID(), model: models.coach, ...reservation.coach },
});

const insertHolds = (
  exchange: string,
  invitation: string,
  owner: string,
) => `INSERT INTO "Hold" (id, "invitationId", "exchangeId", lane, model, amount, "maxOutputTokens", owner)
  SELECT l.id, ${invitation}, ${exchange}, l.lane, l.model, l.amount, l.output, ${owner}`;

export type NewExchange = {
  invitationId: string;
  sessionId: number;
  exchangeId: string;
  /** exchanges of the session as the caller read it: what was reserved for another line is not reserved */
  exchangeCount: number;
  idempotencyKey: string;
  bodyHash: string;
  content: string;
  userId: string;
  owner: string;
};
export type Reserved = {
  number: number;
  userMessageId: number;
  timestamp: Date;
  previousStatus: string;
  ledger: Ledger;
};

const holdValues = (holds: ReservedHolds) => {
  const lanes = [
    { lane: "partner", hold: holds.partner },
    ...(holds.coach ? [{ lane: "coach", hold: holds.coach }] : []),
  ];
  return {
    total: lanes.reduce((sum, { hold }) => sum + hold.amount, 0),
    json: JSON.stringify(
      lanes.map(({ lane, hold }) => ({
        id: hold.holdId,
        lane,
        model: hold.model,
        amount: hold.amount,
        output: hold.maxOutput,
      })),
    ),
  };
};
/**
 * Somebody else's write came between the reading and the statement: the unique indexes say so, or the ledger's own
 * trigger, where the statement found no session or exchange to hold for any more. Either way it left nothing behind.
 */
export const wasOvertaken = (error: unknown): boolean => {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  return code === "23505" || (code === "23514" && constraint === "reserved_equals_holds");
};
const HOLD_ROWS = (parameter: string) =>
  `jsonb_to_recordset(${parameter}::jsonb) AS l(id text, lane text, model text, amount int, output int)`;

/**
 * Reserves the worst case of both lanes and stores the message, the exchange, its holds and its telemetry: one
 * statement, so all of it or nothing. The user message is in the same statement because what does not fit must leave
 * nothing behind.
 * @returns null where it does not fit, or the invitation or session is closed: look again to say which
 * @throws what `wasOvertaken` tells: somebody was faster, and the caller has to look at the session anew
 */
export const reserveExchange = async (
  pool: Pool,
  exchange: NewExchange,
  holds: ReservedHolds,
): Promise<Reserved | null> => {
  const { total, json } = holdValues(holds);
  const { rows } = await pool.query<{
    number: number;
    userMessageId: number;
    timestamp: Date;
    previousStatus: string;
    quota: unknown;
    usage: unknown;
  }>({
    name: "reserve-exchange",
    text: `
    WITH inv AS (
      UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED}, 'reserved', ${RESERVED} + $9::bigint)
      WHERE i.id = $1 AND ${OPEN} AND ${USED} + ${RESERVED} + $9::bigint <= ${QUOTA}
        AND EXISTS (SELECT FROM "ConversationSession" s WHERE s.id = $2 AND s."invitationId" = $1 AND s.status <> 'COMPLETED')
      RETURNING i.id, i.quota, i.usage),
    before AS (SELECT status FROM "ConversationSession" WHERE id = $2),
    sess AS (
      UPDATE "ConversationSession" s SET "exchangeCount" = s."exchangeCount" + 1, "totalMessages" = s."totalMessages" + 1,
        "lastActivityAt" = now(), "activeSince" = coalesce(s."activeSince", now()), status = 'ACTIVE', "endedAt" = NULL
      FROM inv WHERE s.id = $2 AND s.status <> 'COMPLETED' AND s."exchangeCount" = $11 RETURNING s.id, s."exchangeCount" AS number),
    msg AS (
      INSERT INTO "Message" ("sessionId", role, content, "exchangeId", attempt) SELECT id, 'user', $6, $3, 1 FROM sess RETURNING id, timestamp),
    ex AS (
      INSERT INTO "Exchange" (id, "sessionId", "invitationId", number, "idempotencyKey", "bodyHash", "userMessageId", owner)
      SELECT $3, sess.id, $1, sess.number, $4::uuid, $5, msg.id, $8 FROM sess, msg RETURNING id, number),
    held AS (${insertHolds("ex.id", "$1", "$8")} FROM ex, ${HOLD_ROWS("$10")} RETURNING id),
    told AS (
      INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
      SELECT gen_random_uuid()::text, 'message_sent', jsonb_build_object('exchange', ex.number), $7, $2 FROM ex
      UNION ALL SELECT gen_random_uuid()::text, 'conversation_resumed', '{}', $7, $2 FROM ex, before WHERE before.status <> 'ACTIVE')
    SELECT ex.number, msg.id AS "userMessageId", msg.timestamp, before.status AS "previousStatus", inv.quota, inv.usage FROM ex, msg, before, inv`,
    values: [
      exchange.invitationId,
      exchange.sessionId,
      exchange.exchangeId,
      exchange.idempotencyKey,
      exchange.bodyHash,
      exchange.content,
      exchange.userId,
      exchange.owner,
      total,
      json,
      exchange.exchangeCount,
    ],
  });
  const row = rows[0];
  return row ? { ...row, ledger: readLedger(row) } : null;
};

/** Reserves another attempt of a failed or stopped exchange that is the last of its line. @returns null where that is not so, or does not fit */
export const reserveRetry = async (
  pool: Pool,
  retry: { exchangeId: string; invitationId: string; owner: string },
  holds: ReservedHolds,
): Promise<{ attempt: number; previousStatus: string; ledger: Ledger } | null> => {
  const { total, json } = holdValues(holds);
  const { rows } = await pool.query<{ attempt: number; previousStatus: string; quota: unknown; usage: unknown }>(
    `
    WITH inv AS (
      UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED}, 'reserved', ${RESERVED} + $3::bigint)
      WHERE i.id = $1 AND ${OPEN} AND ${USED} + ${RESERVED} + $3::bigint <= ${QUOTA}
        AND EXISTS (SELECT FROM "Exchange" e JOIN "ConversationSession" s ON s.id = e."sessionId" WHERE e.id = $2 AND e."invitationId" = $1
          AND e.status IN ('FAILED', 'STOPPED') AND s.status <> 'COMPLETED' AND e.number = s."exchangeCount")
      RETURNING i.id, i.quota, i.usage),
    gone AS (SELECT count(*)::int AS messages FROM "Message" m JOIN "Exchange" e ON e.id = m."exchangeId" WHERE e.id = $2 AND m.role <> 'user' AND m.attempt = e.attempt),
    ex AS (
      UPDATE "Exchange" e SET attempt = e.attempt + 1, status = 'RUNNING', "partnerRunning" = true, owner = $4, "coachMissing" = NULL,
        "problemCode" = NULL, "endedAt" = NULL FROM inv WHERE e.id = $2 AND e.status IN ('FAILED', 'STOPPED') RETURNING e.id, e."sessionId", e.attempt, e.number),
    before AS (SELECT s.status FROM "ConversationSession" s JOIN "Exchange" e ON e."sessionId" = s.id WHERE e.id = $2),
    sess AS (
      UPDATE "ConversationSession" s SET "totalMessages" = s."totalMessages" - gone.messages, "lastActivityAt" = now(),
        "activeSince" = coalesce(s."activeSince", now()), status = 'ACTIVE', "endedAt" = NULL FROM ex, gone
      WHERE s.id = ex."sessionId" AND s.status <> 'COMPLETED' AND s."exchangeCount" = ex.number RETURNING s.id),
    held AS (${insertHolds("ex.id", "$1", "$4")} FROM ex, sess, ${HOLD_ROWS("$5")} RETURNING id)
    SELECT ex.attempt, before.status AS "previousStatus", inv.quota, inv.usage FROM ex, inv, before`,
    [retry.invitationId, retry.exchangeId, total, retry.owner, json],
  );
  const row = rows[0];
  return row ? { ...row, ledger: readLedger(row) } : null;
};

/** Reserves one more call of a lane (a second try of the coach, a comment at the end). @returns false where it does not fit */
export const reserveLane = async (
  pool: Pool,
  lane: { invitationId: string; exchangeId: string; owner: string; lane: "coach" },
  hold: LaneHold,
): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `WITH inv AS (
      UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED}, 'reserved', ${RESERVED} + $3::bigint)
      WHERE i.id = $1 AND ${USED} + ${RESERVED} + $3::bigint <= ${QUOTA} RETURNING i.id)
    ${insertHolds("$2", "$1", "$4")} FROM inv, ${HOLD_ROWS("$5")}`,
    [
      lane.invitationId,
      lane.exchangeId,
      hold.amount,
      lane.owner,
      JSON.stringify([
        { id: hold.holdId, lane: lane.lane, model: hold.model, amount: hold.amount, output: hold.maxOutput },
      ]),
    ],
  );
  return rowCount === 1;
};

/** What a model call was, beside what it cost. */
export type CallFacts = {
  userId: string;
  invitationId: string;
  sessionId: number;
  exchangeId: string;
  attempt: number;
  lane: "partner" | "coach";
  requestedModel: string;
  /** the model that answered; the one asked for where none did */
  model: string;
  counts: TokenCounts;
  estimated: boolean;
  simulated: boolean;
  messageIds: number[];
  promptHash: string;
  stopReason: string | null;
  requestId: string | null;
  problemCode: string | null;
  firstTokenMs: number | null;
  durationMs: number;
};

const insertUsage = (charge: string, overrun: string, hold: string, from: string) => `
  INSERT INTO "UsageLog" (id, "userId", "invitationId", "sessionId", model, "requestedModel", "streamType", "inputTokens", "cacheWriteTokens",
    "cacheReadTokens", "outputTokens", "chargedTokens", "overrunTokens", estimated, simulated, "holdId")
  SELECT gen_random_uuid()::text, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ${charge}, ${overrun}, $12, $13, ${hold} ${from}
  RETURNING id, "chargedTokens", "overrunTokens"`;
const insertCall = `
  INSERT INTO "ModelCall" (id, "usageLogId", "exchangeId", attempt, "messageIds", "promptHash", "stopReason", "requestId", "problemCode", "firstTokenMs", "durationMs")
  SELECT gen_random_uuid()::text, used.id, $14, $15, $16, $17, $18, $19, $20, $21, $22 FROM used`;
const callValues = (call: CallFacts) => [
  call.userId,
  call.invitationId,
  call.sessionId,
  call.model,
  call.requestedModel,
  call.lane,
  call.counts.input,
  call.counts.cacheWrite,
  call.counts.cacheRead,
  call.counts.output,
  call.estimated,
  call.simulated,
  call.exchangeId,
  call.attempt,
  call.messageIds,
  call.promptHash,
  call.stopReason,
  call.requestId,
  call.problemCode,
  call.firstTokenMs,
  call.durationMs,
];

/**
 * Settles a hold to what its call really used, once: the charge moves from reserved to used, capped at the hold (the
 * rest is `overrunTokens`), with the usage row and what the call saw. Settling twice does nothing.
 * @returns null where the hold was settled already
 */
export const settleHold = async (
  client: Pool | PoolClient,
  holdId: string,
  call: CallFacts,
): Promise<{ charged: number; overrun: number } | null> => {
  const { rows } = await client.query<{ chargedTokens: number; overrunTokens: number }>({
    name: "settle-hold",
    text: `
    WITH h AS (UPDATE "Hold" SET state = 'SETTLED', "settledAt" = now() WHERE id = $1 AND state = 'LIVE' RETURNING id, "invitationId", amount),
    inv AS (
      UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED} + least($23::int, h.amount), 'reserved', ${RESERVED} - h.amount)
      FROM h WHERE i.id = h."invitationId" RETURNING i.id),
    used AS (${insertUsage("least($23::int, h.amount)", "greatest($23::int - h.amount, 0)", "h.id", "FROM h")}),
    call AS (${insertCall})
    SELECT used."chargedTokens", used."overrunTokens" FROM used, inv`,
    values: [holdId, ...callValues(call), chargeOf(call.counts)],
  });
  const row = rows[0];
  return row ? { charged: row.chargedTokens, overrun: row.overrunTokens } : null;
};

/** A try that cost nothing, on a hold that lives on for the next one. */
export const recordFreeCall = async (pool: Pool, holdId: string, call: CallFacts): Promise<void> => {
  await pool.query(`WITH used AS (${insertUsage("0", "0", "$1", "")}) ${insertCall}`, [holdId, ...callValues(call)]);
};

/** Gives an unused hold back without a call (a lane that will not run). */
export const releaseHold = async (client: Pool | PoolClient, holdId: string): Promise<void> => {
  await client.query(
    `WITH h AS (UPDATE "Hold" SET state = 'SETTLED', "settledAt" = now() WHERE id = $1 AND state = 'LIVE' RETURNING "invitationId", amount)
     UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED}, 'reserved', ${RESERVED} - h.amount) FROM h WHERE i.id = h."invitationId"`,
    [holdId],
  );
};

/** What has arrived so far, for the reaper: the exact input once it is known, and the output tokens at least. */
export const checkpointHold = async (pool: Pool, holdId: string, counts: TokenCounts): Promise<void> => {
  await pool.query(
    `UPDATE "Hold" SET "inputTokens" = $2, "cacheWriteTokens" = $3, "cacheReadTokens" = $4, "outputTokens" = $5 WHERE id = $1 AND state = 'LIVE'`,
    [holdId, counts.input, counts.cacheWrite, counts.cacheRead, counts.output],
  );
};

export type QuotaStore = ReturnType<typeof createQuotaStore>;
export const createQuotaStore = ({ pool }: Database) => ({
  pool,
  ledger: async (invitationId: string): Promise<Ledger> => {
    const { rows } = await pool.query<{ quota: unknown; usage: unknown }>(
      `SELECT quota, usage FROM "Invitation" WHERE id = $1`,
      [invitationId],
    );
    if (!rows[0]) throw new Error(`invitation ${invitationId} vanished`);
    return readLedger(rows[0]);
  },
  /** An absolute quota; @returns false where it would fall below what is used and reserved */
  topUp: async (invitationId: string, tokens: number): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `UPDATE "Invitation" i SET quota = i.quota || jsonb_build_object('tokens', $2::bigint), "exhaustedAt" = NULL
       WHERE i.id = $1 AND ${USED} + ${RESERVED} <= $2::bigint`,
      [invitationId, tokens],
    );
    return rowCount === 1;
  },
  markExhausted: async (invitationId: string, exhausted: boolean): Promise<void> => {
    await pool.query(
      exhausted
        ? `UPDATE "Invitation" SET "exhaustedAt" = now() WHERE id = $1 AND "exhaustedAt" IS NULL`
        : `UPDATE "Invitation" SET "exhaustedAt" = NULL WHERE id = $1 AND "exhaustedAt" IS NOT NULL`,
      [invitationId],
    );
  },
});

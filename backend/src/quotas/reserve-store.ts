import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { HOLD_ROWS, holdValues, insertHolds, type LaneHold, OPEN } from "./hold-rows.ts";
import { QUOTA, RESERVED, USED } from "./ledger-columns.ts";
import type { ExchangeReservation, Reservation } from "./predict-reservation.ts";
import { type Ledger, readLedger } from "./quota-state.ts";
import { countSpend } from "./spend-columns.ts";
import { type DaySpend, NO_CEILINGS } from "./spend-store.ts";

export type { LaneHold };
export type ReservedHolds = { partner: LaneHold; coach: LaneHold | null };
/** `asked`: the model as the scenario names it; `bound`: the one in whose tokens the worst case was worked out */
type LaneModel = { asked: string; bound: string };
export const holdsFor = (
  { partner, coach }: ExchangeReservation,
  models: { partner: LaneModel; coach: LaneModel },
): ReservedHolds => ({
  partner: holdFor(partner, models.partner),
  coach: coach && holdFor(coach, models.coach),
});
export const holdFor = (reservation: Reservation, { asked, bound }: LaneModel): LaneHold => ({
  holdId: randomUUID(),
  model: asked,
  boundFor: bound,
  ...reservation,
});

/**
 * The line an exchange is said in. `count`: number of its last exchange as the caller read it; what was reserved for
 * another standing of the line is not reserved. `made`: the branch is made with this exchange, its first.
 */
export type Line = { branchId: string | null; count: number; made?: { parentId: string | null } };
export type NewExchange = {
  invitationId: string;
  sessionId: number;
  exchangeId: string;
  line: Line;
  idempotencyKey: string;
  bodyHash: string;
  content: string;
  userId: string;
  owner: string;
  /** what was spoken; null: it was written */
  recordingId?: string | null;
};
export type Reserved = {
  number: number;
  userMessageId: number;
  timestamp: Date;
  previousStatus: string;
  ledger: Ledger;
};

/**
 * Somebody else's write came between the reading and the statement: the unique indexes say so, or the ledger's own
 * trigger, where the statement found no session or exchange to hold for any more. Either way it left nothing behind.
 */
export const wasOvertaken = (error: unknown): boolean => {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  return code === "23505" || (code === "23514" && constraint === "reserved_equals_holds");
};
/** Taken here, so that no request of another kind has it at the same moment; what it did is told by the exchange's own row. */
const KEY_OF_EXCHANGE = `keyed AS (INSERT INTO "RequestKey" ("sessionId", key, kind, "bodyHash")
      SELECT $2, $4::uuid, 'exchange', $5 FROM ex),`;
/** Takes a number in the line, if it still stands as the caller read it ($11): each gives `line (number)`. */
const LINES = {
  main: {
    count: `"exchangeCount" = s."exchangeCount" + 1, `,
    where: `AND s."exchangeCount" = $11`,
    line: `SELECT number FROM sess WHERE $12::text IS NULL`,
    keyed: KEY_OF_EXCHANGE,
    told: "",
  },
  branch: {
    count: "",
    where: "",
    line: `UPDATE "Branch" b SET "exchangeCount" = b."exchangeCount" + 1 FROM sess
      WHERE b.id = $12 AND b."sessionId" = sess.id AND b."exchangeCount" = $11 RETURNING b."exchangeCount" AS number`,
    keyed: KEY_OF_EXCHANGE,
    told: "",
  },
  made: {
    count: "",
    where: "",
    line: `INSERT INTO "Branch" (id, "sessionId", "parentId", "fromNumber", "exchangeCount")
      SELECT $12, sess.id, $13, $11::int + 1, $11::int + 1 FROM sess RETURNING "exchangeCount" AS number`,
    keyed: `keyed AS (INSERT INTO "RequestKey" ("sessionId", key, kind, "bodyHash", "exchangeId", attempt, "branchId")
      SELECT $2, $4::uuid, 'branch', $5, ex.id, 1, $12 FROM ex),`,
    told: `UNION ALL SELECT gen_random_uuid()::text, 'branch_made', jsonb_build_object('from', ex.number), $7, $2 FROM ex`,
  },
};

/** What the statement has besides where the message was spoken. */
const WRITTEN = { kind: "", where: "", taken: "", column: "", value: "", from: "" };
const spokenAs = (id: string): typeof WRITTEN => {
  const free = `r.id = ${id} AND r."sessionId" = $2 AND r."tiedAt" IS NULL AND r."unwantedAt" IS NULL`;
  return {
    kind: "-spoken",
    where: ` AND EXISTS (SELECT FROM "Recording" r WHERE ${free})`,
    taken: `
    rec AS (UPDATE "Recording" r SET "tiedAt" = now() FROM line WHERE ${free} RETURNING r.key),`,
    column: `, "audioUrl"`,
    value: `, rec.key`,
    from: `, rec`,
  };
};

/**
 * Reserves the worst case of both lanes and stores the message, the exchange, its holds and its telemetry: one
 * statement, so all of it or nothing. The user message is in the same statement because what does not fit must leave
 * nothing behind. A recording becomes the message's by it, too: of two messages that have it at once, one is stored.
 * @returns null where it does not fit, the invitation or session is closed, or the recording is not to be had: look again to say which
 * @param spend the daily ceilings it counts against
 * @throws Problem daily-ceiling; what `wasOvertaken` tells: somebody was faster, and the caller has to look at the session anew
 */
export const reserveExchange = async (
  pool: Pool,
  exchange: NewExchange,
  holds: ReservedHolds,
  spend: DaySpend = NO_CEILINGS,
): Promise<Reserved | null> => {
  const { total, json } = holdValues(holds);
  const { branchId, count, made } = exchange.line;
  const kind = made ? "made" : branchId === null ? "main" : "branch";
  const takes = LINES[kind];
  const recordingId = exchange.recordingId ?? null;
  const parameters = [...(made ? [made.parentId] : []), ...(recordingId === null ? [] : [recordingId])];
  const counted = countSpend(spend, 12 + parameters.length);
  const spoken = recordingId === null ? WRITTEN : spokenAs(`$${12 + parameters.length}`);
  const { rows } = await pool.query<{
    number: number;
    userMessageId: number;
    timestamp: Date;
    previousStatus: string;
    quota: unknown;
    usage: unknown;
    over?: string | null;
  }>({
    name: `reserve-exchange-${kind}${spoken.kind}${counted.kind}`,
    text: `
    WITH ${counted.reserve({
      amount: "$9::bigint",
      where: `i.id = $1 AND ${OPEN} AND ${USED} + ${RESERVED} + $9::bigint <= ${QUOTA}
        AND EXISTS (SELECT FROM "ConversationSession" s WHERE s.id = $2 AND s."invitationId" = $1 AND s.status <> 'COMPLETED')${spoken.where}`,
      returning: "i.id, i.quota, i.usage",
    })},
    -- Locked as it is read, after the invitation: a step that somebody takes at this moment has been taken before.
    before AS (SELECT s.status FROM inv, "ConversationSession" s WHERE s.id = $2 FOR NO KEY UPDATE OF s),
    sess AS (
      UPDATE "ConversationSession" s SET ${takes.count}"totalMessages" = s."totalMessages" + 1,
        "lastActivityAt" = now(), "activeSince" = coalesce(s."activeSince", now()), status = 'ACTIVE', "endedAt" = NULL
      FROM before WHERE s.id = $2 AND s.status <> 'COMPLETED' ${takes.where} RETURNING s.id, s."exchangeCount" AS number),
    line AS (${takes.line}),${spoken.taken}
    msg AS (
      INSERT INTO "Message" ("sessionId", role, content, "exchangeId", attempt${spoken.column})
      SELECT sess.id, 'user', $6, $3, 1${spoken.value} FROM sess, line${spoken.from} RETURNING id, timestamp),
    ex AS (
      INSERT INTO "Exchange" (id, "sessionId", "invitationId", "branchId", number, "idempotencyKey", "bodyHash", "userMessageId", owner)
      SELECT $3, $2, $1, $12::text, line.number, $4::uuid, $5, msg.id, $8 FROM line, msg RETURNING id, number),
    held AS (${insertHolds({ exchange: "ex.id", aside: "NULL" }, "$1", "$8", counted)} FROM ex, ${HOLD_ROWS("$10")} RETURNING id),
    ${takes.keyed}
    told AS (
      INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
      SELECT gen_random_uuid()::text, 'message_sent', jsonb_build_object('exchange', ex.number), $7, $2 FROM ex
      UNION ALL SELECT gen_random_uuid()::text, 'conversation_resumed', '{}', $7, $2 FROM ex, before WHERE before.status <> 'ACTIVE'
      ${takes.told})
    ${counted.select(
      `SELECT ex.number, msg.id AS "userMessageId", msg.timestamp, before.status AS "previousStatus", inv.quota, inv.usage FROM ex, msg, before, inv`,
    )}`,
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
      count,
      branchId,
      ...parameters,
      ...counted.parameters,
    ],
  });
  const row = rows[0];
  counted.admit(row);
  return row?.number ? { ...row, ledger: readLedger(row) } : null;
};

export type NewAttempt = {
  exchangeId: string;
  invitationId: string;
  /** tokens that have to stay free beside it */
  keep: number;
  /** the request's own key, where it has one */
  key: string | null;
  bodyHash: string;
  owner: string;
};
/**
 * Reserves another attempt of a failed or stopped exchange that is the last of its line.
 * @returns null where that is not so, or does not fit
 * @throws Problem daily-ceiling; what `wasOvertaken` tells
 */
export const reserveRetry = async (
  pool: Pool,
  retry: NewAttempt,
  holds: ReservedHolds,
  spend: DaySpend = NO_CEILINGS,
): Promise<{ attempt: number; previousStatus: string; ledger: Ledger } | null> => {
  const { total, json } = holdValues(holds);
  const counted = countSpend(spend, 8);
  const { rows } = await pool.query<{
    attempt: number;
    previousStatus: string;
    quota: unknown;
    usage: unknown;
    over?: string | null;
  }>(
    `
    WITH ${counted.reserve({
      amount: "$3::bigint",
      where: `i.id = $1 AND ${OPEN} AND ${USED} + ${RESERVED} + $3::bigint + $6::bigint <= ${QUOTA}
        AND EXISTS (SELECT FROM "Exchange" e JOIN "ConversationSession" s ON s.id = e."sessionId" LEFT JOIN "Branch" b ON b.id = e."branchId"
          WHERE e.id = $2 AND e."invitationId" = $1 AND e.status IN ('FAILED', 'STOPPED') AND s.status <> 'COMPLETED'
            AND e.number = coalesce(b."exchangeCount", s."exchangeCount"))`,
      returning: "i.id, i.quota, i.usage",
    })},
    gone AS (SELECT count(*)::int AS messages FROM "Message" m JOIN "Exchange" e ON e.id = m."exchangeId" WHERE e.id = $2 AND m.role <> 'user' AND m.attempt = e.attempt),
    ex AS (
      UPDATE "Exchange" e SET attempt = e.attempt + 1, status = 'RUNNING', "partnerRunning" = true, owner = $4, "coachMissing" = NULL,
        "problemCode" = NULL, "endedAt" = NULL FROM inv WHERE e.id = $2 AND e.status IN ('FAILED', 'STOPPED')
      RETURNING e.id, e."sessionId", e."branchId", e.attempt, e.number),
    before AS (SELECT s.status FROM ex, "ConversationSession" s WHERE s.id = ex."sessionId" FOR NO KEY UPDATE OF s),
    sess AS (
      UPDATE "ConversationSession" s SET "totalMessages" = s."totalMessages" - gone.messages, "lastActivityAt" = now(),
        "activeSince" = coalesce(s."activeSince", now()), status = 'ACTIVE', "endedAt" = NULL FROM ex, gone, before
      WHERE s.id = ex."sessionId" AND s.status <> 'COMPLETED' AND (ex."branchId" IS NOT NULL OR s."exchangeCount" = ex.number) RETURNING s.id),
    -- Nothing of the branch changes; its row is locked, and looked at as it is then.
    line AS (
      UPDATE "Branch" b SET "exchangeCount" = b."exchangeCount" FROM ex, sess WHERE b.id = ex."branchId" AND b."exchangeCount" = ex.number RETURNING b.id),
    held AS (${insertHolds({ exchange: "ex.id", aside: "NULL" }, "$1", "$4", counted)} FROM ex, sess, ${HOLD_ROWS("$5")}
      WHERE ex."branchId" IS NULL OR EXISTS (SELECT FROM line) RETURNING id),
    keyed AS (
      INSERT INTO "RequestKey" ("sessionId", key, kind, "bodyHash", "exchangeId", attempt)
      SELECT ex."sessionId", $7::uuid, 'retry', $8, ex.id, ex.attempt FROM ex WHERE $7::uuid IS NOT NULL),
    told AS (
      INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
      SELECT gen_random_uuid()::text, 'exchange_retried', jsonb_build_object('exchange', ex.number, 'attempt', ex.attempt), s."userId", s.id
      FROM ex JOIN "ConversationSession" s ON s.id = ex."sessionId"
      UNION ALL SELECT gen_random_uuid()::text, 'conversation_resumed', '{}', s."userId", s.id
      FROM ex JOIN "ConversationSession" s ON s.id = ex."sessionId" JOIN before ON before.status <> 'ACTIVE')
    ${counted.select(`SELECT ex.attempt, before.status AS "previousStatus", inv.quota, inv.usage FROM ex, inv, before`)}`,
    [
      retry.invitationId,
      retry.exchangeId,
      total,
      retry.owner,
      json,
      retry.keep,
      retry.key,
      retry.bodyHash,
      ...counted.parameters,
    ],
  );
  const row = rows[0];
  counted.admit(row);
  return row?.attempt ? { ...row, ledger: readLedger(row) } : null;
};

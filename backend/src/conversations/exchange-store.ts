import type { Pool } from "pg";
import type { Database } from "../database/create-database.ts";
import { prepared } from "../database/prepared.ts";
import type { CoachMissing, Message } from "../protocol/conversation.ts";
import { type Ledger, readLedger } from "../quotas/quota-state.ts";
import { type CallFacts, settlement } from "../quotas/settle-store.ts";
import { bySession } from "./by-session.ts";
import { type MessageRow, messageView } from "./message-row.ts";
import type { TranscriptExchange } from "./transcript.ts";

const MESSAGE_RETURNING = `id, role, content, "exchangeId", attempt, "stopReason", timestamp, "deliveredAt", "seenAt", helpful`;

/** The last call of a lane that was answered: what the next reservation starts from. */
export type LastCall = {
  lane: "partner" | "coach";
  model: string;
  input: number;
  output: number;
  messageIds: number[];
  /** the message that is its own answer, where that was kept and its tokens counted exactly */
  answerId: number | null;
};

export type ExchangeRow = {
  id: string;
  sessionId: number;
  invitationId: string;
  /** null: the main line */
  branchId: string | null;
  number: number;
  /** number of the last exchange of its line */
  lineCount: number;
  attempt: number;
  status: TranscriptExchange["status"];
  bodyHash: string;
  partnerRunning: boolean;
  owner: string;
};
const EXCHANGE = `
  SELECT e.id, e."sessionId", e."invitationId", e."branchId", e.number, e.attempt, e.status, e."bodyHash", e."partnerRunning", e.owner,
    coalesce(b."exchangeCount", s."exchangeCount") AS "lineCount"
  FROM "Exchange" e JOIN "ConversationSession" s ON s.id = e."sessionId" LEFT JOIN "Branch" b ON b.id = e."branchId"`;

/** Of each lane the newest call that upstream took in; its answer is the message of that call, not of a later try. @param sessions "= …" */
export const lastCallsOf = (sessions: string): string => `
  SELECT l."sessionId", l.lane, l.model, l.input, l.output, l."messageIds", m.id AS "answerId" FROM (
    SELECT DISTINCT ON (u."sessionId", u."streamType") u."sessionId", u."streamType" AS lane, u.model, u."inputTokens" + u."cacheWriteTokens" + u."cacheReadTokens" AS input,
      u."outputTokens" AS output, c."messageIds", c."exchangeId", c."asideId", c.attempt, NOT u.estimated AND c."problemCode" IS NULL AS exact
    FROM "UsageLog" u JOIN "ModelCall" c ON c."usageLogId" = u.id
    WHERE u."sessionId" ${sessions} AND u."inputTokens" + u."cacheWriteTokens" + u."cacheReadTokens" > 0 AND cardinality(c."messageIds") > 0
    ORDER BY u."sessionId", u."streamType", u.timestamp DESC, u.id) l
  LEFT JOIN LATERAL (
    SELECT m.id FROM "Message" m WHERE l.exact AND m.role = l.lane
      AND (m."asideId" = l."asideId" OR (m."exchangeId" = l."exchangeId" AND m.attempt <= l.attempt))
    ORDER BY m.id DESC LIMIT 1) m ON true`;
const LAST_CALLS = prepared("last-calls", lastCallsOf("= ANY($1)"));

export type ExchangeEnd = {
  status: "COMPLETED" | "STOPPED" | "FAILED";
  coachMissing: CoachMissing | null;
  problemCode: string | null;
};
const storedEnd = async (pool: Pool, exchangeId: string, attempt: number): Promise<ExchangeEnd | null> => {
  const { rows } = await pool.query<ExchangeEnd & { attempt: number }>(
    `SELECT status, "coachMissing", "problemCode", attempt FROM "Exchange" WHERE id = $1 AND (status <> 'RUNNING' OR attempt <> $2)`,
    [exchangeId, attempt],
  );
  if (!rows[0]) throw new Error(`exchange ${exchangeId} was not closed`);
  const { attempt: latest, ...end } = rows[0];
  return latest === attempt ? end : null;
};

type AttemptRow = { number: number; sessionId: number; attempt: number };
const RUNNING_PARTNER = prepared(
  "running-partner",
  `SELECT id FROM "Exchange" WHERE "sessionId" = $1 AND "partnerRunning"`,
);
const END_TURN = prepared(
  "end-turn",
  `UPDATE "Exchange" SET "partnerRunning" = false WHERE id = $1 AND status = 'RUNNING' AND attempt = $2 RETURNING number, "sessionId", attempt`,
);
const ATTEMPT = prepared("attempt", `SELECT number, "sessionId", attempt FROM "Exchange" WHERE id = $1`);
/** With its telemetry: one statement, so both or neither. `due`: the invitation has expired, and nobody was told yet. */
const END_EXCHANGE = prepared(
  "end-exchange",
  `WITH ended AS (
     UPDATE "Exchange" SET status = $2::"ExchangeStatus", "coachMissing" = $3, "problemCode" = $4, "partnerRunning" = false, "endedAt" = now()
     WHERE id = $1 AND status = 'RUNNING' AND attempt = $5 RETURNING "sessionId", number, lower(status::text) AS status, "coachMissing", "problemCode")
   INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
   SELECT gen_random_uuid()::text, 'exchange_ended',
     jsonb_build_object('exchange', number, 'status', status, 'coach', "coachMissing", 'problem', "problemCode"), $6, "sessionId" FROM ended
   RETURNING (SELECT i."expiresAt" <= now() AND i."expiryToldAt" IS NULL
     FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" WHERE s.id = "TelemetryEvent"."sessionId") AS due`,
);
const MARK_DELIVERED = prepared(
  "mark-delivered",
  `UPDATE "Message" SET "deliveredAt" = now() WHERE id = ANY($1) AND "deliveredAt" IS NULL`,
);
/** The attempt of a lane that ends: the partner's gives the turn back with it. Of the call's own attempt only. */
const TURN = {
  partner: `UPDATE "Exchange" e SET "partnerRunning" = false FROM used WHERE e.id = $14 AND e.status = 'RUNNING' AND e.attempt = $15 RETURNING e.number, e."sessionId", e.attempt`,
  coach: `SELECT e.number, e."sessionId", e.attempt FROM "Exchange" e, used WHERE e.id = $14`,
};
/**
 * A lane's end: the charge, the text, and for the partner the invitee's turn to write, in one statement. `newest` and `branches` are
 * of before it.
 */
const endLane = (lane: "partner" | "coach", holdId: string, call: CallFacts, reply: Reply | null) => {
  const { kind, ctes, values } = settlement(call);
  return {
    name: `end-${lane}${kind}`,
    text: `WITH ${ctes},
    turn AS (${TURN[lane]}),
    said AS (INSERT INTO "Message" ("sessionId", role, content, "exchangeId", attempt, "stopReason")
      SELECT turn."sessionId", '${lane}', $25, $14, turn.attempt, $26 FROM turn WHERE $25::text IS NOT NULL RETURNING ${MESSAGE_RETURNING}, "sessionId"),
    sess AS (UPDATE "ConversationSession" s SET "totalMessages" = s."totalMessages" + 1, "lastActivityAt" = now() FROM said WHERE s.id = said."sessionId")
    SELECT inv.quota, inv.usage, inv.marked, turn.number, ${MESSAGE_RETURNING.split(", ")
      .map((column) => `said.${column}`)
      .join(", ")},
      (SELECT max(m.id) FROM "Message" m WHERE m."sessionId" = $4) AS newest, (SELECT count(*)::int FROM "Branch" b WHERE b."sessionId" = $4) AS branches
    FROM used, inv LEFT JOIN turn ON true LEFT JOIN said ON true`,
    values: [...values(holdId), reply?.content ?? null, reply?.stopReason ?? null],
  };
};

export type ExchangeStore = ReturnType<typeof createExchangeStore>;
export const createExchangeStore = ({ pool }: Database) => ({
  /** Of each session, by its id; nothing of one without a call. */
  lastCallsOf: async (sessionIds: readonly number[]): Promise<Map<number, LastCall[]>> => {
    const { rows } = await pool.query<LastCall & { sessionId: number }>(LAST_CALLS(sessionIds));
    return bySession(rows);
  },
  lastCalls: async (sessionId: number): Promise<LastCall[]> => {
    const { rows } = await pool.query<LastCall>(LAST_CALLS([sessionId]));
    return rows;
  },

  exchange: async (id: string): Promise<ExchangeRow | null> => {
    const { rows } = await pool.query<ExchangeRow>(`${EXCHANGE} WHERE e.id = $1`, [id]);
    return rows[0] ?? null;
  },
  /** The exchange whose partner lane runs in a session, if any. */
  runningPartner: async (sessionId: number): Promise<string | null> => {
    const { rows } = await pool.query<{ id: string }>(RUNNING_PARTNER(sessionId));
    return rows[0]?.id ?? null;
  },

  /**
   * The partner's lane ends: charge, message and the invitee's turn to write, at one commit. Of the call's own attempt
   * only: where the reaper was faster, the next one may run elsewhere by now.
   * @param reply null where there is nothing to keep
   */
  endPartner: (exchangeId: string, holdId: string, call: CallFacts, reply: Reply | null): Promise<LaneEnd> =>
    closeLane(pool, "partner", { exchangeId, holdId, call, reply }),
  endCoach: (exchangeId: string, holdId: string, call: CallFacts, comment: Reply | null): Promise<LaneEnd> =>
    closeLane(pool, "coach", { exchangeId, holdId, call, reply: comment }),
  /**
   * Closes an attempt of an exchange, once.
   * @returns the end that is stored: of the first time where it is repeated, the reaper's where that was faster; null
   * where another attempt has begun since. `expiryDue` false: nobody has to be told that the invitation has expired
   */
  endExchange: async (
    exchangeId: string,
    end: ExchangeEnd & { userId: string; attempt: number },
  ): Promise<(ExchangeEnd & { expiryDue?: boolean }) | null> => {
    const { rows } = await pool.query<{ due: boolean }>(
      END_EXCHANGE(exchangeId, end.status, end.coachMissing, end.problemCode, end.attempt, end.userId),
    );
    return rows[0] ? { ...end, expiryDue: rows[0].due } : storedEnd(pool, exchangeId, end.attempt);
  },

  setCoachMissing: async (exchangeId: string, missing: CoachMissing | null): Promise<void> => {
    await pool.query(`UPDATE "Exchange" SET "coachMissing" = $2 WHERE id = $1`, [exchangeId, missing]);
  },

  markDelivered: async (messageIds: number[]): Promise<void> => {
    await pool.query(MARK_DELIVERED(messageIds));
  },
  markSeen: async (sessionId: number, messageIds: number[]): Promise<void> => {
    await pool.query(
      `WITH seen AS (
         UPDATE "Message" SET "seenAt" = now(), "deliveredAt" = coalesce("deliveredAt", now())
         WHERE "sessionId" = $1 AND id = ANY($2) AND role = 'coach' AND "seenAt" IS NULL RETURNING id, "sessionId")
       INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
       SELECT gen_random_uuid()::text, 'comment_seen', jsonb_build_object('message', seen.id), s."userId", s.id
       FROM seen JOIN "ConversationSession" s ON s.id = seen."sessionId"`,
      [sessionId, messageIds],
    );
  },
  /** What the invitee thinks of a comment. `found` false: there is no such comment; `changed` false: that is what they said before. */
  rateComment: async (
    sessionId: number,
    messageId: number,
    helpful: boolean | null,
  ): Promise<{ found: boolean; changed: boolean }> => {
    const { rows } = await pool.query<{ found: boolean; changed: boolean }>(
      `WITH comment AS (
         SELECT id, "sessionId", helpful FROM "Message" WHERE "sessionId" = $1 AND id = $2 AND role = 'coach' FOR UPDATE),
       rated AS (
         UPDATE "Message" m SET helpful = $3, "helpfulAt" = now() FROM comment
         WHERE m.id = comment.id AND comment.helpful IS DISTINCT FROM $3 RETURNING m.id, m."sessionId"),
       told AS (
         INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
         SELECT gen_random_uuid()::text, 'comment_rated', jsonb_build_object('message', rated.id, 'helpful', $3::boolean), s."userId", s.id
         FROM rated JOIN "ConversationSession" s ON s.id = rated."sessionId")
       SELECT EXISTS(SELECT FROM comment) AS found, EXISTS(SELECT FROM rated) AS changed`,
      [sessionId, messageId, helpful],
    );
    return rows[0] ?? { found: false, changed: false };
  },
});

type Reply = { content: string; stopReason: string };

/**
 * `settled` false: the hold was settled before, by a reaper or by a repeat of this very statement. `stand`: the ledger right
 * after, and how the session stood right before; null where it was settled before.
 */
export type LaneEnd = { message: Message | null; settled: boolean; stand: LaneStand | null };
export type LaneStand = { ledger: Ledger; newestMessageId: number; branches: number };

type LaneEndRow = Partial<MessageRow> & {
  quota: unknown;
  usage: unknown;
  marked: boolean;
  newest: number;
  branches: number;
};
const closeLane = async (
  pool: Pool,
  lane: "partner" | "coach",
  { exchangeId, holdId, call, reply }: { exchangeId: string; holdId: string; call: CallFacts; reply: Reply | null },
): Promise<LaneEnd> => {
  const { rows } = await pool.query<LaneEndRow>(endLane(lane, holdId, call, reply));
  const row = rows[0];
  if (!row)
    return { message: await storedReply(pool, lane, exchangeId, call.attempt, reply), settled: false, stand: null };
  const { quota, usage, marked, newest, branches, ...said } = row;
  return {
    message: said.id ? messageView(said as MessageRow) : null,
    settled: true,
    stand: { ledger: { ...readLedger({ quota, usage }), marked }, newestMessageId: newest, branches },
  };
};

/** What a lane has stored before: of the partner's own attempt only. */
const storedReply = async (
  pool: Pool,
  lane: "partner" | "coach",
  exchangeId: string,
  attempt: number,
  reply: Reply | null,
): Promise<Message | null> => {
  const { rows } = await pool.query<AttemptRow>(
    lane === "partner" ? END_TURN(exchangeId, attempt) : ATTEMPT(exchangeId),
  );
  const exchange = rows[0];
  if (!exchange || !reply) return null;
  const stored = await pool.query<MessageRow>(
    `SELECT ${MESSAGE_RETURNING} FROM "Message" WHERE "exchangeId" = $1 AND role = $2 AND attempt = $3`,
    [exchangeId, lane, exchange.attempt],
  );
  return stored.rows[0] ? messageView({ ...stored.rows[0], number: exchange.number }) : null;
};

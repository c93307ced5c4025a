import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";

/** A server's lease is good for 20 s and renewed every 5 s; an owner that could not renew for 15 s stops its work. */
export const LEASE = { seconds: 20, renewMs: 5_000, giveUpMs: 15_000 };

export const renewLease = async (pool: Pool, owner: string): Promise<void> => {
  await pool.query(
    `INSERT INTO "ServerLease" (id, until) VALUES ($1, now() + make_interval(secs => $2))
     ON CONFLICT (id) DO UPDATE SET until = excluded.until`,
    [owner, LEASE.seconds],
  );
};
export const dropLease = async (pool: Pool, owner: string): Promise<void> => {
  await pool.query(`DELETE FROM "ServerLease" WHERE id = $1`, [owner]);
};
/** Where this is the only instance there can be, every other lease is of a dead one. */
export const dropOtherLeases = async (pool: Pool, owner: string): Promise<void> => {
  await pool.query(`DELETE FROM "ServerLease" WHERE id <> $1`, [owner]);
};

const ORPHANED = `NOT EXISTS (SELECT FROM "ServerLease" l WHERE l.id = owner AND l.until > now())`;
/**
 * Of this server, but driven by nobody: the answer of the statement that stored it was lost, or closing it failed. A hold
 * younger than this may be of an exchange that is just being started.
 */
const STRAY_SECONDS = 10;
const strayExchange = (me: string, driven: string) => `(owner = ${me} AND NOT id = ANY(${driven})
  AND NOT EXISTS (SELECT FROM "Hold" y WHERE y."exchangeId" = "Exchange".id AND y."createdAt" > now() - make_interval(secs => ${STRAY_SECONDS})))`;
const strayHold = (me: string, driven: string) =>
  `(owner = ${me} AND NOT coalesce("exchangeId", '') = ANY(${driven}) AND "createdAt" < now() - make_interval(secs => ${STRAY_SECONDS}))`;
/** This server, and the exchanges it drives. */
export type Driver = { serverId: string; driven: string[] };

/** Whether this attempt's lane was stored before the server died. */
const HAS = (role: string) =>
  `EXISTS (SELECT FROM "Message" m WHERE m."exchangeId" = e.id AND m.role = '${role}' AND m.attempt = e.attempt)`;

/** An exchange that a dead server left, as the reaper closed it. */
export type Reaped = {
  exchangeId: string;
  sessionId: number;
  invitationId: string;
  attempt: number;
  status: "FAILED" | "COMPLETED";
};

/** Only one reaper works at a time: two would take the same rows in different orders. */
const REAPER_LOCK = 7_243_203_010;

/**
 * Settles the holds and closes the exchanges of servers whose lease is over: input and the last checkpoint are charged
 * and flagged as estimated; an unfinished partner lane fails its exchange, an unfinished coach lane only the comment.
 * Any number of servers may run it. Locks go hold, invitation, exchange, the same way as where a lane ends; a hold that is
 * being settled is left alone.
 */
export const reapOrphans = async (
  pool: Pool,
  simulated: boolean,
  me: Driver = { serverId: "", driven: [] },
): Promise<Reaped[]> =>
  inTransaction(pool, async (client) => {
    const alone = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS taken", [
      REAPER_LOCK,
    ]);
    if (!alone.rows[0]?.taken) return [];
    const orphans = await client.query<{ id: string }>(
      `SELECT id FROM "Exchange" WHERE status = 'RUNNING' AND (${ORPHANED} OR ${strayExchange("$1", "$2::text[]")}) LIMIT 500`,
      [me.serverId, me.driven],
    );
    const ids = orphans.rows.map((row) => row.id);
    const left = await client.query<{ id: string }>(
      `SELECT id FROM "Hold" WHERE state = 'LIVE' AND (${ORPHANED} OR ${strayHold("$1", "$2::text[]")}) ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED`,
      [me.serverId, me.driven],
    );
    const holds = left.rows.map((row) => row.id);
    if (ids.length === 0 && holds.length === 0) return [];
    await client.query(
      `WITH h AS (
        UPDATE "Hold" h SET state = 'SETTLED', "settledAt" = now() FROM "Exchange" e
        WHERE h.state = 'LIVE' AND h.id = ANY($1) AND e.id = h."exchangeId"
        RETURNING h.*, e."sessionId", e.attempt,
          ceil((h."inputTokens" * 20 + h."cacheWriteTokens" * 25 + h."cacheReadTokens" * 2) / 20.0)::int + h."outputTokens" AS actual),
      sums AS (SELECT "invitationId", sum(amount) AS amount, sum(least(actual, amount)) AS charged FROM h GROUP BY "invitationId"),
      inv AS (
        UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object(
          'tokens', coalesce((i.usage ->> 'tokens')::bigint, 0) + sums.charged, 'reserved', coalesce((i.usage ->> 'reserved')::bigint, 0) - sums.amount)
        FROM sums WHERE i.id = sums."invitationId"),
      used AS (
        INSERT INTO "UsageLog" (id, "userId", "invitationId", "sessionId", model, "requestedModel", "streamType", "inputTokens", "cacheWriteTokens",
          "cacheReadTokens", "outputTokens", "chargedTokens", "overrunTokens", estimated, simulated, "holdId")
        SELECT gen_random_uuid()::text, s."userId", h."invitationId", h."sessionId", h.model, h.model, h.lane, h."inputTokens", h."cacheWriteTokens",
          h."cacheReadTokens", h."outputTokens", least(h.actual, h.amount), greatest(h.actual - h.amount, 0), true, $2, h.id
        FROM h JOIN "ConversationSession" s ON s.id = h."sessionId"
        -- Nothing had come: there was no call, or none that upstream told of.
        WHERE h.actual > 0 RETURNING id, "holdId")
      INSERT INTO "ModelCall" (id, "usageLogId", "exchangeId", attempt, "promptHash", "messageIds", "problemCode", "durationMs")
      SELECT gen_random_uuid()::text, used.id, h."exchangeId", h.attempt, '', '{}', 'server-stopped', 0 FROM used JOIN h ON h.id = used."holdId"`,
      [holds, simulated],
    );
    const closed = await client.query<Reaped>(
      `UPDATE "Exchange" e SET "partnerRunning" = false, "endedAt" = now(),
         status = CASE WHEN ${HAS("partner")} THEN 'COMPLETED' ELSE 'FAILED' END::"ExchangeStatus",
         "problemCode" = CASE WHEN ${HAS("partner")} THEN NULL ELSE 'server-stopped' END,
         "coachMissing" = CASE WHEN ${HAS("coach")} THEN NULL WHEN ${HAS("partner")} THEN 'failed' ELSE 'policy' END
       WHERE id = ANY($1) AND status = 'RUNNING' RETURNING id AS "exchangeId", "sessionId", "invitationId", attempt, status`,
      [ids],
    );
    await client.query(
      `INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
       SELECT gen_random_uuid()::text, 'exchange_ended', jsonb_build_object('exchange', e.number, 'status', lower(e.status::text), 'coach', e."coachMissing", 'problem', e."problemCode"), s."userId", s.id
       FROM "Exchange" e JOIN "ConversationSession" s ON s.id = e."sessionId" WHERE e.id = ANY($1)`,
      [closed.rows.map((row) => row.exchangeId)],
    );
    return closed.rows;
  });

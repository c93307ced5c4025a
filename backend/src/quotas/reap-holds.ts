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

/** An exchange that a dead server left, as the reaper closed it. */
export type Reaped = { exchangeId: string; sessionId: number; invitationId: string; attempt: number; status: "FAILED" | "COMPLETED" };

/**
 * Settles the holds and closes the exchanges of servers whose lease is over: input and the last checkpoint are charged
 * and flagged as estimated; an unfinished partner lane fails its exchange, an unfinished coach lane only the comment.
 * Any number of reapers may run: rows are taken with SKIP LOCKED, and settled once.
 */
export const reapOrphans = async (pool: Pool, simulated: boolean): Promise<Reaped[]> =>
  inTransaction(pool, async (client) => {
    const orphans = await client.query<{ id: string }>(`SELECT id FROM "Exchange" WHERE status = 'RUNNING' AND ${ORPHANED} FOR UPDATE SKIP LOCKED LIMIT 500`);
    const ids = orphans.rows.map((row) => row.id);
    await client.query(
      `WITH h AS (
        UPDATE "Hold" h SET state = 'SETTLED', "settledAt" = now() FROM "Exchange" e
        WHERE h.state = 'LIVE' AND e.id = h."exchangeId" AND (h."exchangeId" = ANY($1) OR NOT EXISTS (SELECT FROM "ServerLease" l WHERE l.id = h.owner AND l.until > now()))
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
        FROM h JOIN "ConversationSession" s ON s.id = h."sessionId" RETURNING id, "holdId")
      INSERT INTO "ModelCall" (id, "usageLogId", "exchangeId", attempt, "promptHash", "messageIds", "problemCode", "durationMs")
      SELECT gen_random_uuid()::text, used.id, h."exchangeId", h.attempt, '', '{}', 'server-stopped', 0 FROM used JOIN h ON h.id = used."holdId"`,
      [ids, simulated],
    );
    const closed = await client.query<Reaped>(
      `UPDATE "Exchange" SET status = CASE WHEN "partnerRunning" THEN 'FAILED' ELSE 'COMPLETED' END::"ExchangeStatus", "partnerRunning" = false, "endedAt" = now(),
         "problemCode" = CASE WHEN "partnerRunning" THEN 'server-stopped' END, "coachMissing" = CASE WHEN "partnerRunning" THEN 'policy' ELSE 'failed' END
       WHERE id = ANY($1) RETURNING id AS "exchangeId", "sessionId", "invitationId", attempt, status`,
      [ids],
    );
    return closed.rows;
  });

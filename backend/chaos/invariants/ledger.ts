import type pg from "pg";

/** The ledger's and the transcript's invariants, asked of the database. `$1`: the history's invitations. */
const ALWAYS: { [invariant: string]: string } = {
  "used + reserved ≤ quota": `SELECT id, quota, usage FROM "Invitation" WHERE id = ANY($1)
    AND coalesce((usage->>'tokens')::bigint,0) + coalesce((usage->>'reserved')::bigint,0) > (quota->>'tokens')::bigint`,
  "reserved = live holds": `SELECT i.id, i.usage, held.sum FROM "Invitation" i,
    LATERAL (SELECT coalesce(sum(amount),0) AS sum FROM "Hold" h WHERE h."invitationId" = i.id AND h.state = 'LIVE') held
    WHERE i.id = ANY($1) AND coalesce((i.usage->>'reserved')::bigint,0) <> held.sum`,
  "used = sum of charges": `SELECT i.id, i.usage, charged.sum FROM "Invitation" i,
    LATERAL (SELECT coalesce(sum("chargedTokens"),0) AS sum FROM "UsageLog" u WHERE u."invitationId" = i.id) charged
    WHERE i.id = ANY($1) AND coalesce((i.usage->>'tokens')::bigint,0) <> charged.sum`,
  "no overrun": `SELECT id, "chargedTokens", "overrunTokens", "streamType" FROM "UsageLog" WHERE "invitationId" = ANY($1) AND "overrunTokens" > 0`,
  "one message a lane and attempt": `SELECT m."exchangeId", m.role, m.attempt FROM "Message" m JOIN "Exchange" e ON e.id = m."exchangeId"
    WHERE e."invitationId" = ANY($1) GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  "one row a key": `SELECT "sessionId", "idempotencyKey" FROM "Exchange" WHERE "invitationId" = ANY($1) GROUP BY 1, 2 HAVING count(*) > 1`,
  "one partner a session": `SELECT "sessionId" FROM "Exchange" WHERE "invitationId" = ANY($1) AND "partnerRunning" GROUP BY 1 HAVING count(*) > 1`,
  "one charge a hold": `SELECT "holdId" FROM "UsageLog" WHERE "invitationId" = ANY($1) AND "holdId" IS NOT NULL AND "chargedTokens" > 0 GROUP BY 1 HAVING count(*) > 1`,
  "a charge is what its counts cost, at most its hold": `SELECT u.id, u."chargedTokens", u."inputTokens", u."cacheWriteTokens", u."cacheReadTokens", u."outputTokens", h.amount
    FROM "UsageLog" u LEFT JOIN "Hold" h ON h.id = u."holdId" WHERE u."invitationId" = ANY($1) AND u."chargedTokens" <>
      least(ceil((u."inputTokens" * 20 + u."cacheWriteTokens" * 25 + u."cacheReadTokens" * 2) / 20.0)::int + u."outputTokens", coalesce(h.amount, 2147483647))`,
};

/** Besides, once nothing runs any more. */
const AT_REST: { [invariant: string]: string } = {
  "every exchange has ended": `SELECT id, status, "partnerRunning" FROM "Exchange" WHERE "invitationId" = ANY($1) AND (status = 'RUNNING' OR "partnerRunning" OR "endedAt" IS NULL)`,
  "every aside has ended": `SELECT id FROM "Aside" WHERE "invitationId" = ANY($1) AND (status = 'RUNNING' OR "endedAt" IS NULL)`,
  "no hold without its call": `SELECT id, lane, "exchangeId", "asideId", owner, "createdAt" FROM "Hold" WHERE "invitationId" = ANY($1) AND state = 'LIVE'`,
  "numbers without gaps": `SELECT s.id, s."exchangeCount", made.count, made.max FROM "ConversationSession" s,
    LATERAL (SELECT count(*), coalesce(max(number),0) AS max FROM "Exchange" e WHERE e."sessionId" = s.id AND e."branchId" IS NULL) made
    WHERE s."invitationId" = ANY($1) AND (s."exchangeCount" <> made.count OR s."exchangeCount" <> made.max)`,
  "numbers of branches without gaps": `SELECT b.id, b."fromNumber", b."exchangeCount" FROM "Branch" b JOIN "ConversationSession" s ON s.id = b."sessionId",
    LATERAL (SELECT count(*) FROM "Exchange" e WHERE e."branchId" = b.id) made
    WHERE s."invitationId" = ANY($1) AND b."exchangeCount" <> b."fromNumber" - 1 + made.count`,
  "totalMessages = what a reader sees": `SELECT s.id, s."totalMessages", seen.count FROM "ConversationSession" s,
    LATERAL (SELECT count(*) FROM "Message" m LEFT JOIN "Exchange" e ON e.id = m."exchangeId" WHERE m."sessionId" = s.id AND m."asideId" IS NULL
      AND (e.id IS NULL OR m.role = 'user' OR m.attempt = e.attempt)) seen
    WHERE s."invitationId" = ANY($1) AND s."totalMessages" <> seen.count`,
  "one end an attempt": `SELECT s.id, ended.count AS ended, attempts.sum AS attempts FROM "ConversationSession" s,
    LATERAL (SELECT count(*) FROM "TelemetryEvent" t WHERE t."sessionId" = s.id AND t.name = 'exchange_ended') ended,
    LATERAL (SELECT coalesce(sum(attempt), 0) AS sum FROM "Exchange" e WHERE e."sessionId" = s.id) attempts
    WHERE s."invitationId" = ANY($1) AND ended.count <> attempts.sum`,
  "endedAt in COMPLETED and ABANDONED only": `SELECT id, status, "endedAt" FROM "ConversationSession" WHERE "invitationId" = ANY($1)
    AND ("endedAt" IS NOT NULL) <> (status IN ('COMPLETED','ABANDONED'))`,
  "a completed exchange has its reply": `SELECT e.id FROM "Exchange" e WHERE e."invitationId" = ANY($1) AND e.status = 'COMPLETED'
    AND NOT EXISTS (SELECT FROM "Message" m WHERE m."exchangeId" = e.id AND m.role = 'partner' AND m.attempt = e.attempt)`,
  "a comment, or why there is none": `SELECT e.id, e.status, e."coachMissing" FROM "Exchange" e WHERE e."invitationId" = ANY($1) AND (e."coachMissing" IS NULL)
    <> EXISTS (SELECT FROM "Message" m WHERE m."exchangeId" = e.id AND m.role = 'coach' AND m.attempt = e.attempt)`,
};

export type Broken = { invariant: string; rows: unknown[] };

const ask = async (
  pool: pg.Pool,
  checks: { [invariant: string]: string },
  invitationIds: string[],
): Promise<Broken[]> => {
  const broken: Broken[] = [];
  for (const [invariant, sql] of Object.entries(checks)) {
    const { rows } = await pool.query(sql, [invitationIds]);
    if (rows.length > 0) broken.push({ invariant, rows: rows.slice(0, 5) });
  }
  return broken;
};

/** Holds at every commit: may be asked at any moment. */
export const auditLedger = (pool: pg.Pool, invitationIds: string[]): Promise<Broken[]> =>
  ask(pool, ALWAYS, invitationIds);
/** Once everything has ended. */
export const auditAtRest = (pool: pg.Pool, invitationIds: string[]): Promise<Broken[]> =>
  ask(pool, { ...ALWAYS, ...AT_REST }, invitationIds);

/** Holds whose exchange (or aside) has ended: nobody will settle them but the reaper. */
export const forgottenHolds = async (pool: pg.Pool, invitationIds: string[]): Promise<unknown[]> => {
  const { rows } = await pool.query(
    `SELECT h.id, h.lane, h."exchangeId", h."asideId" FROM "Hold" h LEFT JOIN "Exchange" e ON e.id = h."exchangeId" LEFT JOIN "Aside" a ON a.id = h."asideId"
     WHERE h."invitationId" = ANY($1) AND h.state = 'LIVE' AND (e.status <> 'RUNNING' OR a.status <> 'RUNNING')`,
    [invitationIds],
  );
  return rows;
};

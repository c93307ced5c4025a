import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { RESERVED, USED } from "./ledger-columns.ts";
import { settleSpend } from "./spend-columns.ts";

/** This server, and the exchanges and asides it drives: asked anew for each statement, since work is begun meanwhile. */
export type Driver = { serverId: string; driven: () => string[] };
/** A lane's stored words, as the transcript has them. */
export type ReapedMessage = {
  id: number;
  role: "partner" | "coach";
  content: string;
  stopReason: string | null;
  timestamp: Date;
};
/** An exchange that a dead server left, as the reaper closed it, with what had been stored of its attempt. */
export type ReapedExchange = {
  kind: "exchange";
  exchangeId: string;
  sessionId: number;
  invitationId: string;
  number: number;
  attempt: number;
  status: "FAILED" | "COMPLETED";
  coachMissing: "failed" | "policy" | null;
  partner: ReapedMessage | null;
  coach: ReapedMessage | null;
};
/** An aside that a dead server left: it failed. */
export type ReapedAside = { kind: "aside"; asideId: string; sessionId: number; invitationId: string };
/** What a dead server's call used beyond its hold. */
export type ReapedOverrun = { kind: "overrun"; holdId: string; invitationId: string; tokens: number };
export type Reaped = ReapedExchange | ReapedAside | ReapedOverrun;

const ORPHANED = `NOT EXISTS (SELECT FROM "ServerLease" l WHERE l.id = owner AND l.until > now())`;
/**
 * Of this server ($1), but driven ($2) by nobody: the answer of the statement that stored it was lost, or closing it
 * failed. A hold younger than this may be of something that is just being started.
 */
const STRAY_SECONDS = 10;
const LONG_AGO = `now() - make_interval(secs => ${STRAY_SECONDS})`;
const stray = (id: string, youngHold: string) => `(owner = $1 AND NOT ${id} = ANY($2::text[]) AND NOT ${youngHold})`;
const ORPHAN_EXCHANGE = `status = 'RUNNING' AND (${ORPHANED} OR ${stray("id", `EXISTS (SELECT FROM "Hold" y WHERE y."exchangeId" = "Exchange".id AND y."createdAt" > ${LONG_AGO})`)})`;
const ORPHAN_ASIDE = `status = 'RUNNING' AND (${ORPHANED} OR ${stray("id", `EXISTS (SELECT FROM "Hold" y WHERE y."asideId" = "Aside".id AND y."createdAt" > ${LONG_AGO})`)})`;
const ORPHAN_HOLD = `state = 'LIVE' AND (${ORPHANED} OR ${stray(`coalesce("exchangeId", "asideId", '')`, `"createdAt" > ${LONG_AGO}`)})`;

/** Whether this attempt's lane was stored before the server died. */
const HAS = (role: string) =>
  `EXISTS (SELECT FROM "Message" m WHERE m."exchangeId" = e.id AND m.role = '${role}' AND m.attempt = e.attempt)`;
const STORED = (role: string) =>
  `(SELECT to_jsonb(m) FROM "Message" m WHERE m."exchangeId" = e.id AND m.role = '${role}' AND m.attempt = e.attempt)`;

/**
 * Settles the holds: what upstream had told of is charged and flagged as estimated; a call that was begun has its row,
 * with what it saw, even where nothing came of it; a lane that was never called has none.
 */
const SETTLE = `
  WITH h AS (
    UPDATE "Hold" h SET state = 'SETTLED', "settledAt" = now() WHERE h.state = 'LIVE' AND h.id = ANY($1)
    RETURNING h.*, ceil((h."inputTokens" * 20 + h."cacheWriteTokens" * 25 + h."cacheReadTokens" * 2) / 20.0)::int + h."outputTokens" AS actual),
  sums AS (SELECT "invitationId", sum(amount) AS amount, sum(least(actual, amount)) AS charged FROM h GROUP BY "invitationId"),
  inv AS (
    UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED} + sums.charged, 'reserved', ${RESERVED} - sums.amount)
    FROM sums WHERE i.id = sums."invitationId" RETURNING i.id),
  ${settleSpend("h", "least(h.actual, h.amount)", "inv")},
  seen AS (
    SELECT h.*, coalesce(e."sessionId", a."sessionId") AS "sessionId", coalesce(e.attempt, 1) AS attempt
    FROM h LEFT JOIN "Exchange" e ON e.id = h."exchangeId" LEFT JOIN "Aside" a ON a.id = h."asideId" WHERE h."calledAt" IS NOT NULL OR h.actual > 0),
  used AS (
    INSERT INTO "UsageLog" (id, "userId", "invitationId", "sessionId", model, "requestedModel", "streamType", "inputTokens", "cacheWriteTokens",
      "cacheReadTokens", "outputTokens", "chargedTokens", "overrunTokens", estimated, simulated, "holdId")
    SELECT gen_random_uuid()::text, s."userId", c."invitationId", c."sessionId", c.model,
      coalesce(CASE c.lane WHEN 'partner' THEN v."partnerModel" ELSE v."coachModel" END, c.model), c.lane, c."inputTokens", c."cacheWriteTokens",
      c."cacheReadTokens", c."outputTokens", least(c.actual, c.amount), greatest(c.actual - c.amount, 0), c.actual > 0, $2 OR coalesce(s.simulated, false), c.id
    FROM seen c LEFT JOIN "ConversationSession" s ON s.id = c."sessionId" LEFT JOIN "ScenarioVersion" v ON v.id = s."scenarioVersionId"
    RETURNING id, "holdId", "invitationId", "overrunTokens"),
  call AS (
    INSERT INTO "ModelCall" (id, "usageLogId", "exchangeId", "asideId", attempt, "promptHash", "messageIds", "problemCode", "durationMs")
    SELECT gen_random_uuid()::text, used.id, c."exchangeId", c."asideId", c.attempt, c."promptHash", c."messageIds", 'server-stopped',
      greatest(0, extract(epoch FROM now() - c."calledAt") * 1000)::int FROM used JOIN seen c ON c.id = used."holdId")
  SELECT 'overrun' AS kind, "holdId", "invitationId", "overrunTokens" AS tokens FROM used WHERE "overrunTokens" > 0`;

/** Where somebody is just settling one of its holds, its closing waits for the next turn. */
const SETTLED_HOLDS = (of: string) => `NOT EXISTS (SELECT FROM "Hold" y WHERE ${of} AND y.state = 'LIVE')`;

const CLOSE_EXCHANGES = `
  WITH closed AS (
    UPDATE "Exchange" e SET "partnerRunning" = false, "endedAt" = now(),
      status = CASE WHEN ${HAS("partner")} THEN 'COMPLETED' ELSE 'FAILED' END::"ExchangeStatus",
      "problemCode" = CASE WHEN ${HAS("partner")} THEN NULL ELSE 'server-stopped' END,
      "coachMissing" = CASE WHEN ${HAS("coach")} THEN NULL WHEN ${HAS("partner")} THEN 'failed' ELSE 'policy' END
    WHERE id = ANY($1) AND status = 'RUNNING' AND ${SETTLED_HOLDS(`y."exchangeId" = e.id`)} RETURNING e.*),
  told AS (
    INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
    SELECT gen_random_uuid()::text, 'exchange_ended', jsonb_build_object('exchange', e.number, 'status', lower(e.status::text), 'coach', e."coachMissing",
      'problem', e."problemCode"), s."userId", s.id FROM closed e JOIN "ConversationSession" s ON s.id = e."sessionId")
  SELECT 'exchange' AS kind, e.id AS "exchangeId", e."sessionId", e."invitationId", e.number, e.attempt, e.status, e."coachMissing",
    ${STORED("partner")} AS partner, ${STORED("coach")} AS coach FROM closed e`;

const CLOSE_ASIDES = `
  WITH closed AS (
    UPDATE "Aside" SET status = 'FAILED', "problemCode" = 'server-stopped', "endedAt" = now()
    WHERE id = ANY($1) AND status = 'RUNNING' AND ${SETTLED_HOLDS(`y."asideId" = "Aside".id`)} RETURNING *),
  told AS (
    INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
    SELECT gen_random_uuid()::text, 'aside_ended', jsonb_build_object('aside', a.number, 'status', 'failed', 'problem', 'server-stopped'), s."userId", s.id
    FROM closed a JOIN "ConversationSession" s ON s.id = a."sessionId")
  SELECT 'aside' AS kind, id AS "asideId", "sessionId", "invitationId" FROM closed`;

/** Of one invitation at a time: locks go hold, invitation, day, exchange, the same way as where a lane ends. */
const reapInvitation = async (
  client: PoolClient,
  invitationId: string,
  simulated: boolean,
  me: Driver,
): Promise<Reaped[]> => {
  const ids = async (text: string): Promise<string[]> =>
    (await client.query<{ id: string }>(text, [me.serverId, me.driven(), invitationId])).rows.map((row) => row.id);
  // Read before the holds are locked: what is closed below is what was orphaned then, and still runs.
  const exchanges = await ids(`SELECT id FROM "Exchange" WHERE "invitationId" = $3 AND ${ORPHAN_EXCHANGE}`);
  const asides = await ids(`SELECT id FROM "Aside" WHERE "invitationId" = $3 AND ${ORPHAN_ASIDE}`);
  // One that is being settled, by its owner or another reaper, is left alone.
  const holds = await ids(
    `SELECT id FROM "Hold" WHERE "invitationId" = $3 AND ${ORPHAN_HOLD} ORDER BY id FOR UPDATE SKIP LOCKED`,
  );
  return close(client, simulated, { holds, exchanges, asides });
};

/** Ids of what is to be closed; its holds are locked. */
type Orphans = { holds: string[]; exchanges: string[]; asides: string[] };

const close = async (
  client: PoolClient,
  simulated: boolean,
  { holds, exchanges, asides }: Orphans,
): Promise<Reaped[]> => {
  const overruns = holds.length > 0 ? (await client.query<ReapedOverrun>(SETTLE, [holds, simulated])).rows : [];
  const ended = exchanges.length > 0 ? (await client.query<ReapedExchange>(CLOSE_EXCHANGES, [exchanges])).rows : [];
  const answered = asides.length > 0 ? (await client.query<ReapedAside>(CLOSE_ASIDES, [asides])).rows : [];
  return [...overruns, ...ended, ...answered];
};

/**
 * Closes an attempt of an exchange, or an aside, that broke in the hands of this living server, as a dead server's is closed.
 * @returns nothing of it where it was closed already; nothing is touched where another attempt has begun since
 */
export const closeBroken = (
  pool: Pool,
  broken: { exchangeId: string; attempt: number } | { asideId: string },
  simulated: boolean,
): Promise<Reaped[]> =>
  inTransaction(pool, async (client) => {
    if ("exchangeId" in broken) {
      const { rows } = await client.query<{ attempt: number }>(`SELECT attempt FROM "Exchange" WHERE id = $1`, [
        broken.exchangeId,
      ]);
      if (rows[0]?.attempt !== broken.attempt) return [];
    }
    const [column, id] = "asideId" in broken ? ["asideId", broken.asideId] : ["exchangeId", broken.exchangeId];
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM "Hold" WHERE "${column}" = $1 AND state = 'LIVE' ORDER BY id FOR UPDATE`,
      [id],
    );
    const holds = rows.map((row) => row.id);
    const [exchanges, asides] = "asideId" in broken ? [[], [id]] : [[id], []];
    return close(client, simulated, { holds, exchanges, asides });
  });

/**
 * Settles the holds and closes the exchanges and asides of servers whose lease is over: input and the last checkpoint
 * are charged and flagged as estimated; an unfinished partner lane fails its exchange, an unfinished coach lane only the
 * comment. Any number of servers may run it at once: each hold is settled once, each exchange and aside closed once.
 */
export const reapOrphans = async (
  pool: Pool,
  simulated: boolean,
  me: Driver = { serverId: "", driven: () => [] },
): Promise<Reaped[]> => {
  const { rows } = await pool.query<{ invitationId: string }>(
    `SELECT "invitationId" FROM "Exchange" WHERE ${ORPHAN_EXCHANGE} UNION SELECT "invitationId" FROM "Aside" WHERE ${ORPHAN_ASIDE}
     UNION SELECT "invitationId" FROM "Hold" WHERE ${ORPHAN_HOLD} LIMIT 200`,
    [me.serverId, me.driven()],
  );
  const reaped: Reaped[] = [];
  for (const { invitationId } of rows)
    reaped.push(...(await inTransaction(pool, (client) => reapInvitation(client, invitationId, simulated, me))));
  return reaped;
};

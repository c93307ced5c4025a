import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { countComments, countEvents, countSteps, countUsage, moveSteps, STEP_EVENTS } from "./count-sql.ts";

/** Who counts holds it: of any number of servers one does, and a rebuild waits for its turn. */
export const COUNT_LOCK = 72_707_411;
const BATCH = 5_000;

type Taken = Record<"invitation" | "usage" | "event" | "comment" | "delivered" | "seen", string[]>;

const take = async (client: PoolClient): Promise<{ taken: Taken; count: number }> => {
  const { rows } = await client.query<{ source: keyof Taken; rowId: string }>(
    `DELETE FROM "CountPending" WHERE seq IN (SELECT seq FROM "CountPending" ORDER BY seq LIMIT $1) RETURNING source, "rowId"`,
    [BATCH],
  );
  const taken: Taken = { invitation: [], usage: [], event: [], comment: [], delivered: [], seen: [] };
  for (const { source, rowId } of rows) taken[source].push(rowId);
  return { taken, count: rows.length };
};

const TEXTS = `unnest($1::text[])`;
const MESSAGES = `"Message" m WHERE m.id = ANY($1::int[]) AND m."facetId" IS NOT NULL`;
const STEPPED = `i.id IN (
  SELECT coalesce(s."invitationId", e.properties->>'invitation') FROM "TelemetryEvent" e LEFT JOIN "ConversationSession" s ON s.id = e."sessionId"
  WHERE e.id = ANY($1::text[]) AND e.name = ANY($2::text[]))`;

const count = async (client: PoolClient, taken: Taken): Promise<void> => {
  const run = async (text: string, ids: string[], ...more: unknown[]): Promise<void> => {
    if (ids.length > 0) await client.query(text, [ids, ...more]);
  };
  await run(countUsage(`"UsageLog" u @join WHERE u.id IN (SELECT ${TEXTS})`), taken.usage);
  await run(countEvents(`"TelemetryEvent" e @join WHERE e.id IN (SELECT ${TEXTS})`), taken.event);
  await run(countComments("made", MESSAGES), taken.comment);
  await run(countComments("delivered", MESSAGES), taken.delivered);
  await run(countComments("seen", MESSAGES), taken.seen);
  await run(moveSteps(`i.id IN (SELECT ${TEXTS})`), taken.invitation);
  await run(countSteps(`i.id IN (SELECT ${TEXTS})`), taken.invitation);
  await run(countSteps(STEPPED), taken.event, STEP_EVENTS);
};

/**
 * Counts some of what was written since, in one transaction with taking it off the list: each row once, whoever else counts.
 * @returns how many; null where somebody else is counting
 */
export const countSome = (pool: Pool): Promise<number | null> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${COUNT_LOCK}) AS mine`);
    if (rows[0]?.mine !== true) return null;
    const { taken, count: many } = await take(client);
    await count(client, taken);
    return many;
  });

/** All that is not counted yet, in batches. @returns how many; 0 where somebody else is at it */
export const countAll = async (pool: Pool): Promise<number> => {
  let all = 0;
  for (;;) {
    const some = await countSome(pool);
    all += some ?? 0;
    if (some === null || some < BATCH) return all;
  }
};

const long = (client: PoolClient, text: string, values: unknown[] = []): Promise<unknown> =>
  client.query({ text, values, query_timeout: 86_400_000 } as { text: string; values: unknown[] });

/** $1: since when. What stands on the list and will be counted here is taken off it. */
const FORGET = [
  `DELETE FROM "CountPending" p USING "UsageLog" u WHERE p.source = 'usage' AND u.id = p."rowId" AND u.timestamp >= $1`,
  `DELETE FROM "CountPending" p USING "TelemetryEvent" e WHERE p.source = 'event' AND e.id = p."rowId" AND e."createdAt" >= $1`,
  `DELETE FROM "CountPending" p USING "Message" m WHERE m.id = CASE WHEN p.source IN ('comment', 'delivered', 'seen') THEN p."rowId"::int END AND m.timestamp >= $1`,
  `DELETE FROM "UsageFigure" WHERE at >= $1`,
  `DELETE FROM "EventFigure" WHERE at >= $1`,
  `DELETE FROM "InvitationStep" WHERE "madeAt" >= $1`,
];
const RECOUNT = [
  countUsage(`"UsageLog" u @join WHERE u.timestamp >= $1`),
  countEvents(`"TelemetryEvent" e @join WHERE e."createdAt" >= $1`),
  countComments("made", `"Message" m WHERE m."facetId" IS NOT NULL AND m.timestamp >= $1`),
  countComments(
    "delivered",
    `"Message" m WHERE m."facetId" IS NOT NULL AND m."deliveredAt" IS NOT NULL AND m.timestamp >= $1`,
  ),
  countComments("seen", `"Message" m WHERE m."facetId" IS NOT NULL AND m."seenAt" IS NOT NULL AND m.timestamp >= $1`),
  countSteps(`i."createdAt" >= $1`),
];

/**
 * Counts everything since the start of a day (UTC) again, from the rows that stand there now, in one transaction of one snapshot:
 * what is written meanwhile waits on the list. What was deleted since cannot be counted again.
 */
export const recount = async (pool: Pool, since: Date): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
    // Before the snapshot: what somebody counts just now is done, and seen.
    await long(client, `SELECT pg_advisory_lock(${COUNT_LOCK})`);
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    for (const statement of [...FORGET, ...RECOUNT]) await long(client, statement, [since]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    // Its settings and its lock go with it.
    client.release(true);
  }
};

/** How much waits to be counted, as far as it matters: beyond `most` it is `most`. */
export const pendingCount = async (pool: Pool, most = 10_000): Promise<number> =>
  (
    await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM "CountPending" LIMIT $1) AS pending`,
      [most],
    )
  ).rows[0]?.count ?? 0;

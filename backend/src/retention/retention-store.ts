import type { Pool, PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import { closeCopies } from "../administration/replay-store.ts";
import { inTransaction } from "../database/in-transaction.ts";

/** Of one turn's transaction: locks are short. */
const BATCH = 100;
const ENDED = `s.status IN ('COMPLETED', 'ABANDONED') AND s."wordsRemovedAt" IS NULL`;
const PAST = `s."lastActivityAt" < now() - make_interval(days => t."retentionDays")`;
/** Whatever its status says: somebody may just be writing in it again. */
const RUNS = `EXISTS (SELECT FROM "Exchange" e WHERE e."sessionId" = s.id AND e.status = 'RUNNING')
  OR EXISTS (SELECT FROM "Aside" a WHERE a."sessionId" = s.id AND a.status = 'RUNNING')
  OR EXISTS (SELECT FROM "Exchange" e JOIN "Hold" h ON h."exchangeId" = e.id AND h.state = 'LIVE' WHERE e."sessionId" = s.id)
  OR EXISTS (SELECT FROM "Aside" a JOIN "Hold" h ON h."asideId" = a.id AND h.state = 'LIVE' WHERE a."sessionId" = s.id)`;
const DUE = `
  SELECT s.id, s."invitationId" FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" JOIN "Site" t ON t.id = i."siteId"
  WHERE t.id = $1 AND ${ENDED} AND ${PAST} AND NOT (${RUNS})`;

/** $1: sessions. Exchanges, what each call saw and the lines they stood in go with the messages; notes of staff stay. */
const REMOVE = [
  `UPDATE "Recording" SET "unwantedAt" = coalesce("unwantedAt", now()) WHERE "sessionId" = ANY($1)`,
  `DELETE FROM "TelemetryEvent" WHERE "sessionId" = ANY($1)`,
  `DELETE FROM "Exchange" WHERE "sessionId" = ANY($1)`,
  `DELETE FROM "Aside" WHERE "sessionId" = ANY($1)`,
  `DELETE FROM "Message" WHERE "sessionId" = ANY($1)`,
  `DELETE FROM "Branch" WHERE "sessionId" = ANY($1)`,
  `DELETE FROM "RequestKey" WHERE "sessionId" = ANY($1)`,
  `UPDATE "UsageLog" SET "userId" = NULL, "originUserId" = NULL WHERE "sessionId" = ANY($1)`,
  // Completed is final: nothing is ever written into it again.
  `UPDATE "ConversationSession" SET status = 'COMPLETED', "endedAt" = coalesce("endedAt", "lastActivityAt"), "userId" = NULL, "originUserId" = NULL,
     "wordsRemovedAt" = now() WHERE id = ANY($1)`,
];

export type Keeping = { siteId: string; days: number };
/** Sites that keep what is said for a time only. */
export const keepingSites = async (pool: Pool): Promise<Keeping[]> =>
  (
    await pool.query<Keeping>(
      `SELECT id AS "siteId", "retentionDays" AS days FROM "Site" WHERE "retentionDays" IS NOT NULL ORDER BY id`,
    )
  ).rows;

const DAY_MS = 86_400_000;
/** The newest of what is counted and goes with these sessions. An event may be younger than the last activity: somebody read it again. */
const LAST_OF = `SELECT max(at) AS at FROM (
  SELECT max(s."lastActivityAt") AS at FROM "ConversationSession" s WHERE s.id = ANY($1)
  UNION ALL SELECT max(e."createdAt") FROM "TelemetryEvent" e WHERE e."sessionId" = ANY($1)
  UNION ALL SELECT max(m.timestamp) FROM "Message" m WHERE m."sessionId" = ANY($1)
  UNION ALL SELECT max(u.timestamp) FROM "UsageLog" u WHERE u."sessionId" = ANY($1)) counted`;
const remember = async (client: PoolClient, sessions: readonly number[]): Promise<void> => {
  const { rows } = await client.query<{ at: Date | null }>(LAST_OF, [sessions]);
  const last = rows[0]?.at ?? new Date(0);
  await client.query(
    `INSERT INTO "JobRun" (name, "startedAt", detail) VALUES ('retention', now(), jsonb_build_object('goneBefore', $1::text))
     ON CONFLICT (name) DO UPDATE SET detail = jsonb_build_object('goneBefore', greatest("JobRun".detail->>'goneBefore', $1::text))`,
    // The start of the day after the last one that loses something.
    [new Date((Math.floor(last.getTime() / DAY_MS) + 1) * DAY_MS).toISOString()],
  );
};

/**
 * Removes what was said, recorded and told of some ended sessions of a site that are past their time, in one transaction.
 * Invitations are locked as whoever reserves locks them, so nothing begins meanwhile.
 * @returns the sessions, and those in which their lines were said again
 */
export const removeSome = (pool: Pool, { siteId, days }: Keeping): Promise<{ sessions: number[]; copies: number[] }> =>
  inTransaction(pool, async (client) => {
    const some = await client.query<{ id: number; invitationId: string }>(
      `${DUE} ORDER BY s."lastActivityAt", s.id LIMIT ${BATCH}`,
      [siteId],
    );
    if (some.rows.length === 0) return { sessions: [], copies: [] };
    const invitations = [...new Set(some.rows.map(({ invitationId }) => invitationId))].sort();
    await client.query(`SELECT FROM "Invitation" WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [invitations]);
    // Looked at again: by the lock, nothing of them runs now, or it is left for another turn.
    const { rows } = await client.query<{ id: number }>(
      `${DUE} AND s.id = ANY($2) ORDER BY s.id FOR NO KEY UPDATE OF s`,
      [siteId, some.rows.map(({ id }) => id)],
    );
    // What was said again to a draft goes with it; while a line of it is being said, all of it is left for another turn.
    const copies = await closeCopies(
      client,
      rows.map(({ id }) => id),
    );
    const run = await client.query<{ id: number }>(
      `SELECT s.id FROM "ConversationSession" s WHERE s.id = ANY($1) AND (${RUNS})`,
      [copies.map(({ id }) => id)],
    );
    const running = new Set(run.rows.map(({ id }) => id));
    const waiting = new Set(copies.filter(({ id }) => running.has(id)).map(({ source }) => source));
    const sessions = rows.map(({ id }) => id).filter((id) => !waiting.has(id));
    if (sessions.length === 0) return { sessions: [], copies: [] };
    const said = copies.filter(({ source }) => !waiting.has(source)).map(({ id }) => id);
    await remember(client, [...sessions, ...said]);
    for (const statement of REMOVE) await client.query(statement, [[...sessions, ...said]]);
    const detail = { via: "retention", days, sessions: sessions.length };
    await audit(client, { actorId: null, action: "retention.remove", subject: siteId, detail });
    return { sessions, copies: said };
  });

/** The start of the first day (UTC) of which nothing was removed; null: nothing ever was. */
export const goneBefore = async (pool: Pool): Promise<Date | null> => {
  const { rows } = await pool.query<{ at: string | null }>(
    `SELECT detail->>'goneBefore' AS at FROM "JobRun" WHERE name = 'retention'`,
  );
  const at = rows[0]?.at;
  return at === null || at === undefined ? null : new Date(at);
};

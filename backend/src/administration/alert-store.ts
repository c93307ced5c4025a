import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { AlertKind, MarkAlerts } from "../protocol/observation.ts";
import { audit } from "./audit-store.ts";
import type { Place } from "./keyset.ts";

export type AlertRow = {
  id: string;
  /** when it happened */
  createdAt: Date;
  kind: AlertKind;
  seen: boolean;
  dismissed: boolean;
  invitationId: string | null;
  invitationLabel: string | null;
  sessionId: number | null;
  exchangeNumber: number | null;
  problemCode: string | null;
  model: string | null;
  calls: number | null;
  tokens: number | null;
};

/** What is older is no alert any more. */
export const ALERT_DAYS = 14;
/** Marks of alerts that are long gone are no use to anybody. */
const MARK_DAYS = 90;

/** What staff try themselves is no news to anybody. */
const NO_TRIAL = `AND i."trialVersionId" IS NULL`;
/** An alert of a kind: where it is read from, by which index, and what it says. */
type Source = {
  from: string;
  id: string;
  at: string;
  invitation: string | null;
  columns: Partial<Record<string, string>>;
};
const SOURCES: Record<Exclude<AlertKind, "upstream" | "spend">, Source> = {
  // As `stuck` of an invitation: its last exchange failed, and they may still go on.
  stuck: {
    from: `"Exchange" e JOIN "Invitation" i ON i.id = e."invitationId" AND i."revokedAt" IS NULL AND i."expiresAt" > now() ${NO_TRIAL}
      WHERE e.status = 'FAILED' AND NOT EXISTS (SELECT FROM "Exchange" l WHERE l."invitationId" = e."invitationId" AND l."startedAt" > e."startedAt")`,
    id: `'stuck:' || e.id || ':' || e.attempt`,
    at: `e."endedAt"`,
    invitation: "i",
    columns: { sessionId: `e."sessionId"`, exchangeNumber: "e.number", problemCode: `e."problemCode"` },
  },
  exhausted: {
    from: `"Invitation" i WHERE i."exhaustedAt" IS NOT NULL AND i."revokedAt" IS NULL AND i."expiresAt" > now() ${NO_TRIAL}`,
    id: `'exhausted:' || i.id || ':' || to_char(i."exhaustedAt", 'YYYYMMDDHH24MISSMS')`,
    at: `i."exhaustedAt"`,
    invitation: "i",
    columns: {},
  },
  "coach-missing": {
    from: `"Exchange" e JOIN "Invitation" i ON i.id = e."invitationId" WHERE e."coachMissing" = 'failed' AND e.status <> 'FAILED' ${NO_TRIAL}`,
    id: `'coach-missing:' || e.id || ':' || e.attempt`,
    at: `e."endedAt"`,
    invitation: "i",
    columns: { sessionId: `e."sessionId"`, exchangeNumber: "e.number" },
  },
  overrun: {
    from: `"UsageLog" g LEFT JOIN "Invitation" i ON i.id = g."invitationId" WHERE g."overrunTokens" > 0 ${NO_TRIAL}`,
    id: `'overrun:' || g.id`,
    at: "g.timestamp",
    invitation: "i",
    columns: { sessionId: `g."sessionId"`, tokens: `g."overrunTokens"`, model: "g.model" },
  },
};
const TYPES = { sessionId: "int", exchangeNumber: "int", problemCode: "text", model: "text", tokens: "int" };

/** $1: who asks, $2 and $3: the place after which it goes on, $4: how many. */
const sqlOf = (kind: AlertKind, { from, id, at, invitation, columns }: Source): string => `
  SELECT * FROM (SELECT (${id}) COLLATE "C" AS id, ${at} AS "createdAt", '${kind}' AS kind,
      ${invitation === null ? "NULL::text" : `${invitation}.id`} AS "invitationId", ${invitation === null ? "NULL::text" : `${invitation}.label`} AS "invitationLabel",
      ${Object.entries(TYPES)
        .map(([name, type]) => `${columns[name] ?? `NULL::${type}`} AS "${name}"`)
        .join(", ")}, NULL::int AS calls
    FROM ${from} AND ${at} > now() - interval '${ALERT_DAYS} days' AND ($2::timestamp IS NULL OR ${at} <= $2::timestamp)
    ORDER BY ${at} DESC) a
  LEFT JOIN LATERAL (SELECT m."seenAt" IS NOT NULL AS seen, m."dismissedAt" IS NOT NULL AS dismissed FROM "AlertMark" m WHERE m."userId" = $1 AND m.key = a.id) mark ON true
  WHERE mark.dismissed IS NOT TRUE AND ($2::timestamp IS NULL OR (a."createdAt", a.id) < ($2::timestamp, $3::text COLLATE "C"))
  ORDER BY a."createdAt" DESC, a.id DESC LIMIT $4`;

/** Upstream's trouble of the last hour, one alert a code and hour: the calls themselves may be thousands. */
const UPSTREAM = `
  SELECT 'upstream:' || c."problemCode" || ':' || to_char(max(c."createdAt"), 'YYYYMMDDHH24') AS id, max(c."createdAt") AS "createdAt", 'upstream' AS kind,
    c."problemCode", count(*)::int AS calls
  FROM "ModelCall" c WHERE c."problemCode" LIKE 'upstream-%' AND c."createdAt" > now() - interval '1 hour' GROUP BY c."problemCode"`;

type Mark = { seen: boolean; dismissed: boolean };
type Read = Omit<AlertRow, "seen" | "dismissed"> & { seen: boolean | null; dismissed: boolean | null };

/** Alerts are read from what happened, each kind from a partial index; what one of staff made of them is a row of theirs. */
export type AlertStore = ReturnType<typeof createAlertStore>;
export const createAlertStore = ({ pool }: Pick<Database, "pool">) => ({
  /** Of these kinds, the newest first, without those that they have dismissed. */
  alerts: async (
    userId: string,
    kinds: readonly AlertKind[],
    after: Place | null,
    limit: number,
  ): Promise<AlertRow[]> => {
    const values = [userId, after?.at ?? null, after?.id ?? null, limit];
    const found = await Promise.all(
      kinds.map(async (kind) => {
        if (kind === "upstream" || kind === "spend") return [];
        return (await pool.query<Read>(sqlOf(kind, SOURCES[kind]), values)).rows;
      }),
    );
    return found.flat().map((row) => ({ ...row, seen: row.seen === true, dismissed: row.dismissed === true }));
  },
  upstreamTrouble: async (): Promise<Pick<AlertRow, "id" | "createdAt" | "problemCode" | "calls">[]> =>
    (await pool.query<Pick<AlertRow, "id" | "createdAt" | "problemCode" | "calls">>(UPSTREAM)).rows,
  marksOf: async (userId: string, keys: readonly string[]): Promise<Map<string, Mark>> => {
    const { rows } = await pool.query<{ key: string; dismissed: boolean }>(
      `SELECT key, "dismissedAt" IS NOT NULL AS dismissed FROM "AlertMark" WHERE "userId" = $1 AND key = ANY($2)`,
      [userId, keys],
    );
    return new Map(rows.map(({ key, dismissed }) => [key, { seen: true, dismissed }]));
  },
  mark: (userId: string, { seen = [], dismissed = [], restored = [] }: MarkAlerts): Promise<void> =>
    inTransaction(pool, async (client) => {
      const keys = [...new Set([...seen, ...dismissed, ...restored])].toSorted();
      await client.query(
        `INSERT INTO "AlertMark" ("userId", key, "dismissedAt") SELECT $1, k, CASE WHEN k = ANY($3) THEN now() END FROM unnest($2::text[]) AS k
         ON CONFLICT ("userId", key) DO UPDATE SET "dismissedAt" = CASE
           WHEN excluded.key = ANY($3) THEN coalesce("AlertMark"."dismissedAt", now()) WHEN excluded.key = ANY($4) THEN NULL
           ELSE "AlertMark"."dismissedAt" END`,
        [userId, keys, dismissed, restored],
      );
      const detail = { seen: seen.length, dismissed: dismissed.length, restored: restored.length };
      await audit(client, { actorId: userId, action: "alert.mark", subject: userId, detail });
    }),
  forgetOldMarks: async (): Promise<void> => {
    await pool.query(`DELETE FROM "AlertMark" WHERE "seenAt" < now() - interval '${MARK_DAYS} days'`);
  },
});

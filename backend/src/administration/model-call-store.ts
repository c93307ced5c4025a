import type { Database } from "../database/create-database.ts";
import type { KnownMessage, ModelCallView } from "../protocol/observation.ts";

export type ModelCallRow = Omit<ModelCallView, "at" | "hadRead" | "couldNotSee"> & {
  /** when it ended */
  createdAt: Date;
  messageIds: number[];
};
/** A message of a session with what says whether a call could have seen it. */
export type SaidRow = KnownMessage & { timestamp: Date; branchId: string | null; answered: boolean };
/** What a call was made for. */
export type CallsFor = { exchangeId: string; lane: "partner" | "coach" } | { asideId: string };

const START = 200;
const CALLS = `
  SELECT c.id, u."streamType" AS lane, c.attempt, c."createdAt", u.model, u."requestedModel", u."inputTokens", u."cacheWriteTokens", u."cacheReadTokens",
    u."outputTokens", u."chargedTokens", u.estimated, c."firstTokenMs", c."durationMs", c."stopReason", c."problemCode", c."requestId", c."promptHash", c."messageIds"
  FROM "ModelCall" c JOIN "UsageLog" u ON u.id = c."usageLogId"`;

/** What model calls saw, and how they went. */
export type ModelCallStore = ReturnType<typeof createModelCallStore>;
export const createModelCallStore = ({ pool }: Pick<Database, "pool">) => ({
  calls: async (sessionId: number, of: CallsFor): Promise<ModelCallRow[]> => {
    const [where, values] =
      "asideId" in of
        ? [`c."asideId" = $2`, [sessionId, of.asideId]]
        : [`c."exchangeId" = $2 AND u."streamType" = $3`, [sessionId, of.exchangeId, of.lane]];
    const { rows } = await pool.query<ModelCallRow>(
      `${CALLS} WHERE u."sessionId" = $1 AND ${where} ORDER BY c."createdAt", c.id`,
      values,
    );
    return rows;
  },
  /** The line in which it was said; undefined: there is no such exchange, or aside, in this session. */
  lineOf: async (sessionId: number, of: CallsFor): Promise<{ branchId: string | null } | undefined> => {
    const [table, id] = "asideId" in of ? ["Aside", of.asideId] : ["Exchange", of.exchangeId];
    const { rows } = await pool.query<{ branchId: string | null }>(
      `SELECT "branchId" FROM "${table}" WHERE id = $1 AND "sessionId" = $2`,
      [id, sessionId],
    );
    return rows[0];
  },
  /** Everything that was said in a session, by how it begins. */
  said: async (sessionId: number): Promise<SaidRow[]> => {
    const { rows } = await pool.query<SaidRow>(
      `WITH tries AS (SELECT id, 1 + row_number() OVER (ORDER BY "createdAt", id)::int AS number FROM "Branch" WHERE "sessionId" = $1)
       SELECT m.id, m.role, left(m.content, ${START}) AS start, e.number AS "exchangeNumber", t.number AS "tryNumber", a.number AS "asideNumber",
         m.timestamp, coalesce(e."branchId", a."branchId") AS "branchId",
         coalesce(e.status <> 'FAILED' AND (m.role = 'user' OR m.attempt = e.attempt), true) AS answered
       FROM "Message" m LEFT JOIN "Exchange" e ON e.id = m."exchangeId" LEFT JOIN "Aside" a ON a.id = m."asideId"
         LEFT JOIN tries t ON t.id = coalesce(e."branchId", a."branchId")
       WHERE m."sessionId" = $1 ORDER BY m.id`,
      [sessionId],
    );
    return rows;
  },
});

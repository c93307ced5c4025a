import type { Database } from "../database/create-database.ts";

/** An exchange that failed and may be tried again. */
export type FailedExchange = { exchangeId: string; sessionId: number; number: number; problemCode: string | null };

const LAST_FAILED = `
  SELECT l.id AS "exchangeId", l."sessionId", l.number, l."problemCode" FROM (
    SELECT e.id, e."sessionId", e."branchId", e.number, e.status, e."problemCode" FROM "Exchange" e
    WHERE e."invitationId" = $1 ORDER BY e."startedAt" DESC LIMIT 1) l
  JOIN "ConversationSession" s ON s.id = l."sessionId" LEFT JOIN "Branch" b ON b.id = l."branchId"
  WHERE l.status = 'FAILED' AND s.status <> 'COMPLETED' AND l.number = coalesce(b."exchangeCount", s."exchangeCount")`;

export type WayOnStore = ReturnType<typeof createWayOnStore>;
export const createWayOnStore = ({ pool }: Pick<Database, "pool">) => ({
  /** The last exchange of an invitation, where it failed and may be tried again. */
  lastFailed: async (invitationId: string): Promise<FailedExchange | null> =>
    (await pool.query<FailedExchange>(LAST_FAILED, [invitationId])).rows[0] ?? null,
});

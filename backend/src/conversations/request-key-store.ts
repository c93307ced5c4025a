import type { Pool } from "pg";
import { prepared } from "../database/prepared.ts";

/** What a key was used for. A retry's `attempt` is the one it made. */
export type KnownKey = {
  kind: "exchange" | "aside" | "retry" | "branch";
  bodyHash: string;
  exchangeId: string | null;
  asideId: string | null;
  branchId: string | null;
  number: number;
  attempt: number;
};

/**
 * Looks a key up among all that a session's requests used; a branch's stands before the one of its first exchange. Of an
 * exchange or aside their own row tells: the one of its key only keeps it from others.
 */
export const knownKey = async (pool: Pool, sessionId: number, key: string): Promise<KnownKey | null> => {
  const { rows } = await pool.query<KnownKey>(KNOWN_KEY(sessionId, key));
  return rows.find(({ kind }) => kind === "branch") ?? rows[0] ?? null;
};
const KNOWN_KEY = prepared(
  "known-key",
  `
    SELECT r.kind, r."bodyHash", r."exchangeId", NULL AS "asideId", coalesce(r."branchId", e."branchId") AS "branchId",
      coalesce(e.number, 0) AS number, coalesce(r.attempt, 1) AS attempt
    FROM "RequestKey" r LEFT JOIN "Exchange" e ON e.id = r."exchangeId" WHERE r."sessionId" = $1 AND r.key = $2::uuid AND r.kind IN ('retry', 'branch')
    UNION ALL SELECT 'exchange', "bodyHash", id, NULL, "branchId", number, attempt FROM "Exchange" WHERE "sessionId" = $1 AND "idempotencyKey" = $2::uuid
    UNION ALL SELECT 'aside', "bodyHash", NULL, id, "branchId", number, 1 FROM "Aside" WHERE "sessionId" = $1 AND "idempotencyKey" = $2::uuid`,
);

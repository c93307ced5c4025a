import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../database/in-transaction.ts";

export type BranchRow = { id: string; parentId: string | null; fromNumber: number; exchangeCount: number };
const COLUMNS = `id, "parentId", "fromNumber", "exchangeCount"`;

/** Of this session only: a foreign branch is as unknown as none. */
export const branchOf = async (pool: Pool, sessionId: number, branchId: string): Promise<BranchRow | null> => {
  const { rows } = await pool.query<BranchRow>(`SELECT ${COLUMNS} FROM "Branch" WHERE "sessionId" = $1 AND id = $2`, [
    sessionId,
    branchId,
  ]);
  return rows[0] ?? null;
};

export type NewBranch = {
  id: string;
  sessionId: number;
  userId: string;
  parentId: string | null;
  fromNumber: number;
  /** the request's own key, where it has one */
  key: string | null;
  bodyHash: string;
  /** most branches of the session that have nothing said in them, this one included */
  mostEmpty: number;
};
/**
 * Makes a branch without an exchange, with its key and its telemetry. One after another in a session, so that what is counted
 * holds.
 * @returns null where the invitation or the session is closed, "full" where there are too many empty ones
 * @throws a unique violation where the key is used already
 */
export const makeBranch = (pool: Pool, branch: NewBranch): Promise<BranchRow | "full" | null> =>
  inTransaction(pool, async (client) => {
    await client.query(`SELECT FROM "ConversationSession" WHERE id = $1 FOR NO KEY UPDATE`, [branch.sessionId]);
    const { rows } = await client.query<{ empty: number }>(
      `SELECT count(*)::int AS empty FROM "Branch" WHERE "sessionId" = $1 AND "exchangeCount" < "fromNumber"`,
      [branch.sessionId],
    );
    if ((rows[0]?.empty ?? 0) >= branch.mostEmpty) return "full";
    return insertBranch(client, branch);
  });

const insertBranch = async (client: PoolClient, branch: NewBranch): Promise<BranchRow | null> => {
  const { rows } = await client.query<BranchRow>(
    `
    WITH made AS (
      INSERT INTO "Branch" (id, "sessionId", "parentId", "fromNumber", "exchangeCount")
      SELECT $1, s.id, $3, $4::int, $4::int - 1 FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId"
      WHERE s.id = $2 AND s.status <> 'COMPLETED' AND i."revokedAt" IS NULL AND i."expiresAt" > now() RETURNING ${COLUMNS}),
    keyed AS (
      INSERT INTO "RequestKey" ("sessionId", key, kind, "bodyHash", "branchId")
      SELECT $2, $5::uuid, 'branch', $6, made.id FROM made WHERE $5::uuid IS NOT NULL),
    told AS (
      INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
      SELECT gen_random_uuid()::text, 'branch_made', jsonb_build_object('from', made."fromNumber"), $7, $2 FROM made)
    SELECT ${COLUMNS} FROM made`,
    [branch.id, branch.sessionId, branch.parentId, branch.fromNumber, branch.key, branch.bodyHash, branch.userId],
  );
  return rows[0] ?? null;
};

import { randomUUID } from "node:crypto";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { audit } from "./audit-store.ts";

export type ReplayRow = {
  id: string;
  scenarioId: number;
  slug: string;
  name: string;
  sourceSessionId: number;
  sourceVersion: number;
  sessionId: number;
  cancelledAt: Date | null;
  /** tokens that the source's main line was charged, and the replay so far */
  tokensBefore: number;
  tokensNow: number;
};
const TOKENS = (session: string) =>
  `(SELECT coalesce(sum(u."chargedTokens"), 0)::int FROM "UsageLog" u WHERE u."sessionId" = ${session})`;

export type ReplayStore = ReturnType<typeof createReplayStore>;
export const createReplayStore = ({ pool }: Pick<Database, "pool">) => ({
  createReplay: async (made: {
    scenarioId: number;
    versionId: string;
    sourceSessionId: number;
    sessionId: number;
  }): Promise<string> => {
    const id = randomUUID();
    await pool.query(
      `INSERT INTO "Replay" (id, "scenarioId", "versionId", "sourceSessionId", "sessionId") VALUES ($1, $2, $3, $4, $5)`,
      [id, made.scenarioId, made.versionId, made.sourceSessionId, made.sessionId],
    );
    return id;
  },
  replay: async (id: string): Promise<ReplayRow | null> => {
    const { rows } = await pool.query<ReplayRow>(
      `SELECT r.id, r."scenarioId", c.slug, v.name, r."sourceSessionId", b.number AS "sourceVersion", r."sessionId", r."cancelledAt",
         ${TOKENS(`r."sourceSessionId"`)} AS "tokensBefore", ${TOKENS(`r."sessionId"`)} AS "tokensNow"
       FROM "Replay" r JOIN "Scenario" c ON c.id = r."scenarioId" JOIN "ScenarioVersion" v ON v.id = r."versionId"
       JOIN "ConversationSession" s ON s.id = r."sourceSessionId" JOIN "ScenarioVersion" b ON b.id = s."scenarioVersionId" WHERE r.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  },
  /** Once: what was cancelled before stays as it was. */
  cancel: (id: string, actorId: string): Promise<void> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ scenarioId: number }>(
        `UPDATE "Replay" SET "cancelledAt" = now() WHERE id = $1 AND "cancelledAt" IS NULL RETURNING "scenarioId"`,
        [id],
      );
      if (!rows[0]) return;
      const subject = String(rows[0].scenarioId);
      await audit(client, { actorId, action: "scenario.replay-cancel", subject, detail: { replay: id } });
    }),
});

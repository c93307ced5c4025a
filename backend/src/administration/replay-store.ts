import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
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

/** Sessions in which lines of a session were said again, by however many steps. What stands in them are that person's words still. */
export const COPIES = (sources: string) => `copies AS (
  SELECT r."sourceSessionId" AS source, r."sessionId" AS id FROM "Replay" r WHERE r."sourceSessionId" IN (${sources})
  UNION SELECT copies.source, r."sessionId" FROM "Replay" r JOIN copies ON r."sourceSessionId" = copies.id)`;

/**
 * Those of some sessions, where their words are about to go: their trials are locked and revoked, so that nothing is said in
 * them any more.
 * @returns each with the session whose words it has
 */
export const closeCopies = async (
  client: PoolClient,
  sessions: readonly number[],
): Promise<{ source: number; id: number }[]> => {
  const { rows } = await client.query<{ source: number; id: number; invitationId: string }>(
    `WITH RECURSIVE ${COPIES("SELECT unnest($1::int[])")}
     SELECT copies.source, copies.id, s."invitationId" FROM copies JOIN "ConversationSession" s ON s.id = copies.id`,
    [sessions],
  );
  const trials = [...new Set(rows.map(({ invitationId }) => invitationId))];
  await client.query(`SELECT FROM "Invitation" WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [trials]);
  await client.query(
    `UPDATE "Invitation" SET "revokedAt" = now() WHERE id = ANY($1) AND "trialVersionId" IS NOT NULL AND "revokedAt" IS NULL`,
    [trials],
  );
  return rows.map(({ source, id }) => ({ source, id }));
};

export type ReplayStore = ReturnType<typeof createReplayStore>;
export const createReplayStore = ({ pool }: Pick<Database, "pool">) => ({
  createReplay: async (made: {
    scenarioId: number;
    versionId: string;
    sourceSessionId: number;
    sessionId: number;
  }): Promise<string> => {
    const id = randomUUID();
    await inTransaction(pool, async (client) => {
      // Before the words go, and then it is found with them; or after, and then there is nothing to say again.
      await client.query(
        `SELECT FROM "Invitation" i JOIN "ConversationSession" s ON s."invitationId" = i.id WHERE s.id = $1 FOR SHARE OF i`,
        [made.sourceSessionId],
      );
      await client.query(
        `INSERT INTO "Replay" (id, "scenarioId", "versionId", "sourceSessionId", "sessionId") VALUES ($1, $2, $3, $4, $5)`,
        [id, made.scenarioId, made.versionId, made.sourceSessionId, made.sessionId],
      );
    });
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
  /** The audit alone: a line that was not answered is said again. */
  noteAgain: (id: string, line: number, actorId: string): Promise<void> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ scenarioId: number }>(`SELECT "scenarioId" FROM "Replay" WHERE id = $1`, [
        id,
      ]);
      if (!rows[0]) return;
      const subject = String(rows[0].scenarioId);
      await audit(client, { actorId, action: "scenario.replay-again", subject, detail: { replay: id, line } });
    }),
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

import type { VersionRow } from "../conversations/conversation-store.ts";
import type { Database } from "../database/create-database.ts";

/** What the quota of an invitation is worked out from: its newest session, or a first one in its scenario. */
export type QuotaLine = {
  invitationId: string;
  sessionId: number | null;
  /** whether that session talks, or would talk, with the simulator, where others do not */
  simulated: boolean;
  /** null where no scenario can be started */
  version: VersionRow | null;
};

const SELECT_LINES = `
  SELECT i.id AS "invitationId", newest.id AS "sessionId",
    coalesce(newest.simulated, i.simulated OR coalesce(w."testMode", false)) AS simulated,
    (SELECT to_json(started) FROM (
      SELECT v.*, c.slug FROM "ScenarioVersion" v JOIN "Scenario" c ON c.id = v."scenarioId"
      WHERE CASE WHEN newest.id IS NOT NULL THEN v.id = newest."scenarioVersionId" WHEN i."trialVersionId" IS NOT NULL THEN v.id = i."trialVersionId"
        ELSE NOT v.trial AND (c.id = i."scenarioId" OR (i."scenarioId" IS NULL AND c."isActive")) END
      ORDER BY c.id, v.number DESC LIMIT 1) started) AS version
  FROM "Invitation" i LEFT JOIN "Site" w ON w.id = i."siteId" LEFT JOIN LATERAL (
    SELECT s.id, s.simulated, s."scenarioVersionId" FROM "ConversationSession" s
    WHERE s."invitationId" = i.id AND s."userId" = i."linkedUserId" ORDER BY s.id DESC LIMIT 1) newest ON true
  WHERE i.id = ANY($1::text[])`;

export type QuotaLineStore = ReturnType<typeof createQuotaLineStore>;
export const createQuotaLineStore = ({ pool }: Database) => ({
  /** Of a whole page of invitations, by one query. */
  quotaLines: async (invitationIds: readonly string[]): Promise<QuotaLine[]> =>
    (await pool.query<QuotaLine>(SELECT_LINES, [invitationIds])).rows,
});

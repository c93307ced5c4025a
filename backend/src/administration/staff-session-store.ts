import type { Database } from "../database/create-database.ts";
import type { UsageRow } from "../protocol/administration.ts";

export type StaffSessionRow = {
  id: number;
  invitationId: string | null;
  invitationLabel: string | null;
  slug: string;
  name: string;
  version: number;
  partnerPersona: string;
  status: "ACTIVE" | "PAUSED" | "COMPLETED" | "ABANDONED";
  startedAt: Date;
  endedAt: Date | null;
  lastActivityAt: Date;
  durationSeconds: number;
  totalMessages: number;
  exchangesUsed: number;
  simulated: boolean;
  wordsRemovedAt: Date | null;
  trial: boolean;
};
const SELECT_SESSIONS = `
  SELECT s.id, s."invitationId", i.label AS "invitationLabel", c.slug, v.name, v.number AS version, v."partnerPersona", s.status, s."startedAt", s."endedAt",
    s."lastActivityAt", s."totalMessages", s.simulated, s."wordsRemovedAt", s.trial,
    (SELECT count(*)::int FROM "Exchange" e WHERE e."sessionId" = s.id AND e.status = 'COMPLETED') AS "exchangesUsed",
    (coalesce(s."durationSeconds", 0) + CASE WHEN s.status = 'ACTIVE' AND s."activeSince" IS NOT NULL
      THEN greatest(0, floor(extract(epoch FROM now() - s."activeSince"))) ELSE 0 END)::int AS "durationSeconds"
  FROM "ConversationSession" s JOIN "ScenarioVersion" v ON v.id = s."scenarioVersionId" JOIN "Scenario" c ON c.id = s."scenarioId"
  LEFT JOIN "Invitation" i ON i.id = s."invitationId"`;

export type StaffSessionStore = ReturnType<typeof createStaffSessionStore>;
export const createStaffSessionStore = ({ prisma, pool }: Database) => ({
  sessions: async (filter: {
    invitationId: string | null;
    before: number | null;
    limit: number;
  }): Promise<StaffSessionRow[]> => {
    const { rows } = await pool.query<StaffSessionRow>(
      `${SELECT_SESSIONS} WHERE (($1::text IS NULL AND NOT s.trial) OR s."invitationId" = ANY(ARRAY(
         SELECT n.id FROM "Invitation" n WHERE n.id = $1 UNION ALL SELECT n.id FROM "Invitation" n WHERE n."parentId" = $1))) AND ($2::int IS NULL OR s.id < $2) ORDER BY s.id DESC LIMIT $3`,
      [filter.invitationId, filter.before, filter.limit],
    );
    return rows;
  },
  session: async (id: number): Promise<StaffSessionRow | null> => {
    const { rows } = await pool.query<StaffSessionRow>(`${SELECT_SESSIONS} WHERE s.id = $1`, [id]);
    return rows[0] ?? null;
  },
  exchanges: (sessionId: number) =>
    prisma.exchange.findMany({ where: { sessionId }, orderBy: [{ number: "asc" }, { startedAt: "asc" }] }),
  messageBelongs: async (messageId: number, sessionId: number): Promise<boolean> =>
    (await prisma.message.count({ where: { id: messageId, sessionId } })) === 1,
  usage: async (sessionId: number): Promise<(Omit<UsageRow, "timestamp"> & { timestamp: Date })[]> => {
    const { rows } = await pool.query<Omit<UsageRow, "timestamp"> & { timestamp: Date }>(
      `SELECT u.id, c."exchangeId", c."asideId", u."streamType", u.model, u."requestedModel", u."inputTokens", u."cacheWriteTokens", u."cacheReadTokens", u."outputTokens",
         u."chargedTokens", u."overrunTokens", u.estimated, c."stopReason", c."problemCode", c."durationMs", u.timestamp
       FROM "UsageLog" u LEFT JOIN "ModelCall" c ON c."usageLogId" = u.id WHERE u."sessionId" = $1 ORDER BY u.timestamp, u.id`,
      [sessionId],
    );
    return rows;
  },
});

import type { Database } from "../database/create-database.ts";
import type { UsageRow } from "../protocol/administration.ts";
import { pageOfSessions, type SessionFilter } from "./session-filter.ts";

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
  /** Newest first: which ones they are answers from indexes, and only of those the rest is read. */
  sessions: async (filter: SessionFilter): Promise<StaffSessionRow[]> => {
    const read = async ({ text, values }: ReturnType<typeof pageOfSessions>): Promise<StaffSessionRow[]> =>
      (
        await pool.query<StaffSessionRow>(
          `WITH page AS MATERIALIZED (${text})
           ${SELECT_SESSIONS} WHERE s.id = ANY(ARRAY(SELECT id FROM page)) ORDER BY s.id DESC`,
          values,
        )
      ).rows;
    if (filter.cohort === null && filter.q === null) return read(pageOfSessions(filter));
    const newest = await read(pageOfSessions(filter, "newest"));
    return newest.length === filter.limit ? newest : read(pageOfSessions(filter));
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

import type { VersionRow } from "../conversations/conversation-store.ts";
import type { LastCall } from "../conversations/exchange-store.ts";
import type { Transcript, TranscriptExchange } from "../conversations/transcript.ts";
import type { Database } from "../database/create-database.ts";
import type { Message } from "../protocol/conversation.ts";

/** What the quota of an invitation is worked out from: its newest session as it stands, or a first one in its scenario. */
export type QuotaLine = {
  invitationId: string;
  sessionId: number | null;
  /** null where no scenario can be started */
  version: VersionRow | null;
  transcript: Transcript;
  lastCalls: LastCall[];
};
type Row = Omit<QuotaLine, "transcript"> & {
  exchanges: Omit<TranscriptExchange, "user" | "partner" | "coach">[];
  messages: Message[];
};

const iso = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const MESSAGE = `json_build_object('id', m.id, 'role', m.role, 'content', m.content, 'exchangeId', m."exchangeId",
  'exchangeNumber', coalesce(e.number, 0), 'attempt', m.attempt, 'stopReason', m."stopReason", 'timestamp', ${iso("m.timestamp")},
  'deliveredAt', ${iso('m."deliveredAt"')}, 'seenAt', ${iso('m."seenAt"')})`;

// The same choice of session, version, messages and calls as the conversations' own stores make for one session.
const SELECT_LINES = `
  SELECT i.id AS "invitationId", newest.id AS "sessionId",
    (SELECT to_json(started) FROM (
      SELECT v.*, c.slug FROM "ScenarioVersion" v JOIN "Scenario" c ON c.id = v."scenarioId"
      WHERE CASE WHEN newest.id IS NULL THEN c.id = i."scenarioId" OR (i."scenarioId" IS NULL AND c."isActive")
        ELSE v.id = newest."scenarioVersionId" END
      ORDER BY c.id, v.number DESC LIMIT 1) started) AS version,
    coalesce((SELECT json_agg(json_build_object('id', e.id, 'number', e.number, 'attempt', e.attempt, 'status', e.status,
        'coachMissing', e."coachMissing", 'problemCode', e."problemCode") ORDER BY e.number)
      FROM "Exchange" e WHERE e."sessionId" = newest.id AND e."branchId" IS NULL), '[]') AS exchanges,
    coalesce((SELECT json_agg(${MESSAGE} ORDER BY m.id)
      FROM "Message" m LEFT JOIN "Exchange" e ON e.id = m."exchangeId"
      WHERE m."sessionId" = newest.id AND m."asideId" IS NULL AND e."branchId" IS NULL
        AND (e.id IS NULL OR m.role = 'user' OR m.attempt = e.attempt)), '[]') AS messages,
    coalesce((SELECT json_agg(call) FROM (
      SELECT DISTINCT ON (u."streamType") u."streamType" AS lane, u.model, u."outputTokens" AS output, c."messageIds",
        u."inputTokens" + u."cacheWriteTokens" + u."cacheReadTokens" AS input
      FROM "UsageLog" u JOIN "ModelCall" c ON c."usageLogId" = u.id
      WHERE u."sessionId" = newest.id AND cardinality(c."messageIds") > 0
        AND u."inputTokens" + u."cacheWriteTokens" + u."cacheReadTokens" > 0
      ORDER BY u."streamType", u.timestamp DESC, u.id) call), '[]') AS "lastCalls"
  FROM "Invitation" i LEFT JOIN LATERAL (
    SELECT s.id, s."scenarioVersionId" FROM "ConversationSession" s
    WHERE s."invitationId" = i.id AND s."userId" = i."linkedUserId" ORDER BY s.id DESC LIMIT 1) newest ON true
  WHERE i.id = ANY($1::text[])`;

const transcriptOf = ({ exchanges, messages }: Row): Transcript => {
  const saidIn = (exchangeId: string, role: Message["role"]): Message | null =>
    messages.findLast((message) => message.exchangeId === exchangeId && message.role === role) ?? null;
  return {
    opening: messages.findLast((message) => message.exchangeId === null) ?? null,
    exchanges: exchanges.flatMap((exchange) => {
      const user = saidIn(exchange.id, "user");
      return user
        ? [{ ...exchange, user, partner: saidIn(exchange.id, "partner"), coach: saidIn(exchange.id, "coach") }]
        : [];
    }),
  };
};

export type QuotaLineStore = ReturnType<typeof createQuotaLineStore>;
export const createQuotaLineStore = ({ pool }: Database) => ({
  /** Of a whole page of invitations, by one query. */
  quotaLines: async (invitationIds: readonly string[]): Promise<Map<string, QuotaLine>> => {
    const { rows } = await pool.query<Row>(SELECT_LINES, [invitationIds]);
    return new Map(rows.map((row) => [row.invitationId, { ...row, transcript: transcriptOf(row) }]));
  },
});

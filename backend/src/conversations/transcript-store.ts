import type { Pool } from "pg";
import { prepared } from "../database/prepared.ts";
import type { Message } from "../protocol/conversation.ts";
import type { AudioLinks } from "../recordings/audio-link.ts";
import { type MessageRow, messageView } from "./message-row.ts";
import type { BranchLine, SessionTranscript, TranscriptAside, TranscriptExchange } from "./transcript.ts";

type ExchangeRow = Omit<TranscriptExchange, "user" | "partner" | "coach">;
type SaidRow = MessageRow & { asideId: string | null; spoken: boolean };
/** What the columns of a transcript hold; null where there is none of a kind. */
export type TranscriptColumns = {
  exchanges: ExchangeRow[] | null;
  said: SaidRow[] | null;
  branches: Omit<BranchLine, "exchanges">[] | null;
  asides: Omit<TranscriptAside, "question" | "answer">[] | null;
};
type Said = Partial<Record<MessageRow["role"], Message>>;

const iso = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const all = (select: string): string => `(SELECT json_agg(r) FROM (${select}) r)`;
/** All of the session `s` as JSON, to be asked for in one statement with whatever else it takes. Of each lane the latest attempt only. */
export const TRANSCRIPT_COLUMNS = `
  ${all(`SELECT id, "branchId", number, attempt, status, "coachMissing", "problemCode" FROM "Exchange" WHERE "sessionId" = s.id ORDER BY number`)} AS exchanges,
  ${all(`SELECT m.id, m.role, m.content, m."exchangeId", e.number, m.attempt, m."stopReason", m."asideId", m."audioUrl" IS NOT NULL AS spoken,
      ${iso("m.timestamp")} AS timestamp, ${iso(`m."deliveredAt"`)} AS "deliveredAt", ${iso(`m."seenAt"`)} AS "seenAt", m.helpful
    FROM "Message" m LEFT JOIN "Exchange" e ON e.id = m."exchangeId"
    WHERE m."sessionId" = s.id AND (e.id IS NULL OR m.role = 'user' OR m.attempt = e.attempt) ORDER BY m.id`)} AS said,
  ${all(`SELECT id, "parentId", "fromNumber", "exchangeCount", ${iso(`"createdAt"`)} AS "createdAt" FROM "Branch" b WHERE "sessionId" = s.id ORDER BY b."createdAt", id`)} AS branches,
  ${all(`SELECT id, number, "branchId", "afterNumber", status, "problemCode" FROM "Aside" WHERE "sessionId" = s.id ORDER BY number`)} AS asides`;
const TRANSCRIPTS = prepared(
  "transcripts",
  `SELECT s.id AS "sessionId", ${TRANSCRIPT_COLUMNS} FROM unnest($1::int[]) AS s(id)`,
);

/** Messages by what they belong to; the opening line belongs to nothing. */
const sortOut = (rows: SaidRow[], links: Pick<AudioLinks, "sign">) => {
  const [byExchange, byAside] = [new Map<string, Said>(), new Map<string, Said>()];
  let opening: Message | null = null;
  for (const row of rows) {
    const message = messageView(row, row.spoken ? links.sign(row.id) : undefined);
    if (row.exchangeId !== null)
      byExchange.set(row.exchangeId, { ...byExchange.get(row.exchangeId), [row.role]: message });
    else if (row.asideId !== null) byAside.set(row.asideId, { ...byAside.get(row.asideId), [row.role]: message });
    else opening = message;
  }
  return { opening, byExchange, byAside };
};

export const transcriptFrom = (columns: TranscriptColumns, links: Pick<AudioLinks, "sign">): SessionTranscript => {
  const { opening, byExchange, byAside } = sortOut(columns.said ?? [], links);
  const told = (columns.exchanges ?? []).flatMap((row): TranscriptExchange[] => {
    const { id, branchId, number, attempt, status, coachMissing, problemCode } = row;
    const said = byExchange.get(id);
    if (!said?.user) return [];
    const { user, partner = null, coach = null } = said;
    return [{ id, branchId, number, attempt, status, coachMissing, problemCode, user, partner, coach }];
  });
  return {
    opening,
    exchanges: told.filter(({ branchId }) => branchId === null),
    branches: (columns.branches ?? []).map((branch) => ({
      ...branch,
      exchanges: told.filter(({ branchId }) => branchId === branch.id),
    })),
    asides: (columns.asides ?? []).flatMap((row): TranscriptAside[] => {
      const said = byAside.get(row.id);
      return said?.user ? [{ ...row, question: said.user, answer: said.coach ?? null }] : [];
    }),
  };
};

/**
 * All of each session, by its id: every line, latest attempts only, and the asides.
 * @param links sign the addresses of what was spoken
 */
export const readTranscripts = async (
  pool: Pool,
  links: Pick<AudioLinks, "sign">,
  sessionIds: readonly number[],
): Promise<Map<number, SessionTranscript>> => {
  const { rows } = await pool.query<TranscriptColumns & { sessionId: number }>(TRANSCRIPTS(sessionIds));
  return new Map(rows.map((row) => [row.sessionId, transcriptFrom(row, links)]));
};

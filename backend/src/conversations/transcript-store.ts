import type { Pool } from "pg";
import { prepared } from "../database/prepared.ts";
import type { Message } from "../protocol/conversation.ts";
import { bySession } from "./by-session.ts";
import { type MessageRow, messageView } from "./message-row.ts";
import type { BranchLine, SessionTranscript, TranscriptAside, TranscriptExchange } from "./transcript.ts";

type OfSession = { sessionId: number };
type ExchangeRow = OfSession & Omit<TranscriptExchange, "user" | "partner" | "coach">;
type SaidRow = OfSession & MessageRow & { asideId: string | null };
type SideRow = OfSession & {
  branches: Omit<BranchLine, "exchanges">[] | null;
  asides: Omit<TranscriptAside, "question" | "answer">[] | null;
};
type Said = Partial<Record<MessageRow["role"], Message>>;

const EXCHANGES = prepared(
  "exchanges",
  `SELECT id, "sessionId", "branchId", number, attempt, status, "coachMissing", "problemCode" FROM "Exchange" WHERE "sessionId" = ANY($1) ORDER BY number`,
);
/** Of the latest attempt only. */
const MESSAGES = prepared(
  "messages",
  `
  SELECT m."sessionId", m.id, m.role, m.content, m."exchangeId", e.number, m.attempt, m."stopReason", m.timestamp, m."deliveredAt", m."seenAt", m."asideId"
  FROM "Message" m LEFT JOIN "Exchange" e ON e.id = m."exchangeId"
  WHERE m."sessionId" = ANY($1) AND (e.id IS NULL OR m.role = 'user' OR m.attempt = e.attempt) ORDER BY m.id`,
);
/** Most sessions have neither: one question for both. */
const SIDES = prepared(
  "sides",
  `
  SELECT s.id AS "sessionId",
    (SELECT json_agg(b) FROM (SELECT id, "parentId", "fromNumber", "exchangeCount", to_char("createdAt", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"
      FROM "Branch" WHERE "sessionId" = s.id ORDER BY "Branch"."createdAt", id) b) AS branches,
    (SELECT json_agg(a) FROM (SELECT id, number, "branchId", "afterNumber", status, "problemCode" FROM "Aside" WHERE "sessionId" = s.id ORDER BY number) a) AS asides
  FROM unnest($1::int[]) AS s(id)`,
);

/** Messages by what they belong to; the opening line belongs to nothing. */
const sortOut = (rows: SaidRow[]) => {
  const [byExchange, byAside] = [new Map<string, Said>(), new Map<string, Said>()];
  let opening: Message | null = null;
  for (const row of rows) {
    const message = messageView(row);
    if (row.exchangeId !== null)
      byExchange.set(row.exchangeId, { ...byExchange.get(row.exchangeId), [row.role]: message });
    else if (row.asideId !== null) byAside.set(row.asideId, { ...byAside.get(row.asideId), [row.role]: message });
    else opening = message;
  }
  return { opening, byExchange, byAside };
};

const transcriptFrom = (rows: {
  exchanges: ExchangeRow[];
  said: SaidRow[];
  sides: SideRow | undefined;
}): SessionTranscript => {
  const { opening, byExchange, byAside } = sortOut(rows.said);
  const told = rows.exchanges.flatMap((row): TranscriptExchange[] => {
    const { id, branchId, number, attempt, status, coachMissing, problemCode } = row;
    const said = byExchange.get(id);
    if (!said?.user) return [];
    const { user, partner = null, coach = null } = said;
    return [{ id, branchId, number, attempt, status, coachMissing, problemCode, user, partner, coach }];
  });
  return {
    opening,
    exchanges: told.filter(({ branchId }) => branchId === null),
    branches: (rows.sides?.branches ?? []).map((branch) => ({
      ...branch,
      exchanges: told.filter(({ branchId }) => branchId === branch.id),
    })),
    asides: (rows.sides?.asides ?? []).flatMap((row): TranscriptAside[] => {
      const said = byAside.get(row.id);
      return said?.user ? [{ ...row, question: said.user, answer: said.coach ?? null }] : [];
    }),
  };
};

/** All of each session, by its id: every line, latest attempts only, and the asides. */
export const readTranscripts = async (
  pool: Pool,
  sessionIds: readonly number[],
): Promise<Map<number, SessionTranscript>> => {
  const [exchanges, said, sides] = await Promise.all([
    pool.query<ExchangeRow>(EXCHANGES(sessionIds)),
    pool.query<SaidRow>(MESSAGES(sessionIds)),
    pool.query<SideRow>(SIDES(sessionIds)),
  ]);
  const [exchangesOf, saidIn] = [bySession(exchanges.rows), bySession(said.rows)];
  return new Map(
    sides.rows.map((row) => [
      row.sessionId,
      transcriptFrom({
        exchanges: exchangesOf.get(row.sessionId) ?? [],
        said: saidIn.get(row.sessionId) ?? [],
        sides: row,
      }),
    ]),
  );
};

import type pg from "pg";
import type { JournalEntry } from "../../src/model/simulator/journal.ts";

type Turn = { role: string; content: string };
type ExchangeRow = {
  id: string;
  sessionId: number;
  branchId: string | null;
  number: number;
  status: string;
  user: string;
  partner: string | null;
  attempt: number;
};
type BranchRow = { id: string; parentId: string | null; fromNumber: number };

const PARTNER_OPENS = "(The scene begins. You speak first.)";
const turnsOf = (entry: JournalEntry): Turn[] => (entry.body as { messages: Turn[] }).messages;
const textOf = (content: unknown): string =>
  typeof content === "string" ? content : (content as { text?: string }[]).map(({ text }) => text ?? "").join("");

/**
 * What the partner was sent, against what its line holds: the opening, then user and partner turns of this line below the
 * exchange, nothing else. And without the database: each request of a line begins with the turns of the one before.
 */
export const auditContexts = async (
  pool: pg.Pool,
  invitationIds: string[],
  journal: readonly JournalEntry[],
): Promise<string[]> => {
  const { rows } = await pool.query<ExchangeRow>(
    `SELECT e.id, e."sessionId", e."branchId", e.number, e.status, e.attempt, u.content AS user, p.content AS partner
     FROM "Exchange" e JOIN "Message" u ON u.id = e."userMessageId" LEFT JOIN "Message" p ON p."exchangeId" = e.id AND p.role = 'partner' AND p.attempt = e.attempt
     WHERE e."invitationId" = ANY($1) ORDER BY e.number`,
    [invitationIds],
  );
  const { rows: branches } = await pool.query<BranchRow>(
    `SELECT b.id, b."parentId", b."fromNumber" FROM "Branch" b JOIN "ConversationSession" s ON s.id = b."sessionId" WHERE s."invitationId" = ANY($1)`,
    [invitationIds],
  );
  const { rows: openings } = await pool.query<{ sessionId: number; content: string }>(
    `SELECT m."sessionId", m.content FROM "Message" m JOIN "ConversationSession" s ON s.id = m."sessionId"
     WHERE s."invitationId" = ANY($1) AND m."exchangeId" IS NULL AND m."asideId" IS NULL AND m.role = 'partner'`,
    [invitationIds],
  );
  const branchById = new Map(branches.map((branch) => [branch.id, branch]));
  const openingOf = new Map(openings.map(({ sessionId, content }) => [sessionId, content]));
  /** exchanges of a line below a number, those it shares with its parents included */
  const line = (sessionId: number, branchId: string | null, below: number): ExchangeRow[] => {
    const branch = branchId === null ? null : branchById.get(branchId);
    const own = rows.filter((row) => row.sessionId === sessionId && row.branchId === branchId && row.number < below);
    return branch ? [...line(sessionId, branch.parentId, Math.min(below, branch.fromNumber)), ...own] : own;
  };
  const byWords = new Map(rows.map((row) => [row.user, row]));

  const wrong: string[] = [];
  const before = new Map<string, Turn[]>();
  for (const entry of journal) {
    if (entry.path !== "/v1/messages" || entry.lane !== "partner") continue;
    const turns = turnsOf(entry).map(({ role, content }) => ({ role, content: textOf(content) }));
    const exchange = byWords.get(turns.at(-1)?.content ?? "");
    if (!exchange) {
      wrong.push(`${entry.id}: the partner was asked with words that no exchange has: ${turns.at(-1)?.content}`);
      continue;
    }
    const opening = openingOf.get(exchange.sessionId);
    const expected: Turn[] =
      opening === undefined
        ? []
        : [
            { role: "user", content: PARTNER_OPENS },
            { role: "assistant", content: opening },
          ];
    for (const earlier of line(exchange.sessionId, exchange.branchId, exchange.number)) {
      if (earlier.partner === null || earlier.status === "FAILED") continue;
      expected.push({ role: "user", content: earlier.user }, { role: "assistant", content: earlier.partner });
    }
    expected.push({ role: "user", content: exchange.user });
    if (JSON.stringify(turns) !== JSON.stringify(expected)) {
      const at = turns.findIndex((turn, place) => JSON.stringify(turn) !== JSON.stringify(expected[place]));
      wrong.push(
        `${entry.id}: the partner of exchange ${exchange.number} (${exchange.branchId ?? "main line"}) saw ${turns.length} turns of ${expected.length}; turn ${at} is ${JSON.stringify(turns[at])}, not ${JSON.stringify(expected[at])}`,
      );
    }
    const name = `${exchange.sessionId} ${exchange.branchId ?? ""}`;
    const last = before.get(name);
    const shared = last?.slice(0, -1) ?? [];
    if (JSON.stringify(turns.slice(0, shared.length)) !== JSON.stringify(shared))
      wrong.push(`${entry.id}: this context does not begin with the one before it in its line`);
    before.set(name, turns);
  }
  return wrong;
};

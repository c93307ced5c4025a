import type pg from "pg";
import type { Transcript } from "../fold-view.ts";

/** A session as the database holds it: latest attempts only, by statements of our own. */
export const storedTranscript = async (pool: pg.Pool, sessionId: number): Promise<Transcript> => {
  const session = await pool.query<{ status: string; opening: string | null }>(
    `SELECT s.status, (SELECT content FROM "Message" m WHERE m."sessionId" = s.id AND m."exchangeId" IS NULL AND m."asideId" IS NULL AND m.role = 'partner') AS opening
     FROM "ConversationSession" s WHERE s.id = $1`,
    [sessionId],
  );
  const exchanges = await pool.query<Transcript["exchanges"][number]>(
    `SELECT e."branchId" AS branch, e.number, e.attempt, lower(e.status::text) AS status, u.content AS user, p.content AS partner, c.content AS coach, e."coachMissing" AS missing
     FROM "Exchange" e JOIN "Message" u ON u.id = e."userMessageId"
     LEFT JOIN "Message" p ON p."exchangeId" = e.id AND p.role = 'partner' AND p.attempt = e.attempt
     LEFT JOIN "Message" c ON c."exchangeId" = e.id AND c.role = 'coach' AND c.attempt = e.attempt
     WHERE e."sessionId" = $1`,
    [sessionId],
  );
  const asides = await pool.query<Transcript["asides"][number]>(
    `SELECT a.number, lower(a.status::text) AS status, q.content AS question, r.content AS answer FROM "Aside" a
     JOIN "Message" q ON q."asideId" = a.id AND q.role = 'user' LEFT JOIN "Message" r ON r."asideId" = a.id AND r.role = 'coach'
     WHERE a."sessionId" = $1 ORDER BY a.number`,
    [sessionId],
  );
  const { status, opening } = session.rows[0] ?? { status: "gone", opening: null };
  return {
    status,
    opening,
    exchanges: exchanges.rows.toSorted((a, b) => (a.branch ?? "").localeCompare(b.branch ?? "") || a.number - b.number),
    asides: asides.rows,
  };
};

/** The first place where two transcripts differ; null where they are the same. */
export const difference = (told: Transcript, stored: Transcript): string | null => {
  const differs = (name: string, a: unknown, b: unknown): string | null =>
    JSON.stringify(a) === JSON.stringify(b) ? null : `${name}: told ${JSON.stringify(a)}, stored ${JSON.stringify(b)}`;
  const rows = (name: "exchanges" | "asides"): string | null => {
    for (let at = 0; at < Math.max(told[name].length, stored[name].length); at++) {
      const found = differs(`${name}[${at}]`, told[name][at] ?? null, stored[name][at] ?? null);
      if (found) return found;
    }
    return null;
  };
  return (
    differs("status", told.status, stored.status) ??
    differs("opening", told.opening, stored.opening) ??
    rows("exchanges") ??
    rows("asides")
  );
};

import type pg from "pg";
import { type Sent, wasTaken } from "../person.ts";

/**
 * What was acknowledged is stored, once, with its words; what was refused left nothing behind; what got no answer is
 * stored at most once.
 */
export const auditKeys = async (pool: pg.Pool, sessionId: number, sent: readonly Sent[]): Promise<string[]> => {
  const { rows } = await pool.query<{ content: string; count: number }>(
    `SELECT content, count(*)::int FROM "Message" WHERE "sessionId" = $1 AND role = 'user' GROUP BY content`,
    [sessionId],
  );
  const stored = new Map(rows.map(({ content, count }) => [content, count]));
  const wrong: string[] = [];
  for (const one of sent) {
    const { content } = one.body;
    if (content === undefined) continue;
    const times = stored.get(content) ?? 0;
    stored.delete(content);
    const story = `${one.kind} ${one.key} (${one.outcomes.join(", ")}) is stored ${times} times`;
    if (wasTaken(one) ? times !== 1 : one.outcomes.includes("unknown") ? times > 1 : times !== 0) wrong.push(story);
  }
  for (const [content] of stored) wrong.push(`nobody sent ${JSON.stringify(content)}`);
  return wrong;
};

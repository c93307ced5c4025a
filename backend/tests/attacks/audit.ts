// The ledger's and the transcript's invariants, asked of the database by SQL. Empty: all hold.
import type { TestWorld } from "../test-world.ts";

const CHECKS: Record<string, string> = {
  "used + reserved <= quota": `SELECT id FROM "Invitation" WHERE coalesce((usage->>'tokens')::bigint,0) + coalesce((usage->>'reserved')::bigint,0) > (quota->>'tokens')::bigint`,
  "reserved = live holds": `SELECT i.id FROM "Invitation" i WHERE coalesce((usage->>'reserved')::bigint,0) <> (SELECT coalesce(sum(amount),0) FROM "Hold" h WHERE h."invitationId" = i.id AND h.state = 'LIVE')`,
  "used = sum of charges": `SELECT i.id FROM "Invitation" i WHERE coalesce((usage->>'tokens')::bigint,0) <> (SELECT coalesce(sum("chargedTokens"),0) FROM "UsageLog" u WHERE u."invitationId" = i.id)`,
  "no overrun": `SELECT id FROM "UsageLog" WHERE "overrunTokens" > 0`,
  "running has a lease": `SELECT id FROM "Exchange" e WHERE status = 'RUNNING' AND NOT EXISTS (SELECT FROM "ServerLease" l WHERE l.id = e.owner AND l.until > now())`,
  "one message per (exchange, role, attempt)": `SELECT "exchangeId" FROM "Message" WHERE "exchangeId" IS NOT NULL GROUP BY "exchangeId", role, attempt HAVING count(*) > 1`,
  "totalMessages = what a reader sees": `SELECT s.id, s."totalMessages" FROM "ConversationSession" s WHERE s."totalMessages" <> (SELECT count(*) FROM "Message" m LEFT JOIN "Exchange" e ON e.id = m."exchangeId" WHERE m."sessionId" = s.id AND m."asideId" IS NULL AND (e.id IS NULL OR m.role = 'user' OR m.attempt = e.attempt))`,
  "numbers without gaps": `SELECT s.id FROM "ConversationSession" s WHERE s."exchangeCount" <> (SELECT count(*) FROM "Exchange" e WHERE e."sessionId" = s.id AND e."branchId" IS NULL) OR s."exchangeCount" <> (SELECT coalesce(max(number),0) FROM "Exchange" e WHERE e."sessionId" = s.id AND e."branchId" IS NULL)`,
  "numbers without gaps in branches": `SELECT b.id FROM "Branch" b WHERE b."exchangeCount" <> b."fromNumber" - 1 + (SELECT count(*) FROM "Exchange" e WHERE e."branchId" = b.id) OR b."exchangeCount" <> (SELECT coalesce(max(number), b."fromNumber" - 1) FROM "Exchange" e WHERE e."branchId" = b.id)`,
  "a branch goes off from an exchange of its parent": `SELECT b.id FROM "Branch" b WHERE NOT EXISTS (SELECT FROM "Exchange" e WHERE e."sessionId" = b."sessionId" AND e."branchId" IS NOT DISTINCT FROM b."parentId" AND e.number = b."fromNumber")`,
  "asides counted": `SELECT s.id FROM "ConversationSession" s WHERE s."asideCount" <> (SELECT count(*) FROM "Aside" a WHERE a."sessionId" = s.id) OR s."asideCount" <> (SELECT coalesce(max(number),0) FROM "Aside" a WHERE a."sessionId" = s.id)`,
  "an aside has its question, and an answer where it is completed": `SELECT a.id FROM "Aside" a WHERE NOT EXISTS (SELECT FROM "Message" m WHERE m."asideId" = a.id AND m.role = 'user') OR (a.status = 'COMPLETED') AND NOT EXISTS (SELECT FROM "Message" m WHERE m."asideId" = a.id AND m.role = 'coach')`,
  "a running aside has a lease": `SELECT id FROM "Aside" a WHERE status = 'RUNNING' AND NOT EXISTS (SELECT FROM "ServerLease" l WHERE l.id = a.owner AND l.until > now())`,
  "what a day has spent and holds": `SELECT d.* FROM "SpendDay" d WHERE d.reserved <> (SELECT coalesce(sum(h.amount), 0) FROM "Hold" h WHERE h.state = 'LIVE' AND d.scope = ANY(h."spendScopes") AND h."spendDay" = d.day) OR d.tokens <> (SELECT coalesce(sum(u."chargedTokens"), 0) FROM "UsageLog" u JOIN "Hold" h ON h.id = u."holdId" WHERE d.scope = ANY(h."spendScopes") AND h."spendDay" = d.day)`,
  "one usage row per settled, called hold": `SELECT "holdId" FROM "UsageLog" WHERE "holdId" IS NOT NULL AND "chargedTokens" > 0 GROUP BY "holdId" HAVING count(*) > 1`,
  "a completed session has no running partner": `SELECT s.id FROM "ConversationSession" s JOIN "Exchange" e ON e."sessionId" = s.id WHERE s.status = 'COMPLETED' AND e."partnerRunning"`,
  "endedAt in COMPLETED and ABANDONED only": `SELECT id, status FROM "ConversationSession" WHERE ("endedAt" IS NOT NULL) <> (status IN ('COMPLETED','ABANDONED'))`,
  "completed once, final": `SELECT t."sessionId" FROM "TelemetryEvent" t JOIN "ConversationSession" s ON s.id = t."sessionId" WHERE t.name = 'conversation_completed' AND s.status <> 'COMPLETED'`,
};

export const audit = async (world: Pick<TestWorld, "database">): Promise<Record<string, unknown>> => {
  const broken: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(CHECKS)) {
    const { rows } = await world.database.pool.query(sql);
    if (rows.length > 0) broken[name] = rows.slice(0, 5);
  }
  return broken;
};

/** @throws Error that names each invariant that does not hold, with rows */
export const assertSound = async (world: Pick<TestWorld, "database">): Promise<void> => {
  const broken = await audit(world);
  if (Object.keys(broken).length > 0) throw new Error(`unsound: ${JSON.stringify(broken)}`);
};

/** Statuses and codes counted: {"200": 3, "409 exchange-running": 17}. */
export const tally = (answers: { status: number; body: { code?: string } }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = typeof body?.code === "string" ? `${status} ${body.code}` : String(status);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

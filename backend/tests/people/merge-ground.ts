// Guests who have talked, users they turn out to be, and what the database says of both.
import { randomUUID } from "node:crypto";
import { columnsThat, MERGE_COLUMNS } from "../../src/people/merge-columns.ts";
import type { TestInvitee, TestWorld } from "../test-world.ts";

export const makeUser = async (world: TestWorld, more: { role?: "USER" | "STAFF" | "ADMIN"; name?: string } = {}) => {
  const user = await world.database.prisma.user.create({
    data: {
      role: more.role ?? "USER",
      name: more.name ?? "Ada",
      externalIdentities: { create: { provider: "google", externalId: randomUUID(), email: "ada@example.org" } },
    },
  });
  return user.id;
};

/** A guest with a session, an exchange, an aside and an event of the widget's own. */
export const makeGuest = async (world: TestWorld): Promise<TestInvitee & { sessionId: number }> => {
  const guest = await world.claim();
  const sessionId = await guest.start();
  await guest.exchange(sessionId, "Good evening.");
  await guest.post(`/v1/sessions/${sessionId}/asides`, { content: "Too harsh?" }, { "idempotency-key": randomUUID() });
  await guest.post("/v1/telemetry", { events: [{ name: "opened", sessionId }] });
  await world.running.settled();
  return { ...guest, sessionId };
};

export const mergeOf = (guest: { user: { id: string } }, targetId: string) => ({
  sourceId: guest.user.id,
  targetId,
  requestedById: guest.user.id,
  loginSessionId: null,
});

/** Rows that stayed with a tombstone though they should not have, by column. Empty: none. */
export const orphans = async (world: TestWorld): Promise<Record<string, number>> => {
  const found: Record<string, number> = {};
  const gone = (["moves", "relinks", "contacts", "drops", "follows"] as const).flatMap(columnsThat);
  for (const { table, column } of gone) {
    const { rows } = await world.database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM "${table}" t JOIN "User" u ON u.id = t."${column}" WHERE u."mergedIntoId" IS NOT NULL`,
    );
    if (rows[0]?.n) found[`${table}.${column}`] = rows[0].n;
  }
  for (const { table, column } of columnsThat("ends")) {
    const { rows } = await world.database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM "${table}" t JOIN "User" u ON u.id = t."${column}" WHERE u."mergedIntoId" IS NOT NULL AND t."revokedAt" IS NULL`,
    );
    if (rows[0]?.n) found[`${table}.${column} live`] = rows[0].n;
  }
  return found;
};

const DOUBLES: Record<string, string> = {
  "one usage row a hold and call": `SELECT "usageLogId" FROM "ModelCall" GROUP BY 1 HAVING count(*) > 1`,
  "one partner's message an attempt": `SELECT "exchangeId" FROM "Message" WHERE "exchangeId" IS NOT NULL GROUP BY "exchangeId", role, attempt HAVING count(*) > 1`,
  "one end an exchange": `SELECT "sessionId", properties->>'exchange' FROM "TelemetryEvent" e WHERE name = 'exchange_ended' GROUP BY 1, 2 HAVING count(*) > (SELECT count(*) FROM "TelemetryEvent" r WHERE r."sessionId" = e."sessionId" AND r.name = 'exchange_retried') + 1`,
  "one unfinished session of a scenario": `SELECT "invitationId", "scenarioId" FROM "ConversationSession" WHERE status <> 'COMPLETED' GROUP BY 1, 2 HAVING count(*) > 1`,
  "one merge a guest": `SELECT "sourceId" FROM "MergeOperation" GROUP BY 1 HAVING count(*) > 1`,
  "one event a merge": `SELECT properties->>'source' FROM "TelemetryEvent" WHERE name = 'users_merged' GROUP BY 1 HAVING count(*) > 1`,
  "one audit entry a merge": `SELECT detail->>'source' FROM "AuditEntry" WHERE action = 'user.merge' GROUP BY 1 HAVING count(*) > 1`,
  "one primary a type": `SELECT "userId", type FROM "ContactMethod" WHERE "primary" GROUP BY 1, 2 HAVING count(*) > 1`,
};
export const doubles = async (world: TestWorld): Promise<Record<string, unknown>> => {
  const found: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(DOUBLES)) {
    const { rows } = await world.database.pool.query(sql);
    if (rows.length > 0) found[name] = rows.slice(0, 5);
  }
  return found;
};

/** All that the merge's columns say of two users, to be compared before and after. */
export const standOf = async (world: TestWorld, ids: string[]): Promise<unknown> => {
  const stand: Record<string, unknown> = {};
  for (const name of Object.keys(MERGE_COLUMNS)) {
    const [table = "", column = ""] = name.split(".");
    const { rows } = await world.database.pool.query(
      `SELECT to_jsonb(t) - 'lastUsedAt' AS row FROM "${table}" t WHERE t."${column}"::text = ANY($1) ORDER BY 1`,
      [ids],
    );
    stand[name] = rows.map(({ row }) => row);
  }
  const { rows } = await world.database.pool.query(`SELECT to_jsonb(u) FROM "User" u WHERE id = ANY($1) ORDER BY 1`, [
    ids,
  ]);
  return { ...stand, users: rows };
};

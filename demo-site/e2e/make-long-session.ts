import { createDatabase } from "../../backend/src/database/create-database.ts";
import { database, postgresUrl, readState } from "../../backend/src/database/postgres-state.ts";
import type { Product } from "./product.ts";

/**
 * Gives the invitation's only session this many exchanges, ended long ago, each with a message of the invitee and one of the
 * partner: what hours of talking would leave behind.
 */
export const makeLongSession = async (product: Product, invitationId: string, exchanges: number): Promise<void> => {
  const state = readState(product.place.dataDir);
  if (!state) throw new Error("the product's database is not there");
  const { pool, close } = createDatabase(postgresUrl(state, database));
  try {
    await pool.query(
      `WITH talk AS (SELECT id FROM "ConversationSession" WHERE "invitationId" = $1),
         mine AS (
           INSERT INTO "Message" ("sessionId", role, content, timestamp)
           SELECT talk.id, 'user', 'What I said ' || n || ', at some length, so that it takes more than a line of its own.', now() - interval '1 day' + n * interval '1 minute'
           FROM talk, generate_series(1, $2::int) n ORDER BY n RETURNING id, "sessionId", content),
         numbered AS (SELECT *, row_number() OVER (ORDER BY id) AS n FROM mine),
         made AS (
           INSERT INTO "Exchange" (id, "sessionId", "invitationId", number, "idempotencyKey", "bodyHash", "userMessageId", status, "partnerRunning", owner, "coachMissing", "endedAt")
           SELECT 'long-' || "sessionId" || '-' || n, "sessionId", $1, n, gen_random_uuid(), '', id, 'COMPLETED', false, 'long ago', 'policy', now() FROM numbered
           RETURNING id, "sessionId", number, "userMessageId"),
         tied AS (UPDATE "ConversationSession" s SET "exchangeCount" = $2, "totalMessages" = "totalMessages" + 2 * $2 FROM talk WHERE s.id = talk.id)
       INSERT INTO "Message" ("sessionId", role, content, "exchangeId", attempt, "stopReason")
       SELECT "sessionId", 'partner', 'Answer ' || number || '. **We looked at that**, and there are other houses too: yours is not the only one that waits. I will see what can be done this week.', id, 1, 'end_turn' FROM made`,
      [invitationId, exchanges],
    );
    await pool.query(
      `UPDATE "Message" m SET "exchangeId" = e.id, attempt = 1 FROM "Exchange" e WHERE e."userMessageId" = m.id AND e."invitationId" = $1`,
      [invitationId],
    );
  } finally {
    await close();
  }
};

import type { Pool } from "pg";
import { HOLD_ROWS, holdValues, insertHolds, type LaneHold, OPEN } from "./hold-rows.ts";
import { QUOTA, RESERVED, USED } from "./ledger-columns.ts";
import { countSpend } from "./spend-columns.ts";
import { type DaySpend, NO_CEILINGS } from "./spend-store.ts";

export type NewAside = {
  invitationId: string;
  sessionId: number;
  asideId: string;
  branchId: string | null;
  /** number of the last exchange of the line it is asked in */
  afterNumber: number;
  /** tokens that have to stay free beside it */
  keep: number;
  idempotencyKey: string;
  bodyHash: string;
  content: string;
  userId: string;
  owner: string;
};
/**
 * Reserves the worst case of an aside's answer and stores the question: one statement. It wakes no session, and counts
 * as activity in an ACTIVE one only.
 * @returns null where it does not fit beside what has to stay free, one runs already, or the invitation or session is closed
 * @throws Problem daily-ceiling; what `wasOvertaken` tells
 */
export const reserveAside = async (
  pool: Pool,
  aside: NewAside,
  hold: LaneHold,
  spend: DaySpend = NO_CEILINGS,
): Promise<{ number: number; questionId: number; timestamp: Date } | null> => {
  const { total, json } = holdValues({ coach: hold });
  const counted = countSpend(spend, 13);
  const { rows } = await pool.query<{ number: number; questionId: number; timestamp: Date; over?: string | null }>(
    `
    WITH ${counted.reserve({
      amount: "$3::bigint",
      where: `i.id = $1 AND ${OPEN} AND ${USED} + ${RESERVED} + $3::bigint + $4::bigint <= ${QUOTA}
        AND EXISTS (SELECT FROM "ConversationSession" s WHERE s.id = $2 AND s."invitationId" = $1 AND s.status <> 'COMPLETED')
        AND NOT EXISTS (SELECT FROM "Aside" a WHERE a."sessionId" = $2 AND a.status = 'RUNNING')`,
      returning: "i.id",
    })},
    sess AS (
      UPDATE "ConversationSession" s SET "asideCount" = s."asideCount" + 1,
        "lastActivityAt" = CASE WHEN s.status = 'ACTIVE' THEN now() ELSE s."lastActivityAt" END
      FROM inv WHERE s.id = $2 AND s.status <> 'COMPLETED' RETURNING s.id, s."asideCount" AS number),
    asked AS (
      INSERT INTO "Aside" (id, "sessionId", "invitationId", number, "branchId", "afterNumber", "idempotencyKey", "bodyHash", owner)
      SELECT $5, sess.id, $1, sess.number, $6, $7, $8::uuid, $9, $12 FROM sess RETURNING id, number),
    keyed AS (
      INSERT INTO "RequestKey" ("sessionId", key, kind, "bodyHash") SELECT $2, $8::uuid, 'aside', $9 FROM asked),
    msg AS (
      INSERT INTO "Message" ("sessionId", role, content, "asideId") SELECT $2, 'user', $10, asked.id FROM asked RETURNING id, timestamp),
    held AS (${insertHolds({ exchange: "NULL", aside: "asked.id" }, "$1", "$12", counted)} FROM asked, ${HOLD_ROWS("$13")} RETURNING id),
    told AS (
      INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
      SELECT gen_random_uuid()::text, 'aside_asked', jsonb_build_object('aside', asked.number), $11, $2 FROM asked)
    ${counted.select(`SELECT asked.number, msg.id AS "questionId", msg.timestamp FROM asked, msg`)}`,
    [
      aside.invitationId,
      aside.sessionId,
      total,
      aside.keep,
      aside.asideId,
      aside.branchId,
      aside.afterNumber,
      aside.idempotencyKey,
      aside.bodyHash,
      aside.content,
      aside.userId,
      aside.owner,
      json,
      ...counted.parameters,
    ],
  );
  const row = rows[0];
  counted.admit(row);
  return row?.number ? row : null;
};

/** Reserves one more call of the coach (a second try, a comment at the end, a longer context). @returns false where it does not fit */
export const reserveLane = async (
  pool: Pool,
  lane: { invitationId: string; exchangeId: string | null; asideId: string | null; owner: string },
  hold: LaneHold,
  spend: DaySpend = NO_CEILINGS,
): Promise<boolean> => {
  const { total, json } = holdValues({ coach: hold });
  const counted = countSpend(spend, 6);
  // Revoked and nobody's: the person has been erased, and nothing of theirs begins again.
  const where = `i.id = $1 AND (i."revokedAt" IS NULL OR i."linkedUserId" IS NOT NULL) AND ${USED} + ${RESERVED} + $4::bigint <= ${QUOTA}`;
  const { rowCount } = await pool.query(
    `WITH ${counted.reserve({ amount: "$4::bigint", where, returning: "i.id" })}
    ${insertHolds({ exchange: "$2::text", aside: "$3::text" }, "$1", "$5", counted)} FROM inv, ${HOLD_ROWS("$6")}`,
    [lane.invitationId, lane.exchangeId, lane.asideId, total, lane.owner, json, ...counted.parameters],
  );
  return rowCount === 1;
};

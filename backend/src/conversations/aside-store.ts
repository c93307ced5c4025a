import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import type { Message } from "../protocol/conversation.ts";
import { type CallFacts, releaseHold, settleHold } from "../quotas/settle-store.ts";
import { type MessageRow, messageView } from "./message-row.ts";
import type { TranscriptAside } from "./transcript.ts";

export type AsideRow = {
  id: string;
  sessionId: number;
  number: number;
  status: TranscriptAside["status"];
  owner: string;
};

export const asideById = async (pool: Pool, id: string): Promise<AsideRow | null> => {
  const { rows } = await pool.query<AsideRow>(
    `SELECT id, "sessionId", number, status, owner FROM "Aside" WHERE id = $1`,
    [id],
  );
  return rows[0] ?? null;
};
/** The aside that is being answered in a session, if any. */
export const runningAside = async (pool: Pool, sessionId: number): Promise<string | null> => {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM "Aside" WHERE "sessionId" = $1 AND status = 'RUNNING'`,
    [sessionId],
  );
  return rows[0]?.id ?? null;
};

export type AsideEnd = {
  status: "COMPLETED" | "STOPPED" | "FAILED";
  problemCode: string | null;
  /** null where there is nothing to keep */
  answer: { content: string; stopReason: string } | null;
  /** null where it was never called: its hold goes back unused */
  call: CallFacts | null;
};

const ANSWER = `id, role, content, "exchangeId", attempt, "stopReason", timestamp, "deliveredAt", "seenAt", helpful`;
export type StoredAsideEnd = Pick<AsideEnd, "status" | "problemCode"> & { answer: Message | null };
/**
 * An aside ends, once: charge, answer, state and telemetry at one commit. It counts as activity in an ACTIVE session only.
 * @returns the end that is stored: of the first time where it is repeated, the reaper's where that was faster
 */
export const endAside = (pool: Pool, asideId: string, holdId: string, end: AsideEnd): Promise<StoredAsideEnd> =>
  inTransaction(pool, async (client) => {
    if (end.call) await settleHold(client, holdId, end.call);
    else await releaseHold(client, holdId);
    await client.query(
      `WITH a AS (
        UPDATE "Aside" SET status = $2::"ExchangeStatus", "problemCode" = $3, "endedAt" = now() WHERE id = $1 AND status = 'RUNNING'
        RETURNING id, "sessionId", number),
      sess AS (
        UPDATE "ConversationSession" s SET "lastActivityAt" = now() FROM a WHERE s.id = a."sessionId" AND s.status = 'ACTIVE'),
      told AS (
        INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
        SELECT gen_random_uuid()::text, 'aside_ended', jsonb_build_object('aside', a.number, 'status', lower($2::text), 'problem', $3::text), s."userId", s.id
        FROM a JOIN "ConversationSession" s ON s.id = a."sessionId"),
      msg AS (
        INSERT INTO "Message" ("sessionId", role, content, "asideId", "stopReason")
        SELECT a."sessionId", 'coach', $4, a.id, $5 FROM a WHERE $4::text IS NOT NULL)
      SELECT FROM a`,
      [asideId, end.status, end.problemCode, end.answer?.content ?? null, end.answer?.stopReason ?? null],
    );
    const asides = await client.query<Pick<AsideEnd, "status" | "problemCode">>(
      `SELECT status, "problemCode" FROM "Aside" WHERE id = $1`,
      [asideId],
    );
    const answers = await client.query<MessageRow>(
      `SELECT ${ANSWER}, NULL AS number FROM "Message" WHERE "asideId" = $1 AND role = 'coach'`,
      [asideId],
    );
    const [stored, answer] = [asides.rows[0], answers.rows[0]];
    if (!stored) throw new Error(`there is no aside ${asideId}`);
    return { ...stored, answer: answer ? messageView(answer) : null };
  });

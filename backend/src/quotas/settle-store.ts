import type { Pool, PoolClient } from "pg";
import { prepared } from "../database/prepared.ts";
import { chargeOf, type TokenCounts } from "./charge.ts";
import { RESERVED, USED } from "./ledger-columns.ts";
import { settleSpend } from "./spend-columns.ts";

/** What a model call was, beside what it cost. */
export type CallFacts = {
  userId: string;
  invitationId: string;
  sessionId: number;
  /** one of the two: what the call was for */
  exchangeId: string | null;
  asideId?: string | null;
  /** of an aside: 1 */
  attempt: number;
  lane: "partner" | "coach";
  requestedModel: string;
  /** the model that answered; the one asked for where none did */
  model: string;
  counts: TokenCounts;
  estimated: boolean;
  simulated: boolean;
  messageIds: number[];
  promptHash: string;
  stopReason: string | null;
  requestId: string | null;
  problemCode: string | null;
  firstTokenMs: number | null;
  durationMs: number;
};

const insertUsage = (charge: string, overrun: string, hold: string, from: string, id = "gen_random_uuid()::text") => `
  INSERT INTO "UsageLog" (id, "userId", "invitationId", "sessionId", model, "requestedModel", "streamType", "inputTokens", "cacheWriteTokens",
    "cacheReadTokens", "outputTokens", "chargedTokens", "overrunTokens", estimated, simulated, "holdId")
  SELECT ${id}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ${charge}, ${overrun}, $12, $13, ${hold} ${from} ON CONFLICT (id) DO NOTHING
  RETURNING id, "chargedTokens", "overrunTokens"`;
const insertCall = `
  INSERT INTO "ModelCall" (id, "usageLogId", "exchangeId", attempt, "messageIds", "promptHash", "stopReason", "requestId", "problemCode", "firstTokenMs", "durationMs", "asideId")
  SELECT gen_random_uuid()::text, used.id, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23 FROM used`;
const callValues = (call: CallFacts) => [
  call.userId,
  call.invitationId,
  call.sessionId,
  call.model,
  call.requestedModel,
  call.lane,
  call.counts.input,
  call.counts.cacheWrite,
  call.counts.cacheRead,
  call.counts.output,
  call.estimated,
  call.simulated,
  call.exchangeId,
  call.attempt,
  call.messageIds,
  call.promptHash,
  call.stopReason,
  call.requestId,
  call.problemCode,
  call.firstTokenMs,
  call.durationMs,
  call.asideId ?? null,
];

/** The invitee pressed Stop, and the lane ends by it: told with the charge of what had come. */
const LANE_STOPPED = `
    told AS (INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
      SELECT gen_random_uuid()::text, 'lane_stopped', jsonb_build_object('lane', $7::text, 'aside', $23::text IS NOT NULL), $2, $4 FROM h),`;
const isStopped = (call: CallFacts): boolean => call.stopReason === "stopped" && call.problemCode === null;

/**
 * The settlement as the CTEs of a statement, from `h` to `used`, so that what belongs to it stands in the same one. Parameters: $1 to
 * $24 (`settlementValues`); $4 is the session, $14 the exchange, $15 the attempt. `inv` has the ledger as it is then.
 */
export const settlement = (call: CallFacts): { kind: string; ctes: string; values: (holdId: string) => unknown[] } => ({
  kind: isStopped(call) ? "-stopped" : "",
  ctes: `
    h AS (UPDATE "Hold" SET state = 'SETTLED', "settledAt" = now() WHERE id = $1 AND state = 'LIVE'
      RETURNING id, "invitationId", amount, "spendScopes", "spendDay"),
    inv AS (
      UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED} + least($24::int, h.amount), 'reserved', ${RESERVED} - h.amount)
      FROM h WHERE i.id = h."invitationId" RETURNING i.id, i.quota, i.usage, i."exhaustedAt" IS NOT NULL AS marked),
    -- After the invitation: locks go invitation, then user, as in a merge.
    used AS (${insertUsage("least($24::int, h.amount)", "greatest($24::int - h.amount, 0)", "h.id", "FROM h, inv")}),
    call AS (${insertCall}),${isStopped(call) ? LANE_STOPPED : ""}
    ${settleSpend("h", "least($24::int, h.amount)", "inv")}`,
  values: (holdId) => [holdId, ...callValues(call), chargeOf(call.counts)],
});

/**
 * Settles a hold to what its call really used, once: the charge moves from reserved to used, capped at the hold (the
 * rest is `overrunTokens`), with the usage row and what the call saw. Settling twice does nothing.
 * @returns null where the hold was settled already
 */
export const settleHold = async (
  client: Pool | PoolClient,
  holdId: string,
  call: CallFacts,
): Promise<{ charged: number; overrun: number } | null> => {
  const { kind, ctes, values } = settlement(call);
  const { rows } = await client.query<{ chargedTokens: number; overrunTokens: number }>({
    name: `settle-hold${kind}`,
    text: `WITH ${ctes} SELECT used."chargedTokens", used."overrunTokens" FROM used, inv`,
    values: values(holdId),
  });
  const row = rows[0];
  return row ? { charged: row.chargedTokens, overrun: row.overrunTokens } : null;
};

/**
 * A try that cost nothing, on a hold that lives on for the next one: until then it has no call that the reaper would record.
 * @param id of its usage row, by which a repeat is known
 */
export const recordFreeCall = async (pool: Pool, holdId: string, call: CallFacts, id: string): Promise<void> => {
  await pool.query(
    `WITH used AS (${insertUsage("0", "0", "$1", "", "$24")}), call AS (${insertCall})
     UPDATE "Hold" SET "calledAt" = NULL WHERE id = $1 AND state = 'LIVE'`,
    [holdId, ...callValues(call), id],
  );
};

/** Gives an unused hold back without a call (a lane that will not run). */
export const releaseHold = async (client: Pool | PoolClient, holdId: string): Promise<void> => {
  await client.query(RELEASE_HOLD(holdId));
};
const RELEASE_HOLD = prepared(
  "release-hold",
  `WITH h AS (UPDATE "Hold" SET state = 'SETTLED', "settledAt" = now() WHERE id = $1 AND state = 'LIVE'
     RETURNING "invitationId", amount, "spendScopes", "spendDay"),
   inv AS (
     UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED}, 'reserved', ${RESERVED} - h.amount)
     FROM h WHERE i.id = h."invitationId" RETURNING i.id),
   ${settleSpend("h", "0", "inv")}
   SELECT FROM inv`,
);

/** A call begins: which model is asked and what it sees, for the reaper, should nobody live to settle it. */
export const beginCall = async (
  pool: Pool,
  holdId: string,
  call: { model: string; messageIds: number[]; promptHash: string },
): Promise<void> => {
  await pool.query(BEGIN_CALL(holdId, call.model, call.messageIds, call.promptHash));
};
const BEGIN_CALL = prepared(
  "begin-call",
  `UPDATE "Hold" SET "calledAt" = now(), model = $2, "messageIds" = $3, "promptHash" = $4 WHERE id = $1 AND state = 'LIVE'`,
);

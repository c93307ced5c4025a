import type pg from "pg";
import type { JournalEntry } from "../../src/model/simulator/journal.ts";
import type { Damage } from "../trouble.ts";

type BilledRow = {
  requestId: string | null;
  estimated: boolean;
  input: number;
  cacheWrite: number;
  cacheRead: number;
  output: number;
  charged: number;
  lane: string;
  exchangeId: string | null;
  problemCode: string | null;
  stopReason: string | null;
};

/**
 * Every call that the simulator billed is charged once, by the counts it named: to the token where it was answered to its
 * end; with the exact input, and at most what was sent of the output, where it was not.
 */
export const auditBilling = async (
  pool: pg.Pool,
  invitationIds: string[],
  journal: readonly JournalEntry[],
  damage: Damage,
): Promise<string[]> => {
  const { rows } = await pool.query<BilledRow>(
    `SELECT c."requestId", u.estimated, u."inputTokens" AS input, u."cacheWriteTokens" AS "cacheWrite", u."cacheReadTokens" AS "cacheRead",
       u."outputTokens" AS output, u."chargedTokens" AS charged, u."streamType" AS lane, c."exchangeId", c."problemCode", c."stopReason"
     FROM "UsageLog" u JOIN "ModelCall" c ON c."usageLogId" = u.id WHERE u."invitationId" = ANY($1)`,
    [invitationIds],
  );
  const wrong: string[] = [];
  const calls = journal.filter((entry) => entry.path === "/v1/messages");
  const byRequest = new Map<string, BilledRow>();
  for (const row of rows) {
    if (row.requestId === null) {
      // The reaper's rows: input and checkpoint of a call whose server was lost.
      if (row.charged > 0 && row.problemCode !== "server-stopped")
        wrong.push(`charged without a request: ${JSON.stringify(row)}`);
      continue;
    }
    if (byRequest.has(row.requestId)) wrong.push(`${row.requestId} was charged twice`);
    byRequest.set(row.requestId, row);
  }
  // Stopped by us before `message_start` was read: 0 by the rule, although upstream had begun to bill.
  let unread = rows.filter(
    ({ requestId, charged, stopReason }) => requestId === null && charged === 0 && stopReason === "stopped",
  ).length;
  for (const entry of calls) {
    const row = byRequest.get(entry.id);
    const what = `${entry.id} (${entry.lane}, ${entry.fault ?? "no fault"}, ${entry.cutOff ? "cut off" : "whole"}, ${entry.outputTokensSent} tokens sent)`;
    if (!row) {
      if (entry.usage === null || damage.ownerLost || damage.databaseBroke) continue;
      if (--unread < 0) wrong.push(`${what} was billed and is not in the usage log`);
      continue;
    }
    byRequest.delete(entry.id);
    const { usage } = entry;
    if (usage === null) {
      if (row.charged > 0) wrong.push(`${what} was not billed, and charged ${row.charged}`);
      continue;
    }
    const inputs = [usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens];
    if ([row.input, row.cacheWrite, row.cacheRead].join() !== inputs.join()) {
      if (row.charged > 0 || row.stopReason !== "stopped")
        wrong.push(
          `${what} was billed the input ${inputs.join("/")}, charged as ${row.input}/${row.cacheWrite}/${row.cacheRead}`,
        );
      continue;
    }
    const most = Math.max(1, Math.ceil(entry.textSent.length / 4), usage.output_tokens);
    if (row.estimated ? row.output < 1 || row.output > most : row.output !== usage.output_tokens)
      wrong.push(
        `${what} was billed ${usage.output_tokens} output tokens, charged ${row.output}${row.estimated ? " (estimated)" : ""}`,
      );
    if (!row.estimated && entry.cutOff) wrong.push(`${what} was cut off, and is not flagged as estimated`);
  }
  for (const requestId of byRequest.keys()) wrong.push(`${requestId} is in the usage log, and upstream never saw it`);
  return wrong;
};

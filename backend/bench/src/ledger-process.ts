// The ledger's writer: the backend's own statements, with no HTTP and no model around them.
import { randomUUID } from "node:crypto";
import { createDatabase } from "../../src/database/create-database.ts";
import { holdsFor, reserveExchange } from "../../src/quotas/reserve-store.ts";
import { type CallFacts, settleHold } from "../../src/quotas/settle-store.ts";
import type { LedgerRun, Place } from "./figures/ledger.ts";
import { answerCalls } from "./ipc.ts";
import { createHistogram } from "./load/histogram.ts";

const database = createDatabase(process.env["DATABASE_URL"] ?? "", { poolSize: 20 });
const { pool } = database;
const owner = "bench";
const model = "claude-haiku-5-5";
const lane = { amount: 4_000, maxOutput: 1_024 };

const callOf = (place: Place, exchangeId: string, name: "partner" | "coach"): CallFacts => ({
  ...place,
  exchangeId,
  attempt: 1,
  lane: name,
  requestedModel: model,
  model,
  counts: { input: 300, cacheWrite: 100, cacheRead: 900, output: 80 },
  estimated: false,
  simulated: true,
  messageIds: [1, 2, 3],
  promptHash: "bench",
  stopReason: "end_turn",
  requestId: null,
  problemCode: null,
  firstTokenMs: 300,
  durationMs: 2_000,
});

const run = async ({
  places,
  seconds,
  writers,
}: {
  places: Place[];
  seconds: number;
  writers: number;
}): Promise<LedgerRun> => {
  // What has no owner with a lease would be cleared away by the server beside this.
  await pool.query(
    `INSERT INTO "ServerLease" (id, until) VALUES ($1, now() + interval '1 hour') ON CONFLICT (id) DO UPDATE SET until = EXCLUDED.until`,
    [owner],
  );
  const reserving = createHistogram();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let exchanges = 0;
  const write = async (mine: Place[]): Promise<void> => {
    for (let count = 0; ; count++)
      for (const place of mine) {
        if (performance.now() > until) return;
        const exchangeId = randomUUID();
        const names = { asked: model, bound: model };
        const holds = holdsFor({ partner: lane, coach: lane }, { partner: names, coach: names });
        const reservedAt = performance.now();
        const reserved = await reserveExchange(
          pool,
          {
            ...place,
            exchangeId,
            line: { branchId: null, count },
            idempotencyKey: randomUUID(),
            bodyHash: "bench",
            content: "I hear that you are cold, and I am sorry.",
            owner,
          },
          holds,
        );
        if (!reserved || !holds.coach) throw new Error("nothing was reserved");
        reserving.add(performance.now() - reservedAt);
        await settleHold(pool, holds.partner.holdId, callOf(place, exchangeId, "partner"));
        await settleHold(pool, holds.coach.holdId, callOf(place, exchangeId, "coach"));
        await pool.query({
          name: "bench-close",
          text: `UPDATE "Exchange" SET status = 'COMPLETED', "partnerRunning" = false, "endedAt" = now() WHERE id = $1`,
          values: [exchangeId],
        });
        exchanges += 1;
      }
  };
  await Promise.all(
    Array.from({ length: writers }, (_, writer) => write(places.filter((_place, index) => index % writers === writer))),
  );
  return { exchanges, seconds: (performance.now() - startedAt) / 1_000, reserveMs: reserving.summary() };
};

answerCalls({ run });

import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";
import { assertSound, tally } from "./audit.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "1000000", CLAIMS_PER_MINUTE: "1000000" });
const JSON_ONLY = { accept: "application/json" };
const times = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));
const fails = (statuses: Record<string, number>) => Object.keys(statuses).filter((s) => s.startsWith("5"));

afterEach(async () => {
  world.simulator.gate.open();
  world.simulator.clearFaults?.();
  await world.running.settled();
  await assertSound(world);
});

describe("storms", () => {
  it("the same key twenty times at once, thirty rounds: all the same exchange", async () => {
    const total: Record<string, number> = {};
    for (let round = 0; round < 10; round++) {
      const invitee = await world.claim();
      const id = await invitee.start();
      const key = randomUUID();
      const answers = await Promise.all(
        times(20, () =>
          invitee.post(
            `/v1/sessions/${id}/exchanges`,
            { content: "I hear you." },
            { "idempotency-key": key, ...JSON_ONLY },
          ),
        ),
      );
      for (const [k, v] of Object.entries(tally(answers))) total[k] = (total[k] ?? 0) + v;
      await world.running.settled();
    }
    expect(total).toEqual({ 202: 200 });
  });
  it("staggered same key, streamed", async () => {
    const total: Record<string, number> = {};
    for (let round = 0; round < 8; round++) {
      const invitee = await world.claim();
      const id = await invitee.start();
      const key = randomUUID();
      const answers = await Promise.all(
        times(12, async (i) => {
          await new Promise((r) => setTimeout(r, i * 3));
          return invitee.send(id, "I hear you.", key);
        }),
      );
      for (const [k, v] of Object.entries(tally(answers))) total[k] = (total[k] ?? 0) + v;
      await world.running.settled();
    }
    expect(total).toEqual({ 200: 96 });
  });
  it("different keys in one session", async () => {
    const total: Record<string, number> = {};
    for (let round = 0; round < 6; round++) {
      const invitee = await world.claim();
      const id = await invitee.start();
      const answers = await Promise.all(
        times(15, async (i) => {
          await new Promise((r) => setTimeout(r, i * 4));
          return invitee.post(
            `/v1/sessions/${id}/exchanges`,
            { content: `Message ${i}` },
            { "idempotency-key": randomUUID(), ...JSON_ONLY },
          );
        }),
      );
      for (const [k, v] of Object.entries(tally(answers))) total[k] = (total[k] ?? 0) + v;
      await world.running.settled();
    }
    expect(fails(total)).toEqual([]);
    // every partner request is the whole line
    const bad = [];
    const calls = await world.database.pool.query(
      `SELECT c."messageIds", e.number, e.id, e."sessionId" FROM "ModelCall" c JOIN "Exchange" e ON e.id = c."exchangeId" JOIN "UsageLog" u ON u.id = c."usageLogId" WHERE u."streamType"='partner' AND c."problemCode" IS NULL`,
    );
    for (const call of calls.rows) {
      const want = await world.database.pool.query(
        `SELECT count(*)::int AS n FROM "Message" m LEFT JOIN "Exchange" e ON e.id=m."exchangeId" WHERE m."sessionId"=$1 AND (e.id IS NULL OR (e.number < $2 AND m.role IN ('user','partner') AND e.status='COMPLETED'))`,
        [call.sessionId, call.number],
      );
      if (call.messageIds.length !== want.rows[0].n + 1)
        bad.push([call.sessionId, call.number, call.messageIds.length, want.rows[0].n + 1]);
    }
    expect(bad).toEqual([]);
  });
  it("retry storm: one attempt, no 500", async () => {
    const total: Record<string, number> = {};
    for (let round = 0; round < 10; round++) {
      const invitee = await world.claim();
      const id = await invitee.start();
      world.simulator.fault({ kind: "unauthorized", lane: "partner" });
      const events = await invitee.exchange(id, "Which day?");
      const exchangeId = (events[0] as { exchangeId: string }).exchangeId;
      await world.running.settled();
      const answers = await Promise.all(
        times(20, () => invitee.post(`/v1/exchanges/${exchangeId}/retry`, {}, JSON_ONLY)),
      );
      for (const [k, v] of Object.entries(tally(answers))) total[k] = (total[k] ?? 0) + v;
      await world.running.settled();
    }
    expect(fails(total)).toEqual([]);
  });
  it("retry against send: 202 or 409, never 402 nor 500", async () => {
    const total: Record<string, number> = {};
    for (let round = 0; round < 10; round++) {
      const invitee = await world.claim();
      const id = await invitee.start();
      world.simulator.fault({ kind: "unauthorized", lane: "partner" });
      const events = await invitee.exchange(id, "Which day?");
      const exchangeId = (events[0] as { exchangeId: string }).exchangeId;
      await world.running.settled();
      world.simulator.gate.close();
      const answers = await Promise.all([
        invitee.post(`/v1/exchanges/${exchangeId}/retry`, {}, JSON_ONLY),
        invitee.post(
          `/v1/sessions/${id}/exchanges`,
          { content: "Another" },
          { "idempotency-key": randomUUID(), ...JSON_ONLY },
        ),
        invitee.post(`/v1/exchanges/${exchangeId}/retry`, {}, JSON_ONLY),
      ]);
      for (const [k, v] of Object.entries(tally(answers))) total[k] = (total[k] ?? 0) + v;
      world.simulator.gate.open();
      await world.running.settled();
    }
    expect(Object.keys(total).filter((s) => !/^(202|409)/.test(s))).toEqual([]);
  });
  it("complete against send: COMPLETED is final, nobody speaks in it", async () => {
    const total: Record<string, number> = {};
    const odd: unknown[] = [];
    for (let round = 0; round < 60; round++) {
      const invitee = await world.claim();
      const id = await invitee.start();
      world.simulator.gate.close();
      const [patched, sent] = await Promise.all([
        (async () => {
          await new Promise((r) => setTimeout(r, round % 20));
          return invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });
        })(),
        invitee.post(
          `/v1/sessions/${id}/exchanges`,
          { content: "One more" },
          { "idempotency-key": randomUUID(), ...JSON_ONLY },
        ),
      ]);
      const now = await world.conversationStore.sessionById(id);
      const running = await world.exchangeStore.runningPartner(id);
      if (patched.status === 200 && (sent.status === 202 || now?.status !== "COMPLETED"))
        odd.push([patched.status, sent.status, now?.status, running !== null]);
      for (const [k, v] of Object.entries(tally([patched, sent]))) total[k] = (total[k] ?? 0) + v;
      world.simulator.gate.open();
      await world.running.settled();
    }
    expect(odd).toEqual([]);
  });
});

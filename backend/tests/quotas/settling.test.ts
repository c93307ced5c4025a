// What the end of a call moves in the ledger and writes beside it, each once: settled, free, released, begun, told of midway.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reserveAside } from "../../src/quotas/reserve-coach-store.ts";
import { checkpointHolds } from "../../src/quotas/checkpoint-store.ts";
import { beginCall, type CallFacts, recordFreeCall, releaseHold, settleHold } from "../../src/quotas/settle-store.ts";
import { useLedgerGround } from "./ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;

const begin = async (usage: object = {}) => {
  const at = await ground.place({ usage });
  return ground.reserve(at);
};
const settle = (made: Awaited<ReturnType<typeof begin>>, more: Partial<CallFacts> = {}) =>
  settleHold(pool, more.lane === "coach" ? made.coach : made.partner, ground.facts(made, more));
const holdOf = (id: string) => prisma.hold.findUniqueOrThrow({ where: { id } });
const callsOf = (exchangeId: string) =>
  prisma.usageLog.findMany({
    where: { modelCall: { exchangeId } },
    include: { modelCall: true },
    orderBy: { timestamp: "asc" },
  });
const output = (tokens: number) => ({ counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: tokens } });

describe("a call that is settled", () => {
  it("is charged by its weights, gives the rest of its hold back, and is written down", async () => {
    const made = await begin({ tokens: 5 });
    // 10 + 25 + 3 of input, 40 of output
    expect(await settle(made)).toEqual({ charged: 78, overrun: 0 });
    expect(await ground.ledger(made)).toEqual({ tokens: 83, reserved: 400 });
    const hold = await holdOf(made.partner);
    expect(hold.state).toBe("SETTLED");
    expect(hold.settledAt).not.toBeNull();
    expect(await holdOf(made.coach)).toMatchObject({ state: "LIVE", settledAt: null });
    expect(await callsOf(made.exchangeId)).toMatchObject([
      {
        userId: made.userId,
        invitationId: made.invitationId,
        sessionId: made.sessionId,
        model: "answered",
        requestedModel: "asked",
        streamType: "partner",
        inputTokens: 10,
        cacheWriteTokens: 20,
        cacheReadTokens: 30,
        outputTokens: 40,
        chargedTokens: 78,
        overrunTokens: 0,
        estimated: false,
        simulated: true,
        holdId: made.partner,
        modelCall: {
          exchangeId: made.exchangeId,
          asideId: null,
          attempt: 1,
          messageIds: [7, 8],
          promptHash: "prompt",
          stopReason: "end_turn",
          requestId: "request",
          problemCode: null,
          firstTokenMs: 5,
          durationMs: 6,
        },
      },
    ]);
    expect((await ground.events(made)).map(({ name }) => name)).toEqual(["message_sent"]);
  });
  it("a second time changes nothing", async () => {
    const made = await begin();
    await settle(made);
    expect(await settle(made)).toBeNull();
    expect(await ground.ledger(made)).toEqual({ tokens: 78, reserved: 400 });
    expect(await callsOf(made.exchangeId)).toHaveLength(1);
    expect(await settleHold(pool, "nobody's", ground.facts(made))).toBeNull();
  });
  it.each([
    [599, 599, 0],
    [600, 600, 0],
    [601, 600, 1],
    [900, 600, 300],
  ])("of %i tokens on a hold of 600 is charged %i, %i are beyond it", async (used, charged, overrun) => {
    const made = await begin();
    expect(await settle(made, output(used))).toEqual({ charged, overrun });
    expect(await ground.ledger(made)).toEqual({ tokens: charged, reserved: 400 });
    expect(await callsOf(made.exchangeId)).toMatchObject([{ chargedTokens: charged, overrunTokens: overrun }]);
  });
  it.each([
    ["stopped", null, [{ name: "lane_stopped", properties: { lane: "coach", aside: false }, mine: true }]],
    ["stopped", "upstream-failed", []],
    ["end_turn", null, []],
    [null, null, []],
  ] as const)("that ended by %s with the problem %s tells of a Stop or not", async (stopReason, problemCode, told) => {
    const made = await begin();
    expect(await settle(made, { lane: "coach", stopReason, problemCode, ...output(9) })).toEqual({
      charged: 9,
      overrun: 0,
    });
    expect((await ground.events(made)).filter(({ name }) => name !== "message_sent")).toEqual(told);
    expect(await callsOf(made.exchangeId)).toMatchObject([
      { streamType: "coach", modelCall: { stopReason, problemCode } },
    ]);
    expect(await settle(made, { lane: "coach", stopReason, problemCode })).toBeNull();
    expect((await ground.events(made)).filter(({ name }) => name !== "message_sent")).toEqual(told);
  });
  it("of an aside is the aside's", async () => {
    const at = await ground.place();
    const [asideId, holdId] = [randomUUID(), randomUUID()];
    await reserveAside(
      pool,
      {
        ...at,
        asideId,
        branchId: null,
        afterNumber: 0,
        keep: 0,
        idempotencyKey: randomUUID(),
        bodyHash: "",
        content: "?",
        owner: "me",
      },
      { holdId, model: "m", amount: 300, maxOutput: 30 },
    );
    const facts = ground.facts(
      { ...at, exchangeId: "" },
      { exchangeId: null, asideId, lane: "coach", stopReason: "stopped" },
    );
    expect(await settleHold(pool, holdId, facts)).toEqual({ charged: 78, overrun: 0 });
    expect(await prisma.modelCall.findMany({ where: { asideId } })).toMatchObject([{ exchangeId: null, attempt: 1 }]);
    expect((await ground.events(at)).at(-1)).toMatchObject({
      name: "lane_stopped",
      properties: { lane: "coach", aside: true },
    });
  });
  it("has prepared statements that do not share a name", async () => {
    const made = await begin();
    await beginCall(pool, made.partner, { model: "m", messageIds: [], promptHash: "" });
    await settle(made);
    await settle(made, { lane: "coach", stopReason: "stopped" });
    const names = (await Promise.all(["settle-%", "begin-%"].map(ground.statements))).flat();
    expect(names).toEqual(["settle-hold", "settle-hold-stopped", "begin-call"]);
  });
});

describe("a hold", () => {
  it("lives on after a try that cost nothing, which is written down at none", async () => {
    const made = await begin();
    await beginCall(pool, made.partner, { model: "m", messageIds: [1], promptHash: "p" });
    const usageId = randomUUID();
    const facts = ground.facts(made, { problemCode: "upstream-overloaded", ...output(0) });
    await recordFreeCall(pool, made.partner, facts, usageId);
    // Its answer was lost, and it is said again.
    await recordFreeCall(pool, made.partner, facts, usageId);
    expect(await holdOf(made.partner)).toMatchObject({ state: "LIVE", calledAt: null });
    expect(await ground.ledger(made)).toEqual({ tokens: 0, reserved: 1_000 });
    expect(await callsOf(made.exchangeId)).toMatchObject([
      {
        chargedTokens: 0,
        overrunTokens: 0,
        holdId: made.partner,
        modelCall: { problemCode: "upstream-overloaded", durationMs: 6 },
      },
    ]);
    expect(await settle(made)).toEqual({ charged: 78, overrun: 0 });
  });
  it("is given back whole, and once", async () => {
    const made = await begin({ tokens: 7 });
    await releaseHold(pool, made.coach);
    await releaseHold(pool, made.coach);
    expect(await ground.ledger(made)).toEqual({ tokens: 7, reserved: 600 });
    const hold = await holdOf(made.coach);
    expect(hold.state).toBe("SETTLED");
    expect(hold.settledAt).not.toBeNull();
    expect(await callsOf(made.exchangeId)).toEqual([]);
    expect(await settle(made, { lane: "coach" })).toBeNull();
    expect(await holdOf(made.partner)).toMatchObject({ state: "LIVE" });
  });
  it("knows what its call asks, and what has come of it", async () => {
    const made = await begin();
    await beginCall(pool, made.partner, { model: "asked", messageIds: [3, 4], promptHash: "seen" });
    const begun = await holdOf(made.partner);
    expect(begun).toMatchObject({ model: "asked", messageIds: [3, 4], promptHash: "seen" });
    expect(begun.calledAt).not.toBeNull();
    await checkpointHolds(
      pool,
      new Map([[made.partner, { model: "answers", counts: { input: 1, cacheWrite: 2, cacheRead: 3, output: 4 } }]]),
    );
    expect(await holdOf(made.partner)).toMatchObject({
      model: "answers",
      inputTokens: 1,
      cacheWriteTokens: 2,
      cacheReadTokens: 3,
      outputTokens: 4,
      promptHash: "seen",
    });
    expect(await holdOf(made.coach)).toMatchObject({
      model: "coach-model",
      inputTokens: 0,
      calledAt: null,
      promptHash: "",
    });
  });
  it("that is settled learns nothing more", async () => {
    const made = await begin();
    await settle(made);
    const before = await holdOf(made.partner);
    await beginCall(pool, made.partner, { model: "late", messageIds: [9], promptHash: "late" });
    await checkpointHolds(
      pool,
      new Map([[made.partner, { model: "late", counts: { input: 1, cacheWrite: 2, cacheRead: 3, output: 4 } }]]),
    );
    expect(await holdOf(made.partner)).toEqual(before);
  });
});

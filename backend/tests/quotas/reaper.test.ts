import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { reapOrphans } from "../../src/quotas/reap-store.ts";
import type { StreamEvent } from "../../src/protocol/stream-events.ts";
import { tellReaped } from "../../src/conversations/tell-reaped.ts";
import { assertSound } from "../attacks/audit.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "1000000" });
const { pool, prisma } = world.database;
const JSON_ONLY = { accept: "application/json" };

afterEach(async () => {
  world.simulator.gate.open();
  await world.running.settled();
  await assertSound(world);
});

const begin = async () => {
  const invitee = await world.claim();
  return { invitee, id: await invitee.start() };
};
const send = async ({ invitee, id }: Awaited<ReturnType<typeof begin>>): Promise<string> =>
  (
    await invitee.post(
      `/v1/sessions/${id}/exchanges`,
      { content: "Good evening, Mr. Halloran." },
      { "idempotency-key": randomUUID(), ...JSON_ONLY },
    )
  ).body.exchangeId;
/** As far as the database knows, the server of this exchange is dead from here on; what it still does comes too late. */
const kill = async (exchangeIds: string[]): Promise<void> => {
  await pool.query(`UPDATE "Exchange" SET owner = 'dead' WHERE id = ANY($1)`, [exchangeIds]);
  await pool.query(`UPDATE "Hold" SET owner = 'dead' WHERE "exchangeId" = ANY($1)`, [exchangeIds]);
};
const callsOf = (exchangeId: string) =>
  prisma.usageLog.findMany({
    where: { modelCall: { exchangeId } },
    include: { modelCall: true, hold: true },
    orderBy: { streamType: "desc" },
  });
const held = (exchangeId: string, lane: string) =>
  prisma.hold.findFirstOrThrow({ where: { exchangeId, lane, state: "LIVE" } });
/** The log begins again with it: nobody knows what its dead writer left untold. */
const tellAll = async (sessionId: number, work: () => Promise<unknown>): Promise<StreamEvent[]> => {
  const from = await world.log.position(sessionId);
  await work();
  expect(await world.log.reaches(sessionId, from)).toBe(false);
  return world.log.past(sessionId, null, await world.log.position(sessionId));
};

describe("a server that is killed between two steps of an exchange", () => {
  it("before the partner is asked: the coach's hold, never called, leaves no row; the partner's call does, at 0", async () => {
    const at = await begin();
    world.simulator.gate.close({ lane: "partner" });
    const exchangeId = await send(at);
    await expect.poll(async () => (await held(exchangeId, "partner")).calledAt).not.toBeNull();
    const partner = await held(exchangeId, "partner");
    const userMessage = await prisma.message.findFirstOrThrow({ where: { exchangeId, role: "user" } });
    expect(partner.messageIds).toContain(userMessage.id);
    expect(partner.promptHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await held(exchangeId, "coach")).calledAt).toBeNull();
    await kill([exchangeId]);
    expect(await reapOrphans(pool, true)).toMatchObject([{ kind: "exchange", exchangeId, status: "FAILED" }]);
    const calls = await callsOf(exchangeId);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      streamType: "partner",
      chargedTokens: 0,
      requestedModel: "claude-sonnet-5-5",
      modelCall: { problemCode: "server-stopped", messageIds: partner.messageIds, promptHash: partner.promptHash },
    });
    world.simulator.gate.open();
    await world.running.settled();
    expect(await callsOf(exchangeId), "the zombie settled it again").toHaveLength(1);
  });

  it("in the middle of the reply: exact input and the checkpoint are charged, with what the call saw", async () => {
    const at = await begin();
    world.simulator.gate.close({ lane: "partner", afterTokens: 3 });
    const exchangeId = await send(at);
    const input = (hold: { inputTokens: number; cacheWriteTokens: number }) => hold.inputTokens + hold.cacheWriteTokens;
    await expect.poll(async () => input(await held(exchangeId, "partner"))).toBeGreaterThan(0);
    await kill([exchangeId]);
    await Promise.all([reapOrphans(pool, true), reapOrphans(pool, true)]);
    const [call, ...more] = await callsOf(exchangeId);
    expect(more).toEqual([]);
    const billed = world.simulator.journal.findLast((entry) => entry.lane === "partner")?.usage;
    expect(call).toMatchObject({ streamType: "partner", estimated: true, inputTokens: billed?.input_tokens });
    expect(call?.chargedTokens).toBeGreaterThan(0);
    expect(call?.modelCall?.messageIds.length).toBeGreaterThan(0);
  });

  it("between partner and coach, and in the middle of the comment: completed without one; each lane's end is told", async () => {
    for (const place of [{ lane: "coach" as const }, { lane: "coach" as const, afterTokens: 4 }]) {
      const at = await begin();
      world.simulator.gate.close(place);
      const exchangeId = await send(at);
      await expect.poll(async () => (await held(exchangeId, "coach")).calledAt).not.toBeNull();
      const least = place.afterTokens === undefined ? 0 : 1;
      await expect.poll(async () => (await held(exchangeId, "coach")).outputTokens).toBeGreaterThanOrEqual(least);
      await kill([exchangeId]);
      const told = await tellAll(at.id, async () => tellReaped(world, await reapOrphans(pool, true)));
      const reply = await prisma.message.findFirstOrThrow({ where: { exchangeId, role: "partner" } });
      expect(told.filter((event) => event.type !== "quota")).toMatchObject([
        { type: "partner-end", exchangeId, message: { id: reply.id, content: reply.content } },
        { type: "coach-end", exchangeId, message: null, missing: "failed" },
        { type: "exchange-end", exchangeId, status: "completed", retryable: false },
      ]);
      const calls = await callsOf(exchangeId);
      expect(calls.map((call) => [call.streamType, call.modelCall?.problemCode])).toEqual([
        ["partner", null],
        ["coach", "server-stopped"],
      ]);
      expect((calls[1]?.chargedTokens ?? 0) > 0).toBe(place.afterTokens !== undefined);
      world.simulator.gate.open();
      await world.running.settled();
      const settled = (await callsOf(exchangeId)).filter((call) => call.holdId === calls[1]?.holdId);
      expect(settled, "the zombie settled it again").toHaveLength(1);
    }
  });

  it("a try that was recorded is not recorded again", async () => {
    const at = await begin();
    world.simulator.fault({ kind: "rate-limited", lane: "partner", times: 1, retryAfter: 3 });
    const exchangeId = await send(at);
    await expect.poll(async () => (await callsOf(exchangeId)).length).toBe(1);
    expect((await held(exchangeId, "partner")).calledAt).toBeNull();
    await kill([exchangeId]);
    await reapOrphans(pool, true);
    expect((await callsOf(exchangeId)).map((call) => call.modelCall?.problemCode)).toEqual(["upstream-overloaded"]);
  });
});

describe("what dead servers left, found by several at once", () => {
  it("four reapers, twelve exchanges: each is closed once, each hold settled once", async () => {
    const all = await Promise.all(Array.from({ length: 12 }, begin));
    world.simulator.gate.close({ lane: "partner" });
    const ids = await Promise.all(all.map(send));
    while (world.simulator.gate.waiting < 12) await sleep(5);
    await kill(ids);
    const reaped = (await Promise.all(Array.from({ length: 4 }, () => reapOrphans(pool, true)))).flat();
    expect(reaped.map((one) => one.kind === "exchange" && one.exchangeId).toSorted()).toEqual(ids.toSorted());
    const usage = await prisma.usageLog.findMany({ where: { modelCall: { exchangeId: { in: ids } } } });
    expect(usage.length).toBeLessThanOrEqual(12);
    expect(new Set(usage.map((row) => row.holdId)).size).toBe(usage.length);
    expect(await prisma.hold.count({ where: { exchangeId: { in: ids }, state: "LIVE" } })).toBe(0);
    expect(
      await prisma.telemetryEvent.count({
        where: { name: "exchange_ended", sessionId: { in: all.map(({ id }) => id) } },
      }),
    ).toBe(12);
  });

  const layAside = async (owner: string) => {
    const { invitee, id } = await begin();
    const asideId = randomUUID();
    await pool.query(
      `INSERT INTO "Aside" (id, "sessionId", "invitationId", number, "afterNumber", "idempotencyKey", "bodyHash", owner) VALUES ($1, $2, $3, 1, 0, $4, '', $5)`,
      [asideId, id, invitee.invitation.id, randomUUID(), owner],
    );
    await pool.query(
      `WITH s AS (UPDATE "ConversationSession" SET "asideCount" = 1 WHERE id = $2)
       INSERT INTO "Message" ("sessionId", role, content, "asideId") VALUES ($2, 'user', 'Was that too harsh?', $1)`,
      [asideId, id],
    );
    await pool.query(
      `WITH h AS (INSERT INTO "Hold" (id, "invitationId", "asideId", lane, model, amount, "maxOutputTokens", owner, "calledAt", "inputTokens", "promptHash", "createdAt")
         VALUES ($1, $2, $3, 'coach', 'claude-sonnet-5-5', 900, 100, $4, now(), 40, 'seen', now() - interval '1 minute'))
       UPDATE "Invitation" SET usage = '{"tokens": 0, "reserved": 900}' WHERE id = $2`,
      [randomUUID(), invitee.invitation.id, asideId, owner],
    );
    return { asideId, sessionId: id };
  };
  it("an aside fails, is charged what had come, and its reader is told", async () => {
    const { asideId, sessionId } = await layAside("dead");
    const told = await tellAll(sessionId, async () => tellReaped(world, await reapOrphans(pool, true)));
    expect(told).toMatchObject([
      { type: "problem", asideId, code: "server-stopped", retryable: true },
      { type: "aside-end", asideId, status: "failed", message: null, problemCode: "server-stopped" },
      { type: "quota", used: 40, reserved: 0 },
    ]);
    expect(await prisma.aside.findUniqueOrThrow({ where: { id: asideId } })).toMatchObject({
      status: "FAILED",
      problemCode: "server-stopped",
    });
    expect(await prisma.modelCall.findMany({ where: { asideId } })).toMatchObject([{ promptHash: "seen", attempt: 1 }]);
  });
  it("of this server: what it drives is left alone, what it does not is stray", async () => {
    const { asideId } = await layAside(world.serverId);
    const me = { serverId: world.serverId, driven: () => [asideId] };
    expect(await reapOrphans(pool, true, me)).toEqual([]);
    // Begun while it looked at others.
    let asked = 0;
    const begun = { ...me, driven: () => (asked++ === 0 ? [] : [asideId]) };
    expect(await reapOrphans(pool, true, begun)).toEqual([]);
    expect(await reapOrphans(pool, true, { ...me, driven: () => [] })).toMatchObject([{ kind: "aside", asideId }]);
  });
});

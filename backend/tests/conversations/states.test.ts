import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";
import { reapOrphans } from "../../src/quotas/reap-store.ts";

const world = await useTestWorld();
const begin = async () => {
  const invitee = await world.claim();
  return { invitee, id: await invitee.start() };
};
const age = (id: number, minutes: number) =>
  world.database.pool.query(
    `UPDATE "ConversationSession" SET "lastActivityAt" = "lastActivityAt" - make_interval(mins => $2), "activeSince" = "activeSince" - make_interval(mins => $2) WHERE id = $1`,
    [id, minutes],
  );

describe("a session's states", () => {
  it("ACTIVE and PAUSED go back and forth, COMPLETED is final, the same again is 200", async () => {
    const { invitee, id } = await begin();
    const step = async (status: string) => (await invitee.patch(`/v1/sessions/${id}`, { status })).status;
    expect([
      await step("ACTIVE"),
      await step("PAUSED"),
      await step("PAUSED"),
      await step("ACTIVE"),
      await step("PAUSED"),
      await step("COMPLETED"),
      await step("COMPLETED"),
    ]).toEqual([200, 200, 200, 200, 200, 200, 200]);
    expect([await step("ACTIVE"), await step("PAUSED"), await step("ABANDONED")]).toEqual([409, 409, 422]);
    expect((await invitee.send(id, "One more.")).body.code).toBe("wrong-step");
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.endedAt).not.toBeNull();
  });

  it("writing reopens what was paused or abandoned, and its readers are told", async () => {
    const { invitee, id } = await begin();
    await invitee.patch(`/v1/sessions/${id}`, { status: "PAUSED" });
    await invitee.exchange(id, "I am back.");
    expect((await invitee.get(`/v1/sessions/${id}`)).body).toMatchObject({ status: "ACTIVE", endedAt: null });
  });

  it("thirty idle minutes abandon it; the span ends with the last activity", async () => {
    const { invitee, id } = await begin();
    await invitee.exchange(id, "Hello.");
    await age(id, 31);
    expect(await world.conversationStore.abandonIdle(30)).toContain(id);
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body).toMatchObject({ status: "ABANDONED", endedAt: body.lastActivityAt });
    expect(body.durationSeconds).toBeLessThan(60);
    await invitee.exchange(id, "I was away.");
    expect((await invitee.get(`/v1/sessions/${id}`)).body.status).toBe("ACTIVE");
  });

  it("its duration is the sum of the ACTIVE spans", async () => {
    const { invitee, id } = await begin();
    await age(id, 10);
    await invitee.patch(`/v1/sessions/${id}`, { status: "PAUSED" });
    const paused = (await invitee.get(`/v1/sessions/${id}`)).body.durationSeconds;
    expect(paused).toBeGreaterThanOrEqual(600);
    await invitee.patch(`/v1/sessions/${id}`, { status: "ACTIVE" });
    await age(id, 5);
    await invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });
    expect((await invitee.get(`/v1/sessions/${id}`)).body.durationSeconds).toBeGreaterThanOrEqual(paused + 300);
  });

  it("two starts at once are one session; {new: true} makes another", async () => {
    const invitee = await world.claim();
    const answers = await Promise.all(Array.from({ length: 10 }, () => invitee.post("/v1/sessions", {})));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await invitee.post("/v1/sessions", { new: true })).status).toBe(201);
  });

  it("keeps the version it started on, whatever staff publish later", async () => {
    const { invitee, id } = await begin();
    const scenario = await world.database.prisma.scenario.findUniqueOrThrow({
      where: { slug: "the-heating-is-off" },
      include: { versions: true },
    });
    const { id: _id, publishedAt: _at, ...version } = scenario.versions[0]!;
    await world.database.prisma.scenarioVersion.create({
      data: { ...version, number: 99, coachPolicy: { when: "off" }, partnerPersona: "Somebody else" },
    });
    await invitee.exchange(id, "Hello.");
    expect((await invitee.get(`/v1/sessions/${id}`)).body.scenario.partnerPersona).toBe("Mr. Halloran");
    const next = await invitee.post("/v1/sessions", { new: true });
    expect(next.body.scenario.partnerPersona).toBe("Somebody else");
    const events = await invitee.exchange(next.body.id, "Hello.");
    expect(events.find((event) => event.type === "coach-end")).toMatchObject({ message: null, missing: "policy" });
  });
});

describe("what a dead server left", () => {
  it("is settled at its checkpoint and closed once: the partner's lane fails, the coach's only the comment", async () => {
    const { invitee, id } = await begin();
    world.simulator.gate.close();
    const accepted = await invitee.post(
      `/v1/sessions/${id}/exchanges`,
      { content: "Hello." },
      { "idempotency-key": randomUUID(), accept: "application/json" },
    );
    const exchangeId = accepted.body.exchangeId as string;
    await world.database.pool.query(`UPDATE "Exchange" SET owner = 'dead' WHERE id = $1`, [exchangeId]);
    await world.database.pool.query(
      `UPDATE "Hold" SET owner = 'dead', "inputTokens" = 100, "outputTokens" = 7 WHERE "exchangeId" = $1 AND lane = 'partner'`,
      [exchangeId],
    );
    await world.database.pool.query(`UPDATE "Hold" SET owner = 'dead' WHERE "exchangeId" = $1`, [exchangeId]);
    const reaped = (await Promise.all([reapOrphans(world.database.pool, true), reapOrphans(world.database.pool, true)]))
      .flat()
      .filter((one) => one.kind === "exchange" && one.exchangeId === exchangeId);
    expect(reaped).toHaveLength(1);
    const invitation = await world.database.prisma.invitation.findUniqueOrThrow({
      where: { id: invitee.invitation.id },
    });
    expect(invitation.usage).toEqual({ tokens: 107, reserved: 0 });
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.exchanges[0]).toMatchObject({ status: "failed", problemCode: "server-stopped", retryable: true });
    world.simulator.gate.open();
    await world.running.settled();
    const after = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitee.invitation.id } });
    expect(after.usage).toEqual({ tokens: 107, reserved: 0 });
  });
});

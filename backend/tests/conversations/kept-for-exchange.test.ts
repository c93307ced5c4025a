import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { assertSound, tally } from "../attacks/audit.ts";
import { parseEvents, type TestInvitee, useTestWorld } from "../test-world.ts";
import { aside, askAside, eventOf, expectCovered, JSON_ONLY, sendIn, startOf, tokensOf } from "./lines.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "100000" });
afterEach(async () => {
  world.simulator.gate.open();
  world.simulator.clearFaults();
  await world.running.settled();
  await expectCovered(world);
  await assertSound(world);
});
const QUESTION = "What do I say first?";
const setFree = (invitee: TestInvitee, free: number) =>
  world.database.pool.query(
    `UPDATE "Invitation" SET quota = jsonb_set(quota, '{tokens}', to_jsonb(coalesce((usage ->> 'tokens')::int, 0) + coalesce((usage ->> 'reserved')::int, 0) + $2::int)) WHERE id = $1`,
    [invitee.invitation.id, free],
  );
const quotaOf = async (invitee: TestInvitee, id: number) => (await invitee.get(`/v1/sessions/${id}`)).body.quota;
const stored = (invitee: TestInvitee) =>
  world.database.prisma.aside.count({ where: { invitationId: invitee.invitation.id } });
/** The smallest rest for which `isEnough`; it leaves nothing behind where it is not. */
const leastFree = async (most: number, isEnough: (free: number) => Promise<boolean>): Promise<number> => {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};
/** What a fresh session's aside reserves and what it has to leave for an exchange, in tokens. */
const sizes = async (): Promise<{ one: number; kept: number }> => {
  const invitee = await world.claim();
  const id = await invitee.start();
  world.simulator.gate.close();
  await askAside(invitee, id, QUESTION, { headers: JSON_ONLY });
  const { reserved: one } = await tokensOf(world, invitee.invitation.id);
  world.simulator.gate.open();
  await world.running.settled();
  const other = await world.claim();
  const fresh = await other.start();
  const refusedWith = async (free: number): Promise<string> => {
    await setFree(other, free);
    const { body, status } = await askAside(other, fresh, QUESTION, { headers: JSON_ONLY });
    return status === 202 ? "none" : body.code;
  };
  // Between what an aside needs alone and what it needs beside the next exchange.
  expect(await refusedWith(one)).toBe("kept-for-exchange");
  expect(await refusedWith(300)).toBe("exhausted");
  expect(await stored(other)).toBe(0);
  const least = await leastFree(20_000, async (free) => {
    await setFree(other, free);
    return (await quotaOf(other, fresh)).exchangesLeft >= 1;
  });
  return { one, kept: least };
};

describe("what is kept for the next exchange", () => {
  it("thirty sessions ask at once: three asides get in, and one exchange still fits", async () => {
    const { one, kept } = await sizes();
    const invitee = await world.claim({ quota: { tokens: 5_000_000, label: "Race" } });
    const sessions: number[] = [];
    for (let count = 0; count < 30; count++) sessions.push(await invitee.start({ new: true }));
    // Room for three in full, for the exchange after an aside, and not for the least of a fourth.
    await setFree(invitee, 3 * one + kept + 1_100);
    world.simulator.gate.close();
    const answers = await Promise.all(sessions.map((id) => askAside(invitee, id, QUESTION, { headers: JSON_ONLY })));
    expect(tally(answers)).toEqual({ 202: 3, "402 kept-for-exchange": 27 });
    expect(await stored(invitee)).toBe(3);
    // The third may have been made to fit by an exact count.
    const { reserved } = await tokensOf(world, invitee.invitation.id);
    expect(reserved).toBeGreaterThan(2 * one);
    expect(reserved).toBeLessThanOrEqual(3 * one);
    const sent = await invitee.post(
      `/v1/sessions/${sessions[29]}/exchanges`,
      { content: "Hello." },
      { "idempotency-key": randomUUID(), ...JSON_ONLY },
    );
    expect(sent.status).toBe(202);
    expect(
      await world.database.prisma.message.count({
        where: { session: { invitationId: invitee.invitation.id }, role: "user" },
      }),
    ).toBe(4);
  });

  it("asides until they are refused leave an exchange that completes, whatever is asked", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Good evening. May I ask about the heating?");
    await setFree(invitee, 9_000);
    let asked = 0;
    const ask = () => askAside(invitee, id, `${"It is cold, and I do not know. ".repeat(asked * 5)}What now?`);
    let answer = await ask();
    for (; answer.status === 200; answer = await ask()) asked += 1;
    expect([answer.status, answer.body.code]).toEqual([402, "kept-for-exchange"]);
    expect(asked).toBeGreaterThan(0);
    const quota = await quotaOf(invitee, id);
    expect(quota.exchangesLeft).toBeGreaterThanOrEqual(1);
    expect((await invitee.exchange(id, "And which day?")).at(-1)).toMatchObject({ status: "completed" });
  });

  it("an aside beside a running exchange leaves the next one too, and the running one gets its comment", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Good evening.");
    world.simulator.gate.close({ lane: "partner", afterTokens: 1 });
    const running = sendIn(invitee, id, null, "Which day?");
    await expect.poll(() => world.simulator.gate.waiting).toBe(1);
    const refusedAt = async (free: number): Promise<boolean> => {
      await setFree(invitee, free);
      return (await askAside(invitee, id, QUESTION, { headers: JSON_ONLY })).status !== 202;
    };
    let free = 1_000;
    while (await refusedAt(free)) free += 250;
    await expect.poll(() => world.running.openAsidesOf(id)).toEqual([]);
    world.simulator.gate.open();
    const events = parseEvents((await running).body);
    expect(eventOf(events, "coach-end").missing).not.toBe("failed");
    await world.running.settled();
    expect((await quotaOf(invitee, id)).exchangesLeft).toBeGreaterThanOrEqual(1);
    expect((await invitee.exchange(id, "Thank you.")).at(-1)).toMatchObject({ status: "completed" });
  });

  /** An exchange that ended so, in an invitation with enough for one exchange and not for two. */
  const endedAs = async (status: "STOPPED" | "FAILED") => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Good evening.");
    const kind = status === "FAILED" ? "unauthorized" : "stall";
    world.simulator.fault({ kind, lane: "partner", times: 1 });
    const { exchangeId } = (await sendIn(invitee, id, null, "Which day?", { headers: JSON_ONLY })).body;
    const isSpeaking = () => (world.running.get(exchangeId)?.partner.text.length ?? 0) > 0;
    while (status === "STOPPED" && !isSpeaking()) await sleep(5);
    if (status === "STOPPED") await invitee.post(`/v1/exchanges/${exchangeId}/stop`);
    await world.running.settled();
    world.simulator.clearFaults();
    const one = await leastFree(20_000, async (free) => {
      await setFree(invitee, free);
      return (await quotaOf(invitee, id)).exchangesLeft >= 1;
    });
    await setFree(invitee, one + 400);
    return { invitee, id, exchangeId: exchangeId as string };
  };
  it("a failed exchange is tried again with it", async () => {
    const { invitee, exchangeId } = await endedAs("FAILED");
    const retried = await invitee.post(`/v1/exchanges/${exchangeId}/retry`);
    expect(parseEvents(retried.body).at(-1)).toMatchObject({ status: "completed", attempt: 2 });
  });
  it("a stopped exchange is not, and nothing is stored; the next exchange completes", async () => {
    const { invitee, id, exchangeId } = await endedAs("STOPPED");
    const before = await world.database.prisma.hold.count();
    const retried = await invitee.post(`/v1/exchanges/${exchangeId}/retry`);
    expect([retried.status, retried.body.code]).toEqual([402, "kept-for-exchange"]);
    expect(await world.database.prisma.hold.count()).toBe(before);
    expect((await invitee.exchange(id, "Which day, please?")).at(-1)).toMatchObject({ status: "completed" });
    await setFree(invitee, 50_000);
    expect((await invitee.post(`/v1/exchanges/${exchangeId}/retry`)).body.code).toBe("not-retryable");
  });

  it("a stopped exchange is tried again where the next one fits beside it", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.gate.close({ lane: "partner", afterTokens: 2 });
    const sent = await sendIn(invitee, id, null, "Which day?", { headers: JSON_ONLY });
    await expect.poll(() => world.simulator.gate.waiting).toBe(1);
    await invitee.post(`/v1/exchanges/${sent.body.exchangeId}/stop`);
    world.simulator.gate.open();
    await world.running.settled();
    const retried = await invitee.post(`/v1/exchanges/${sent.body.exchangeId}/retry`);
    expect(startOf(parseEvents(retried.body)).exchangeId).toBe(sent.body.exchangeId);
    expect((await aside(invitee, id, QUESTION)).at(-1)).toMatchObject({ status: "completed" });
  });

  it("of a short quota too: as long as more than one exchange is told, a stopped one is tried again; then it is not, and nobody was told of a last one before", async () => {
    const { quota } = await world.database.prisma.quotaPreset.findUniqueOrThrow({ where: { name: "short" } });
    const { token } = (await world.invite({ scenarioSlug: "the-heating-is-off", preset: "short" })) as {
      token: string;
    };
    const invitee = await world.claimToken(token);
    const id = await invitee.start();
    const announced = () =>
      world.database.prisma.telemetryEvent.count({ where: { sessionId: id, name: "quota_last_announced" } });
    const answers: string[] = [];
    for (let told = await quotaOf(invitee, id); told.aboutExchanges > 1; told = await quotaOf(invitee, id)) {
      expect(await announced()).toBe(0);
      world.simulator.gate.close({ lane: "partner", afterTokens: 2 });
      const sent = await sendIn(invitee, id, null, "Which day will it be, please?", { headers: JSON_ONLY });
      expect(sent.status).toBe(202);
      await expect.poll(() => world.simulator.gate.waiting).toBe(1);
      await invitee.post(`/v1/exchanges/${sent.body.exchangeId}/stop`);
      world.simulator.gate.open();
      await world.running.settled();
      const { aboutExchanges } = await quotaOf(invitee, id);
      const retried = await invitee.post(`/v1/exchanges/${sent.body.exchangeId}/retry`);
      await world.running.settled();
      const ended = retried.status === 200 ? parseEvents(retried.body).at(-1) : null;
      answers.push(ended?.type === "exchange-end" ? `again ${ended["status"]}` : retried.body.code);
      expect([aboutExchanges, answers.at(-1)]).toEqual([
        aboutExchanges,
        aboutExchanges > 1 ? "again completed" : "kept-for-exchange",
      ]);
    }
    // The preset was not given away by one that is refused too early, nor by its last exchange.
    expect((quota as { tokens: number }).tokens).toBe(15_000);
    expect(answers.filter((answer) => answer === "again completed").length).toBeGreaterThan(2);
    expect((await quotaOf(invitee, id)).level).toBe("last");
    expect((await invitee.exchange(id, "Thank you.")).at(-1)).toMatchObject({ status: "completed" });
  });
});

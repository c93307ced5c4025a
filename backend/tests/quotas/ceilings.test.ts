import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../../src/problem.ts";
import { NO_TOKENS } from "../../src/quotas/charge.ts";
import { reapOrphans } from "../../src/quotas/reap-store.ts";
import { reserveExchange, type ReservedHolds } from "../../src/quotas/reserve-store.ts";
import { releaseHold, settleHold } from "../../src/quotas/settle-store.ts";
import { createSpendBook, NO_CEILINGS, secondsToMidnight } from "../../src/quotas/spend-store.ts";
import { createSpendWatch } from "../../src/watch-spend.ts";
import { assertSound } from "../attacks/audit.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "1000000" });
const { pool, prisma } = world.database;
const AMOUNT = 1_000;
const OWNER = "another server";
await pool.query(`INSERT INTO "ServerLease" (id, until) VALUES ($1, now() + interval '1 hour')`, [OWNER]);

const makeSite = async (dailyTokens: number | null) => {
  const key = `site-${randomUUID()}`;
  return prisma.site.create({ data: { key, name: key, pageUrl: "https://a.example/", origins: [], dailyTokens } });
};
/** Sessions of as many invitations of one site. */
const makeSessions = async (siteKey: string | null, count: number) => {
  const made = [];
  for (let index = 0; index < count; index++) {
    const invitee = await world.claim(siteKey === null ? {} : { site: siteKey });
    const { invitation, user } = invitee;
    made.push({ sessionId: await invitee.start(), invitationId: invitation.id, userId: user.id });
  }
  return made;
};
type Place = Awaited<ReturnType<typeof makeSessions>>[number];
/** As startExchange does it, without running it: its holds stay. */
const reserve = async (place: Place, overall: number | null, owner = OWNER) => {
  const lane = (share: number) => ({ holdId: randomUUID(), model: "m", amount: AMOUNT * share, maxOutput: 10 });
  const holds: ReservedHolds = { partner: lane(0.6), coach: lane(0.4) };
  const spend = await createSpendBook(pool).open(place.invitationId, overall);
  const exchange = {
    ...place,
    exchangeId: randomUUID(),
    line: { branchId: null, count: 0 },
    idempotencyKey: randomUUID(),
    bodyHash: "",
    content: "Hello.",
    owner,
  };
  const reserved = await reserveExchange(pool, exchange, holds, spend);
  return { reserved, holds, exchangeId: exchange.exchangeId, ...place };
};
const settle = (made: Awaited<ReturnType<typeof reserve>>, lane: "partner" | "coach", output: number) =>
  settleHold(pool, made.holds[lane]!.holdId, {
    ...made,
    attempt: 1,
    lane,
    requestedModel: "m",
    model: "m",
    counts: { ...NO_TOKENS, output },
    estimated: false,
    simulated: true,
    messageIds: [],
    promptHash: "",
    stopReason: null,
    requestId: null,
    problemCode: null,
    firstTokenMs: null,
    durationMs: 0,
  });
const spendOf = async (scope: string) => {
  const row = await prisma.spendDay.findFirst({ where: { scope } });
  return row && { tokens: Number(row.tokens), reserved: Number(row.reserved) };
};
const admitted = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === "fulfilled").length;
const refusals = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((result) => (result.status === "rejected" ? [result.reason as Problem] : []));
/** Of every ceiling's day: held is what is live, spent is what was charged. */
afterEach(async () => {
  await assertSound(world);
  await pool.query(`UPDATE "Exchange" SET owner = 'dead' WHERE owner = $1`, [OWNER]);
  await pool.query(`UPDATE "Hold" SET owner = 'dead' WHERE owner = $1`, [OWNER]);
  await reapOrphans(pool, true);
  await assertSound(world);
  await pool.query(`DELETE FROM "SpendDay"`);
});

describe("daily ceilings", () => {
  it("without one nothing is counted and no row is touched", async () => {
    const [place] = await makeSessions(null, 1);
    expect(await world.quotaStore.spend.open(place!.invitationId, null)).toBe(NO_CEILINGS);
    await reserve(place!, null);
    expect(await prisma.spendDay.count()).toBe(0);
    expect(await prisma.hold.count({ where: { NOT: { spendDay: null } } })).toBe(0);
  });

  it("a site's: of thirty at once exactly the ten that fit go in; the others leave nothing behind", async () => {
    const site = await makeSite(AMOUNT * 10);
    const places = await makeSessions(site.key, 30);
    const results = await Promise.allSettled(places.map((place) => reserve(place, null)));
    expect(admitted(results)).toBe(10);
    for (const problem of refusals(results)) {
      expect(problem).toBeInstanceOf(Problem);
      expect(problem).toMatchObject({ code: "daily-ceiling", status: 429 });
      expect(problem.retryAfter).toBeGreaterThan(0);
      expect(problem.retryAfter).toBeLessThanOrEqual(86_400);
    }
    const sessionIds = places.map(({ sessionId }) => sessionId);
    expect(await prisma.message.count({ where: { sessionId: { in: sessionIds }, role: "user" } })).toBe(10);
    expect(await prisma.exchange.count({ where: { sessionId: { in: sessionIds } } })).toBe(10);
    expect(await spendOf(site.id)).toEqual({ tokens: 0, reserved: AMOUNT * 10 });
    expect(await spendOf("all")).toBeNull();
  });

  it("two sites under one of the whole: never more than any of the three allows, and no fewer", async () => {
    const sites = [await makeSite(AMOUNT * 8), await makeSite(AMOUNT * 8)];
    const places = (await Promise.all(sites.map((site) => makeSessions(site.key, 15)))).flat();
    const results = await Promise.allSettled(places.map((place) => reserve(place, AMOUNT * 10)));
    expect(admitted(results)).toBe(10);
    expect(refusals(results).every((problem) => problem.code === "daily-ceiling")).toBe(true);
    expect(await spendOf("all")).toEqual({ tokens: 0, reserved: AMOUNT * 10 });
    for (const site of sites) expect((await spendOf(site.id))?.reserved).toBeLessThanOrEqual(AMOUNT * 8);
  });

  it("what a call used is spent, the rest is free again: settled, released and reaped ones under load", async () => {
    const sites = [await makeSite(AMOUNT * 1_000), await makeSite(AMOUNT * 1_000)];
    const places = (await Promise.all(sites.map((site) => makeSessions(site.key, 20)))).flat();
    await Promise.all(
      places.map(async (place, index) => {
        const made = await reserve(place, AMOUNT * 1_000, index % 4 === 3 ? "dead" : OWNER);
        expect(made.reserved).not.toBeNull();
        if (index % 4 === 3) return reapOrphans(pool, true);
        await settle(made, "partner", 100);
        return index % 4 === 2 ? releaseHold(pool, made.holds.coach!.holdId) : settle(made, "coach", 5_000);
      }),
    );
    await reapOrphans(pool, true);
    // Of each site's twenty: five settled twice over (index 0 and 1 of 4), five released, five reaped uncalled.
    const each = { tokens: 10 * (100 + 400) + 5 * 100, reserved: 0 };
    for (const site of sites) expect(await spendOf(site.id)).toEqual(each);
    expect(await spendOf("all")).toEqual({ tokens: each.tokens * 2, reserved: 0 });
    // An overrun is capped at the hold, as everywhere: taken away so that the audit's own rule stays.
    await pool.query(`UPDATE "UsageLog" SET "overrunTokens" = 0`);
  });

  it("a hold that outlives midnight is settled in the day in which it was made", async () => {
    const site = await makeSite(AMOUNT * 10);
    const [place] = await makeSessions(site.key, 1);
    const made = await reserve(place!, null);
    await pool.query(`UPDATE "SpendDay" SET day = day - 1 WHERE scope = $1`, [site.id]);
    await pool.query(`UPDATE "Hold" SET "spendDay" = "spendDay" - 1 WHERE "exchangeId" = $1`, [made.exchangeId]);
    await settle(made, "partner", 50);
    await settle(made, "coach", 50);
    expect(await spendOf(site.id)).toEqual({ tokens: 100, reserved: 0 });
    expect(await prisma.spendDay.count({ where: { scope: site.id } })).toBe(1);
  });

  it("says when it goes on: midnight UTC", () => {
    expect(secondsToMidnight(Date.UTC(2026, 10, 23, 23, 59, 30))).toBe(30);
    expect(secondsToMidnight(Date.UTC(2026, 10, 23))).toBe(86_400);
    expect(secondsToMidnight(Date.UTC(2026, 10, 23, 23, 59, 59, 999))).toBe(1);
  });

  it("alarms at 80 % and at the ceiling, each once, and shows the share", async () => {
    const site = await makeSite(AMOUNT * 10);
    const places = await makeSessions(site.key, 10);
    const [warn, error] = [vi.spyOn(world.logger, "warn"), vi.spyOn(world.logger, "error")];
    const quotaStore = { ...world.quotaStore, spend: createSpendBook(pool) };
    const watch = createSpendWatch({ ...world, quotaStore });
    const alarms = (spy: typeof warn) =>
      spy.mock.calls.filter(([facts]) => (facts as { scope?: string }).scope === site.key).length;
    const shares = [];
    for (const place of places) {
      await reserve(place, null);
      await watch();
      await watch();
      shares.push([alarms(warn), alarms(error)]);
    }
    expect(shares.slice(6)).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 1],
    ]);
    const { values } = await world.metrics.dailySpend.get();
    expect(values.find(({ labels }) => labels.scope === site.key)?.value).toBe(1);
  });
});

describe("the ceiling of the whole, over HTTP", async () => {
  const small = await useTestWorld({ DAILY_TOKENS: "9000" });
  it("refuses with 429 and Retry-After, stores nothing, and lets what runs finish", async () => {
    const [one, two] = [await small.claim(), await small.claim()];
    const [first, second] = [await one.start(), await two.start()];
    small.simulator.gate.close();
    const key = { "idempotency-key": randomUUID(), accept: "application/json" };
    expect((await one.post(`/v1/sessions/${first}/exchanges`, { content: "Hello." }, key)).status).toBe(202);
    const refused = await two.send(second, "Hello.");
    expect(refused).toMatchObject({ status: 429, body: { code: "daily-ceiling" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await small.database.prisma.exchange.count({ where: { sessionId: second } })).toBe(0);
    small.simulator.gate.open();
    await small.running.settled();
    // What was held and not used is free again.
    expect((await two.send(second, "Hello.")).status).toBe(200);
    await small.running.settled();
    await assertSound(small);
  });
});

// Daily ceilings: which there are, what counts against them, and what a reservation does that does not fit. Races and HTTP are in
// ceilings.test.ts.
import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../../src/problem.ts";
import { reserveAside, reserveLane } from "../../src/quotas/reserve-coach-store.ts";
import { reserveRetry } from "../../src/quotas/reserve-store.ts";
import { releaseHold, settleHold } from "../../src/quotas/settle-store.ts";
import {
  ceilingProblem,
  createSpendBook,
  type DaySpend,
  NO_CEILINGS,
  OVERALL,
  secondsToMidnight,
} from "../../src/quotas/spend-store.ts";
import { type Place, twoHolds, useLedgerGround } from "./ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;
const NOON = Date.UTC(2026, 10, 23, 12);
const DAY = "2026-11-23";
afterEach(async () => {
  vi.restoreAllMocks();
  await prisma.spendDay.deleteMany();
  await prisma.site.updateMany({ data: { dailyTokens: null } });
});

const setClock = (now: number) => vi.spyOn(Date, "now").mockReturnValue(now);
const days = async () =>
  (await prisma.spendDay.findMany({ orderBy: [{ day: "asc" }, { scope: "asc" }] })).map(
    ({ scope, day, tokens, reserved }) => [scope, day.toISOString().slice(0, 10), Number(tokens), Number(reserved)],
  );
/** The real database, with what it is asked. */
const watch = () => {
  const asked: string[] = [];
  const query = (text: string, values?: unknown[]) => {
    asked.push(/"(Site|Invitation|SpendDay)"/.exec(text)?.[1] ?? text);
    return pool.query(text, values);
  };
  return { asked, book: createSpendBook({ query } as unknown as Pool) };
};

describe("midnight", () => {
  it.each([
    [Date.UTC(2026, 10, 23), 86_400],
    [Date.UTC(2026, 10, 23, 0, 0, 0, 1), 86_400],
    [Date.UTC(2026, 10, 23, 0, 0, 1), 86_399],
    [Date.UTC(2026, 10, 23, 23, 59, 58, 500), 2],
    [Date.UTC(2026, 10, 23, 23, 59, 59, 999), 1],
  ])("at %i it is %i seconds away", (now, seconds) => {
    expect(secondsToMidnight(now)).toBe(seconds);
  });
  it("is when a refusal ends, which says whose ceiling it is", () => {
    const whole = ceilingProblem(OVERALL, Date.UTC(2026, 10, 23, 23, 59, 30));
    expect(whole).toBeInstanceOf(Problem);
    expect(whole).toMatchObject({ code: "daily-ceiling", retryAfter: 30 });
    expect(whole.message).toMatch(/^This service has spent .*midnight \(UTC\)\.$/);
    expect(ceilingProblem("a-site", 0).message).toMatch(/^This site has spent /);
    expect(ceilingProblem("a-site", 0).retryAfter).toBe(86_400);
  });
});

describe("which ceilings count", () => {
  it("none where none is set: nothing is looked up, nothing is counted", async () => {
    setClock(NOON);
    const { asked, book } = watch();
    const at = await ground.place();
    expect(await book.open(at.invitationId, null)).toBe(NO_CEILINGS);
    expect(NO_CEILINGS).toEqual({ day: "", ceilings: [] });
    expect(asked).toEqual(["Site"]);
    expect(await days()).toEqual([]);
  });
  it("the site's own, then that of the whole; their rows of today are there", async () => {
    setClock(NOON);
    const site = await ground.makeSite(5_000);
    await ground.makeSite(null);
    const [inside, outside] = [await ground.place({ siteId: site.id }), await ground.place()];
    const { book } = watch();
    expect(await book.open(outside.invitationId, null)).toBe(NO_CEILINGS);
    expect(await book.open("gone", null)).toBe(NO_CEILINGS);
    expect(await days()).toEqual([]);
    expect(await book.open(inside.invitationId, null)).toEqual({
      day: DAY,
      ceilings: [{ scope: site.id, ceiling: 5_000 }],
    });
    expect(await days()).toEqual([[site.id, DAY, 0, 0]]);
    expect(await book.open(inside.invitationId, 9_000)).toEqual({
      day: DAY,
      ceilings: [
        { scope: site.id, ceiling: 5_000 },
        { scope: "all", ceiling: 9_000 },
      ],
    });
    expect(await book.open(outside.invitationId, 9_000)).toEqual({
      day: DAY,
      ceilings: [{ scope: "all", ceiling: 9_000 }],
    });
    expect((await days()).map(([scope]) => scope)).toEqual(["all", site.id].toSorted());
  });
  it("a site without one has none, also where another has", async () => {
    const [without, _] = [await ground.makeSite(null), await ground.makeSite(5_000)];
    const at = await ground.place({ siteId: without.id });
    expect(await watch().book.open(at.invitationId, null)).toBe(NO_CEILINGS);
  });
  it("of the whole alone asks for no invitation", async () => {
    setClock(NOON);
    const { asked, book } = watch();
    const at = await ground.place();
    await book.open(at.invitationId, 9_000);
    expect(asked).toEqual(["Site", "SpendDay"]);
    await book.open(at.invitationId, 9_000);
    expect(asked, "the row is known").toEqual(["Site", "SpendDay"]);
  });
  it("a site's is known for two seconds", async () => {
    const clock = setClock(NOON);
    const { asked, book } = watch();
    const site = await ground.makeSite(null);
    const at = await ground.place({ siteId: site.id });
    const look = async (after: number) => {
      clock.mockReturnValue(NOON + after);
      return (await book.open(at.invitationId, null)).ceilings.length;
    };
    expect(await look(0)).toBe(0);
    await prisma.site.update({ where: { id: site.id }, data: { dailyTokens: 5_000 } });
    expect(await look(1_999)).toBe(0);
    expect(asked).toEqual(["Site"]);
    expect(await look(2_000)).toBe(1);
    await prisma.site.update({ where: { id: site.id }, data: { dailyTokens: null } });
    expect(await look(3_999)).toBe(1);
    expect(await look(4_000)).toBe(0);
    expect(asked.filter((table) => table === "Site")).toHaveLength(3);
  });
  it("asked at once, the sites are read once; a failure is not kept", async () => {
    setClock(NOON);
    let [reads, broken] = [0, true];
    const query = (text: string, values?: unknown[]) => {
      if (text.includes('"Site"')) reads += 1;
      return broken ? Promise.reject(new Error("away")) : pool.query(text, values);
    };
    const book = createSpendBook({ query } as unknown as Pool);
    const at = await ground.place();
    await expect(book.open(at.invitationId, null)).rejects.toThrow("away");
    broken = false;
    await Promise.all([book.open(at.invitationId, null), book.open(at.invitationId, null), book.levels(null)]);
    expect(reads).toBe(2);
  });
  it("the next day has rows of its own, and yesterday is forgotten", async () => {
    const clock = setClock(NOON);
    const { asked, book } = watch();
    const at = await ground.place();
    const openAt = async (now: number, overall = 9_000) => {
      clock.mockReturnValue(now);
      await book.open(at.invitationId, overall);
    };
    const inserts = () => asked.filter((table) => table === "SpendDay").length;
    await openAt(NOON);
    await openAt(NOON + 1);
    expect(inserts()).toBe(1);
    await openAt(NOON + 86_400_000);
    await openAt(NOON + 86_400_001);
    expect(inserts()).toBe(2);
    expect((await days()).map(([, day]) => day)).toEqual(["2026-11-23", "2026-11-24"]);
    await openAt(NOON);
    expect(inserts(), "asked for again").toBe(3);
  });
  it("each scope's row of a day is made once", async () => {
    setClock(NOON);
    const site = await ground.makeSite(5_000);
    const [inside, outside] = [await ground.place({ siteId: site.id }), await ground.place()];
    const { asked, book } = watch();
    await book.open(outside.invitationId, 9_000);
    await book.open(inside.invitationId, null);
    expect(asked.filter((table) => table === "SpendDay")).toHaveLength(2);
    await book.open(outside.invitationId, 9_000);
    await book.open(inside.invitationId, 9_000);
    expect(asked.filter((table) => table === "SpendDay")).toHaveLength(2);
  });
  it("rows that are there already stay as they are", async () => {
    setClock(NOON);
    await prisma.spendDay.create({ data: { scope: "all", day: new Date(DAY), tokens: 7n, reserved: 0n } });
    const at = await ground.place();
    await watch().book.open(at.invitationId, 9_000);
    expect(await days()).toEqual([["all", DAY, 7, 0]]);
  });
});

describe("how far each ceiling is", () => {
  it("is what was spent and is held today, of sites by their key", async () => {
    setClock(NOON);
    const site = await ground.makeSite(5_000);
    const { asked, book } = watch();
    await prisma.spendDay.createMany({
      data: [
        { scope: site.id, day: new Date(DAY), tokens: 30n, reserved: 12n },
        { scope: site.id, day: new Date("2026-11-22"), tokens: 999n, reserved: 0n },
        { scope: "all", day: new Date(DAY), tokens: 50n, reserved: 1n },
      ],
    });
    const ofSite = { scope: site.id, name: site.key, ceiling: 5_000, spent: 42 };
    expect(await book.levels(null)).toEqual([ofSite]);
    expect(await book.levels(9_000)).toEqual([ofSite, { scope: "all", name: "all", ceiling: 9_000, spent: 51 }]);
    expect(asked).toEqual(["Site", "SpendDay", "SpendDay"]);
  });
  it("is nothing before anybody spent; where there is none, nobody asks", async () => {
    setClock(NOON);
    const { asked, book } = watch();
    expect(await book.levels(null)).toEqual([]);
    expect(asked).toEqual(["Site"]);
    expect(await book.levels(9_000)).toEqual([{ scope: "all", name: "all", ceiling: 9_000, spent: 0 }]);
  });
});

describe("what counts against a ceiling", () => {
  const spendOf = (site: number, whole: number): DaySpend => ({
    day: DAY,
    ceilings: [
      { scope: "z-site", ceiling: site },
      { scope: "all", ceiling: whole },
    ],
  });
  const layDays = () =>
    prisma.spendDay.createMany({
      data: ["all", "z-site"].map((scope) => ({ scope, day: new Date(DAY), tokens: 100n })),
    });
  const refusal = async (work: Promise<unknown>): Promise<Problem> =>
    work.then(
      () => expect.unreachable("it was let in"),
      (error: Problem) => error,
    );
  const both = (tokens: number, reserved: number) => [
    ["all", DAY, tokens, reserved],
    ["z-site", DAY, tokens, reserved],
  ];

  it("an exchange: to the last token of both, with its holds; settled and released it gives back", async () => {
    await layDays();
    const at = await ground.place();
    const made = await ground.reserve(at, { spend: spendOf(1_100, 1_100) });
    expect(made.reserved).toMatchObject({ number: 1, ledger: { reserved: 1_000 } });
    expect(await days()).toEqual(both(100, 1_000));
    expect(await ground.holds(made)).toMatchObject([
      { spendScopes: ["z-site", "all"], spendDay: new Date(DAY) },
      { spendScopes: ["z-site", "all"], spendDay: new Date(DAY) },
    ]);
    await settleHold(pool, made.partner, ground.facts(made));
    expect(await days()).toEqual(both(178, 400));
    await settleHold(pool, made.partner, ground.facts(made));
    await releaseHold(pool, made.coach);
    await releaseHold(pool, made.coach);
    expect(await days()).toEqual(both(178, 0));
    await ground.reserve(await ground.place());
    expect(await ground.statements("reserve-exchange-%")).toEqual([
      "reserve-exchange-main",
      "reserve-exchange-main-counted",
    ]);
  });
  it("an overrun counts as what was held", async () => {
    await layDays();
    const made = await ground.reserve(await ground.place(), { spend: spendOf(9_000, 9_000) });
    await settleHold(
      pool,
      made.partner,
      ground.facts(made, { counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 700 } }),
    );
    expect(await days()).toEqual(both(700, 400));
  });
  it.each([
    ["This site", 1_099, 1_100],
    ["This service", 1_100, 1_099],
  ])("an exchange that %s has no room for is refused and leaves nothing", async (whose, site, whole) => {
    await layDays();
    const at = await ground.place();
    const problem = await refusal(ground.reserve(at, { spend: spendOf(site, whole) }));
    expect(problem).toMatchObject({ code: "daily-ceiling" });
    expect(problem.message.startsWith(whose)).toBe(true);
    expect(await days()).toEqual(both(100, 0));
    expect(await ground.ledger(at)).toEqual({});
    expect(await prisma.exchange.count({ where: { sessionId: at.sessionId } })).toBe(0);
  });
  it("where the quota itself has no room, that is said, and no day is touched", async () => {
    await layDays();
    const at = await ground.place({ tokens: 999 });
    expect((await ground.reserve(at, { spend: spendOf(9_000, 9_000) })).reserved).toBeNull();
    expect(await days()).toEqual(both(100, 0));
  });
  it("a branch, which has one parameter more", async () => {
    await layDays();
    const at = await ground.place();
    await ground.finish(await ground.reserve(at));
    const line = { branchId: randomUUID(), count: 1, made: { parentId: null } };
    expect((await ground.reserve(at, { line, spend: spendOf(1_100, 1_100) })).reserved).toMatchObject({ number: 2 });
    expect(await days()).toEqual(both(100, 1_000));
  });
  it("another attempt", async () => {
    await layDays();
    const at = await ground.place();
    const made = await ground.reserve(at);
    await ground.finish(made, "FAILED");
    const retry = (spend: DaySpend) =>
      reserveRetry(pool, { ...made, keep: 0, key: null, bodyHash: "", owner: "me" }, twoHolds(), spend);
    expect(await refusal(retry(spendOf(1_099, 1_100)))).toMatchObject({ code: "daily-ceiling" });
    expect(await prisma.exchange.findUniqueOrThrow({ where: { id: made.exchangeId } })).toMatchObject({
      status: "FAILED",
      attempt: 1,
    });
    expect(await retry(spendOf(1_100, 1_100))).toMatchObject({ attempt: 2 });
    expect(await days()).toEqual(both(100, 1_000));
  });
  it("an aside", async () => {
    await layDays();
    const at: Place = await ground.place();
    const asideId = randomUUID();
    const ask = (spend: DaySpend) =>
      reserveAside(
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
        { holdId: randomUUID(), model: "m", amount: 300, maxOutput: 30 },
        spend,
      );
    expect(await refusal(ask(spendOf(400, 399)))).toMatchObject({ code: "daily-ceiling" });
    expect(await ask(spendOf(400, 400))).toMatchObject({ number: 1 });
    expect(await days()).toEqual(both(100, 300));
    expect(await ground.holds({ asideId })).toMatchObject([
      { spendScopes: ["z-site", "all"], spendDay: new Date(DAY) },
    ]);
  });
  it("one more call of the coach, which is left out where it does not fit", async () => {
    await layDays();
    const made = await ground.reserve(await ground.place());
    const more = (spend: DaySpend) =>
      reserveLane(
        pool,
        { ...made, asideId: null, owner: "me" },
        { holdId: randomUUID(), model: "m", amount: 300, maxOutput: 30 },
        spend,
      );
    expect(await more(spendOf(399, 400))).toBe(false);
    expect(await days()).toEqual(both(100, 0));
    expect(await more(spendOf(400, 400))).toBe(true);
    expect(await days()).toEqual(both(100, 300));
    expect(await ground.ledger(made)).toEqual({ tokens: 0, reserved: 1_300 });
  });
});

// The ledger's arithmetic in figures worked out by hand, each with the token before it and after it.
import { describe, expect, it } from "vitest";
import { NO_TOKENS, worstInputCharge } from "../../src/quotas/charge.ts";
import { cautiousCharge, predictExchanges, tokensForExchanges } from "../../src/quotas/predict-exchanges.ts";
import {
  clampLaneToHeadroom,
  clampToHeadroom,
  nextReservation,
  reserveFor,
  reserveLaneFor,
  totalOf,
} from "../../src/quotas/predict-reservation.ts";
import { quotaState, readLedger } from "../../src/quotas/quota-state.ts";

const lane = (lastInput: number, lastOutput: number, newBytes: number, maxOutput: number) => ({
  lastInput,
  lastOutput,
  newBytes,
  maxOutput,
});
/** 1,000 + 100 + 236 and 64 of framing are 1,400, at most 1,750 when written to the cache. */
const partner = lane(1_000, 100, 236, 300);
/** 500 + 50 + 86 + 64 are 700, and up to 300 of the reply: 1,000, at most 1,250. */
const coach = lane(500, 50, 86, 200);

describe("the worst case", () => {
  it.each([
    [0, 0],
    [1, 2],
    [4, 5],
    [100, 125],
  ])("of %i tokens of input is %i", (tokens, charge) => {
    expect(worstInputCharge(tokens)).toBe(charge);
  });
  it("begins at nothing", () => {
    expect(NO_TOKENS).toEqual({ input: 0, cacheWrite: 0, cacheRead: 0, output: 0 });
  });
  it("of one lane is its input and its whole output", () => {
    expect(reserveLaneFor(partner)).toEqual({ amount: 2_050, maxOutput: 300 });
  });
  it("of both lanes lets the coach read the whole reply", () => {
    const both = reserveFor(partner, coach);
    expect(both).toEqual({
      partner: { amount: 2_050, maxOutput: 300 },
      coach: { amount: 1_450, maxOutput: 200 },
    });
    expect(totalOf(both)).toBe(3_500);
    expect(totalOf(reserveFor(partner, null))).toBe(2_050);
    expect(reserveFor(partner, null).coach).toBeNull();
  });
  it.each([
    // 1,750 + 256, and the coach reads 256: 1.25 · 956 + 160
    [partner, coach, { full: 3_500, least: 3_361 }],
    [partner, null, { full: 2_050, least: 2_006 }],
    // Whose whole output is shorter than the least is not clamped.
    [{ ...partner, maxOutput: 100 }, null, { full: 1_850, least: 1_850 }],
    [
      { ...partner, maxOutput: 100 },
      { ...coach, maxOutput: 50 },
      { full: 1_850 + 1_050, least: 1_850 + 1_050 },
    ],
  ])("of the next exchange, in full and at the least: case %#", (partner, coach, next) => {
    expect(nextReservation(partner, coach)).toEqual(next);
  });
});

describe("what is clamped to the headroom", () => {
  it.each([
    [2_050, { amount: 2_050, maxOutput: 300 }],
    [9_999, { amount: 2_050, maxOutput: 300 }],
    [2_049, { amount: 2_049, maxOutput: 299 }],
    [1_910, { amount: 1_910, maxOutput: 160 }],
    [1_909, null],
    [0, null],
  ])("one lane into %i tokens", (headroom, reservation) => {
    expect(clampLaneToHeadroom(partner, headroom)).toEqual(reservation);
  });
  it("a lane that is shorter than the least of a comment is not clamped below itself", () => {
    const short = { ...partner, maxOutput: 100 };
    expect(clampLaneToHeadroom(short, 1_850)).toEqual({ amount: 1_850, maxOutput: 100 });
    expect(clampLaneToHeadroom(short, 1_849)).toBeNull();
  });
  it.each([
    [3_500, [300, 200]],
    // 1,750 + 299, and 1.25 · (700 + 299) + 199: 3,497; the next step is all of it
    [3_499, [299, 199]],
    // half of the way from 256 to 300 and from 160 to 200
    [3_430, [277, 179]],
    [3_361, [256, 160]],
  ])("both lanes into %i tokens, in proportion", (headroom, [said, commented]) => {
    const reservation = clampToHeadroom(partner, coach, headroom);
    expect([reservation?.partner.maxOutput, reservation?.coach?.maxOutput]).toEqual([said, commented]);
    expect(reservation).toEqual(reserveFor(partner, coach, { partner: said!, coach: commented! }));
  });
  it("below the least there is none, with a coach and without", () => {
    expect(clampToHeadroom(partner, coach, 3_360)).toBeNull();
    expect(clampToHeadroom(partner, null, 2_006)).toEqual({ partner: { amount: 2_006, maxOutput: 256 }, coach: null });
    expect(clampToHeadroom(partner, null, 2_005)).toBeNull();
    expect(clampToHeadroom(partner, null, 2_030)?.partner.amount).toBe(2_030);
  });
});

describe("how many ordinary exchanges fit", () => {
  // Needed for the n-th: what those before it were charged, and its own least reservation.
  it.each([
    // Too short for the cache: 568 + 256; charged 135 + 35; then 643 + 256.
    ["uncached", lane(100, 10, 280, 1_000), [824, 1_069]],
    // 1,040 + 25 are written to the cache (1,332 + 35); then 1,065 read and 60 written (182 + 35).
    ["written, then read", lane(1_000, 40, 280, 1_000), [1_986, 3_428, 3_720]],
    // With 25 more it has 1,024, the least that is cached: 1,280 + 35; then 1,024 are read (178 + 35).
    ["at the least that is cached", lane(960, 39, 280, 1_000), [1_935, 3_325, 3_613]],
    // Sent before and cached: 1,024 read and 41 written (154 + 35).
    ["read at once", lane(1_024, 16, 280, 1_000), [1_986, 189 + 2_061]],
    // 4,280 bytes: an ordinary message and 1,000 tokens. 1.25 · 4,344 + 256 first; less than that is none.
    ["never called", lane(0, 0, 4_280, 1_000), [5_686]],
  ])("%s", (_, partner, needs) => {
    for (const [made, need] of needs.entries()) {
      expect(predictExchanges(need - 1, partner, null), `${need} - 1`).toBe(made);
      expect(predictExchanges(need, partner, null), `${need}`).toBeGreaterThan(made);
    }
  });
  it("never called before: the first reservation is the dear one, and what is charged leaves room for eight more", () => {
    // Charged 1,317, then 213, 219, 225 …; the least reservations after the first are 2,011, 2,086, 2,161 …: the ninth (2,536)
    // still fits into the 2,752 that are left, the tenth (2,611) not into 2,497.
    const fresh = lane(0, 0, 4_280, 1_000);
    expect(predictExchanges(5_686, fresh, null)).toBe(9);
    expect(predictExchanges(5_686 + 114, fresh, null)).toBe(10);
    expect(predictExchanges(5_686 + 113, fresh, null)).toBe(9);
  });
  it("with a coach, who reads the words of both and is asked", () => {
    const [speaks, comments] = [lane(100, 10, 280, 1_000), lane(480, 20, 380, 1_000)];
    const needs = [824 + 1_660, 170 + 777 + 899 + 1_823, 170 + 777 + 230 + 266 + 974 + 1_985];
    for (const [made, need] of needs.entries()) {
      expect(predictExchanges(need - 1, speaks, comments)).toBe(made);
      expect(predictExchanges(need, speaks, comments)).toBe(made + 1);
    }
    expect(predictExchanges(needs[0]!, speaks, null)).toBeGreaterThan(1);
  });
  it("a coach who was never called: what is new to him is in the first reservation alone", () => {
    // 1.25 · (2,000 + 256 + 64) + 160 first
    const [speaks, comments] = [lane(100, 10, 280, 1_000), lane(0, 0, 2_000, 1_000)];
    expect(predictExchanges(824 + 3_060 - 1, speaks, comments)).toBe(0);
    expect(predictExchanges(824 + 3_060, speaks, comments)).toBeGreaterThan(0);
  });
  it("is told up to 99, as far as anybody counts", () => {
    expect(predictExchanges(1_000_000_000, lane(100, 10, 280, 1_000), null)).toBe(99);
  });
  it("is told of a first message shorter than an ordinary one as of an empty context", () => {
    // 1.25 · (100 + 64) + 256; charged 25 + 35; then 1.25 · (25 + 35 + 280 + 64) + 256
    const short = lane(0, 0, 100, 1_000);
    expect(predictExchanges(460, short, null)).toBe(0);
    expect(predictExchanges(461, short, null)).toBe(1);
    expect(predictExchanges(60 + 761 - 1, short, null)).toBe(1);
    expect(predictExchanges(60 + 761, short, null)).toBe(2);
  });
  it.each([
    [0, 1_000],
    [1, 1_000],
    [2, 2_000],
  ])("%i exchanges need %i tokens", (exchanges, tokens) => {
    expect(tokensForExchanges(exchanges, lane(100, 10, 280, 1_000), null)).toBe(tokens);
  });
});

it.each([
  // 70 of a message and 53 of a reply on what is there; the coach's framing is 25, his comment 68
  [lane(960, 39, 280, 1_000), null, 999 + 70 + 53],
  [lane(960, 39, 280, 1_000), lane(480, 20, 380, 1_000), 999 + 70 + 53 + 500 + 70 + 53 + 25 + 68],
  [lane(0, 0, 4_280, 1_000), null, 1_000 + 70 + 53],
  [lane(0, 0, 100, 1_000), null, 70 + 53],
  [lane(1, 0, 100, 1_000), null, 1 + 70 + 53],
])("a cautious charge takes a longer exchange and no cache: case %#", (partner, coach, charge) => {
  expect(cautiousCharge(partner, coach)).toBe(charge);
});

describe("what is shown of the quota", () => {
  const next = { full: 1_000, least: 400 };
  const outlook = { ordinary: (remaining: number) => Math.floor(remaining / 100), cautious: 300 };
  it.each([
    ["one token short of the least", { tokens: 1_000, used: 601, reserved: 0 }, 399, 0, 0, "exhausted"],
    ["the least exactly", { tokens: 1_000, used: 600, reserved: 0 }, 400, 1, 1, "last"],
    ["none after a cautious one", { tokens: 1_000, used: 301, reserved: 0 }, 699, 1, 1, "last"],
    ["room for the least after a cautious one", { tokens: 1_000, used: 300, reserved: 0 }, 700, 1, 7, "ok"],
    ["eight tenths", { tokens: 10_000, used: 8_000, reserved: 0 }, 2_000, 2, 20, "warning"],
    ["eight tenths with what is held", { tokens: 10_000, used: 7_000, reserved: 1_000 }, 2_000, 2, 29, "warning"],
    ["a token less", { tokens: 10_000, used: 7_999, reserved: 0 }, 2_001, 2, 20, "ok"],
    ["more used than there is", { tokens: 1_000, used: 1_200, reserved: 0 }, 0, 0, 0, "exhausted"],
    ["all of it held", { tokens: 1_000, used: 0, reserved: 1_000 }, 0, 0, 9, "exhausted"],
    ["almost all of it held", { tokens: 1_000, used: 0, reserved: 500 }, 500, 1, 9, "last"],
  ] as const)("%s", (_, ledger, remaining, exchangesLeft, aboutExchanges, level) => {
    expect(quotaState(ledger, next, outlook)).toEqual({ ...ledger, remaining, exchangesLeft, aboutExchanges, level });
  });
  it("where there is room for another, two are shown at least", () => {
    const few = { ordinary: () => 0, cautious: 0 };
    expect(quotaState({ tokens: 1_000, used: 500, reserved: 0 }, next, few)).toMatchObject({
      exchangesLeft: 1,
      aboutExchanges: 2,
      level: "ok",
    });
  });
  it("without an outlook the worst case is all there is to say", () => {
    const at = (used: number, reserved = 0) => quotaState({ tokens: 10_000, used, reserved }, next);
    expect(at(0)).toMatchObject({ exchangesLeft: 10, aboutExchanges: 10, level: "ok" });
    expect(at(0, 5_000)).toMatchObject({ exchangesLeft: 5, aboutExchanges: 5, level: "ok" });
    expect(at(8_600)).toMatchObject({ exchangesLeft: 1, aboutExchanges: 2, level: "warning" });
    expect(at(8_601)).toMatchObject({ exchangesLeft: 1, aboutExchanges: 1, level: "last" });
    expect(at(9_800, 200)).toMatchObject({ exchangesLeft: 0, aboutExchanges: 0, level: "exhausted" });
  });
  it.each([
    [
      { quota: { tokens: 7 }, usage: { tokens: 3, reserved: 2 } },
      { tokens: 7, used: 3, reserved: 2 },
    ],
    [
      { quota: { tokens: "7" }, usage: { tokens: true } },
      { tokens: 0, used: 0, reserved: 0 },
    ],
    [
      { quota: null, usage: undefined },
      { tokens: 0, used: 0, reserved: 0 },
    ],
  ])("a row is read as it is, and what is no number is none: case %#", (row, ledger) => {
    expect(readLedger(row)).toEqual(ledger);
  });
});

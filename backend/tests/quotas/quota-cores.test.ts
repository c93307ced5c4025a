import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chargeOf, worstInputCharge } from "../../src/quotas/charge.ts";
import { predictExchanges, tokensForExchanges } from "../../src/quotas/predict-exchanges.ts";
import {
  clampToHeadroom,
  LEAST_OUTPUT,
  nextReservation,
  reserveFor,
  totalOf,
} from "../../src/quotas/predict-reservation.ts";
import { quotaState, readLedger } from "../../src/quotas/quota-state.ts";

const count = fc.integer({ min: 0, max: 200_000 });
const lane = fc.record({
  lastInput: count,
  lastOutput: fc.integer({ min: 0, max: 4_000 }),
  newBytes: fc.integer({ min: 1, max: 40_000 }),
  maxOutput: fc.integer({ min: 300, max: 4_000 }),
});

describe("the charge", () => {
  it.each([
    [{ input: 100, cacheWrite: 0, cacheRead: 0, output: 10 }, 110],
    [{ input: 0, cacheWrite: 100, cacheRead: 0, output: 0 }, 125],
    [{ input: 0, cacheWrite: 1, cacheRead: 1, output: 1 }, 3],
    [{ input: 3, cacheWrite: 0, cacheRead: 10, output: 0 }, 4],
    [{ input: 0, cacheWrite: 0, cacheRead: 0, output: 0 }, 0],
  ])("%j is %i", (counts, charge) => {
    expect(chargeOf(counts)).toBe(charge);
  });
  it("is never more than the worst case of its input and its output", () => {
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        (input, cacheWrite, cacheRead, output) =>
          chargeOf({ input, cacheWrite, cacheRead, output }) <=
          worstInputCharge(input + cacheWrite + cacheRead) + output,
      ),
    );
  });
});

describe("a reservation", () => {
  it("covers whatever both lanes can use", () => {
    fc.assert(
      fc.property(
        lane,
        lane,
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (partner, coach, said, commented) => {
          const reserved = reserveFor(partner, coach);
          // The next context is what the last call saw, its answer and what is new; no token is shorter than a byte.
          const partnerInput = partner.lastInput + partner.lastOutput + partner.newBytes;
          const reply = Math.floor(partner.maxOutput * said);
          const coachInput = coach.lastInput + coach.lastOutput + coach.newBytes + reply;
          const worst = (input: number, output: number) =>
            chargeOf({ input: 0, cacheWrite: input, cacheRead: 0, output });
          return (
            worst(partnerInput, reply) <= reserved.partner.amount &&
            worst(coachInput, Math.floor(coach.maxOutput * commented)) <= (reserved.coach?.amount ?? 0)
          );
        },
      ),
    );
  });
  it("fits the headroom, is as large as it can be, and never clamps below the least", () => {
    fc.assert(
      fc.property(lane, lane, fc.integer({ min: 0, max: 700_000 }), (partner, coach, headroom) => {
        const chosen = clampToHeadroom(partner, coach, headroom);
        const next = nextReservation(partner, coach);
        if (!chosen) return headroom < next.least;
        const clamped =
          chosen.partner.maxOutput < partner.maxOutput || (chosen.coach?.maxOutput ?? 0) < coach.maxOutput;
        return (
          totalOf(chosen) <= headroom &&
          clamped === headroom < next.full &&
          chosen.partner.maxOutput >= Math.min(LEAST_OUTPUT.partner, partner.maxOutput) &&
          (chosen.coach?.maxOutput ?? 0) >= Math.min(LEAST_OUTPUT.coach, coach.maxOutput)
        );
      }),
    );
  });
});

describe("what people are shown", () => {
  const next = { full: 1_000, least: 400 };
  const outlook = { ordinary: (remaining: number) => Math.floor(remaining / 100), cautious: 300 };
  it.each([
    [{ tokens: 10_000, used: 0, reserved: 0 }, 10, 100, "ok"],
    [{ tokens: 10_000, used: 7_999, reserved: 0 }, 2, 20, "ok"],
    [{ tokens: 10_000, used: 8_500, reserved: 0 }, 1, 15, "warning"],
    [{ tokens: 10_000, used: 9_300, reserved: 0 }, 1, 7, "warning"],
    [{ tokens: 10_000, used: 9_301, reserved: 0 }, 1, 1, "last"],
    [{ tokens: 10_000, used: 9_600, reserved: 0 }, 1, 1, "last"],
    [{ tokens: 10_000, used: 9_601, reserved: 0 }, 0, 0, "exhausted"],
  ])("%j leaves %i by the worst case, about %i: %s", (ledger, exchangesLeft, aboutExchanges, level) => {
    expect(quotaState(ledger, next, outlook)).toMatchObject({ exchangesLeft, aboutExchanges, level });
  });
  it("does not dip while an answer streams: what is reserved comes back, less one exchange", () => {
    expect(quotaState({ tokens: 5_000, used: 0, reserved: 0 }, next, outlook).aboutExchanges).toBe(50);
    expect(quotaState({ tokens: 5_000, used: 0, reserved: 1_000 }, next, outlook).aboutExchanges).toBe(49);
    expect(quotaState({ tokens: 5_000, used: 100, reserved: 0 }, next, outlook).aboutExchanges).toBe(49);
  });
  it("reads the client's own JSON, empty usage included", () => {
    expect(readLedger({ quota: { tokens: 5, label: "x" }, usage: {} })).toEqual({ tokens: 5, used: 0, reserved: 0 });
  });
});

describe("the prediction in exchanges", () => {
  const partner = { lastInput: 0, lastOutput: 0, newBytes: 4_000, maxOutput: 1_024 };
  const coach = { lastInput: 0, lastOutput: 0, newBytes: 3_000, maxOutput: 512 };
  it("is inverted by the tokens of a preset: that many, and not with a thousand less", () => {
    for (const exchanges of [1, 8, 20, 40]) {
      const tokens = tokensForExchanges(exchanges, partner, coach);
      expect(predictExchanges(tokens, partner, coach)).toBeGreaterThanOrEqual(exchanges);
      expect(predictExchanges(tokens - 1_000, partner, coach)).toBeLessThan(exchanges);
    }
  });
  it("never falls when there is more to spend", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        (tokens, more) => predictExchanges(tokens + more, partner, coach) >= predictExchanges(tokens, partner, coach),
      ),
    );
  });
});

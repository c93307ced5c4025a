// Property tests of the pure cores; those of charge, reservation and quota alone are in tests/quotas/quota-cores.test.ts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyStreamEvent } from "../../widget/src/state/apply-stream-event.ts";
import { createLaneWriter } from "../src/conversations/lane-writer.ts";
import { createMemoryLog, fromCursor, isCursor, toCursor } from "../src/conversations/session-log.ts";
import type { StreamEvent } from "../src/protocol/stream-events.ts";
import { chargeOf } from "../src/quotas/charge.ts";
import { predictExchanges } from "../src/quotas/predict-exchanges.ts";
import { clampToHeadroom, nextReservation } from "../src/quotas/predict-reservation.ts";
import { quotaState } from "../src/quotas/quota-state.ts";

const tokens = fc.integer({ min: 0, max: 200_000 });
const lane = fc.record({
  lastInput: tokens,
  lastOutput: fc.integer({ min: 0, max: 4_000 }),
  newBytes: fc.integer({ min: 1, max: 40_000 }),
  maxOutput: fc.integer({ min: 64, max: 4_000 }),
});

describe("the charge", () => {
  it("is a whole number, grows with every count, and splitting a call never makes it cheaper", () => {
    const counts = fc.record({ input: tokens, cacheWrite: tokens, cacheRead: tokens, output: tokens });
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const both = {
          input: a.input + b.input,
          cacheWrite: a.cacheWrite + b.cacheWrite,
          cacheRead: a.cacheRead + b.cacheRead,
          output: a.output + b.output,
        };
        const [one, other, sum] = [chargeOf(a), chargeOf(b), chargeOf(both)];
        expect(Number.isSafeInteger(sum)).toBe(true);
        expect(sum).toBeGreaterThanOrEqual(Math.max(one, other));
        expect(one + other - sum).toBeGreaterThanOrEqual(0);
        expect(one + other - sum).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("the clamp", () => {
  it("never shrinks when there is more room", () => {
    fc.assert(
      fc.property(lane, lane, tokens, tokens, (partner, coach, headroom, more) => {
        const [less, wide] = [
          clampToHeadroom(partner, coach, headroom),
          clampToHeadroom(partner, coach, headroom + more),
        ];
        if (!less) return true;
        return (
          wide !== null &&
          wide.partner.maxOutput >= less.partner.maxOutput &&
          (wide.coach?.maxOutput ?? 0) >= (less.coach?.maxOutput ?? 0)
        );
      }),
    );
  });
});

describe("the quota as people are shown it", () => {
  it("says exhausted exactly where nothing fits, and adds up", () => {
    fc.assert(
      fc.property(
        lane,
        lane,
        fc.integer({ min: 0, max: 2_000_000 }),
        tokens,
        tokens,
        (partner, coach, quota, used, reserved) => {
          const spent = Math.min(used, quota);
          const ledger = { tokens: quota, used: spent, reserved: Math.min(reserved, quota - spent) };
          const next = nextReservation(partner, coach);
          const state = quotaState(ledger, next, {
            ordinary: (remaining) => predictExchanges(remaining, partner, coach),
            cautious: next.least,
          });
          expect(state.remaining).toBe(ledger.tokens - ledger.used - ledger.reserved);
          expect(state.level === "exhausted").toBe(clampToHeadroom(partner, coach, state.remaining) === null);
          expect(state.exchangesLeft === 0).toBe(state.level === "exhausted");
          expect(state.aboutExchanges).toBeGreaterThanOrEqual(state.exchangesLeft);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const pieces = fc.array(fc.string({ unit: "grapheme", minLength: 0, maxLength: 12 }), { maxLength: 12 });
/** What a lane's writer appends for these pieces. */
const writeLane = async (texts: readonly string[]): Promise<StreamEvent[]> => {
  const told: StreamEvent[] = [];
  const writer = createLaneWriter(
    async (event) => {
      told.push(event);
      return "";
    },
    "partner",
    "e",
    1,
  );
  for (const text of texts) await writer.write(text);
  await writer.end();
  return told;
};

describe("a lane's writer", () => {
  it("tells every unit once, in order, at its offset", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (texts) => {
        let at = 0;
        for (const event of await writeLane(texts)) {
          if (event.type !== "partner-delta") throw new Error(event.type);
          expect(event.offset).toBe(at);
          expect(event.text).not.toBe("");
          at += event.text.length;
        }
        expect(at).toBe(texts.join("").length);
      }),
    );
  });
});

describe("the log in memory", () => {
  it("cursors sort as birth and sequence do, and are read back", () => {
    const place = fc.record({
      birth: fc.integer({ min: 0, max: 9_999_999_999_999 }),
      sequence: fc.integer({ min: 0, max: 1_000_000_000 }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [one, other] = [toCursor(a.birth, a.sequence), toCursor(b.birth, b.sequence)];
        expect(isCursor(one)).toBe(true);
        expect(fromCursor(one)).toEqual(a);
        expect(Math.sign(a.birth - b.birth || a.sequence - b.sequence)).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
    );
  });
  it("gives whoever comes back after any entry exactly the rest, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
        fc.nat(),
        async (observers, seed) => {
          const log = createMemoryLog();
          const before = await log.position(1);
          const ids: string[] = [];
          for (const count of observers) ids.push(await log.append(1, { type: "presence", observers: count }));
          expect(ids.toSorted()).toEqual(ids);
          expect(new Set(ids).size).toBe(ids.length);
          // an empty rest would wait for what comes
          const from = seed % ids.length;
          const stop = new AbortController();
          const rest: string[] = [];
          const cursor = from === 0 ? before : (ids[from - 1] ?? "");
          expect(await log.reaches(1, cursor)).toBe(true);
          for await (const entry of log.read(1, cursor, stop.signal)) {
            rest.push(entry.id);
            if (rest.length === ids.length - from) break;
          }
          expect(rest).toEqual(ids.slice(from));
          await log.close();
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("applying what is told", () => {
  const start: StreamEvent = {
    type: "exchange-start",
    exchangeId: "e",
    number: 1,
    attempt: 1,
    branchId: null,
    userMessage: {
      id: 1,
      role: "user",
      content: "Hello",
      exchangeId: "e",
      exchangeNumber: 1,
      attempt: 1,
      stopReason: null,
      timestamp: "2026-11-23T00:00:00Z",
      deliveredAt: null,
      seenAt: null,
      helpful: null,
    },
  };
  const empty = {
    type: "snapshot",
    session: { id: 1, status: "ACTIVE" },
    messages: [],
    exchanges: [],
    branches: [],
    asides: [],
    openExchanges: [],
    openAsides: [],
    quota: {},
    observers: 0,
  } as unknown as StreamEvent;
  it("twice changes nothing: any run of deltas told again, from any place, leaves the text as it was", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(), fc.nat(), async (texts, from, length) => {
        const deltas = await writeLane(texts);
        const again = deltas.slice(from % (deltas.length + 1)).slice(0, length % 6);
        const fold = (events: readonly StreamEvent[]) =>
          events.reduce<ReturnType<typeof applyStreamEvent>>(applyStreamEvent, null);
        const once = fold([empty, start, ...deltas]);
        const twice = fold([empty, start, ...deltas, start, ...again]);
        expect(once?.exchanges[0]?.partner.text).toBe(texts.join(""));
        expect(twice?.exchanges).toEqual(once?.exchanges);
      }),
    );
  });
});

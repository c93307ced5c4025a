import { describe, expect, it } from "vitest";
import { extendedExpiry } from "../src/state/invitation-page.ts";
import type { UsageRow } from "../src/state/types.ts";
import { readLedger } from "../src/state/usage-ledger.ts";
import { exchange, minutesAgo, NOW } from "./fixtures.ts";

const row = (id: string, change: Partial<UsageRow>): UsageRow => ({
  id,
  exchangeId: "e1",
  streamType: "partner",
  model: "a",
  requestedModel: null,
  inputTokens: 0,
  cacheWriteTokens: 0,
  cacheReadTokens: 0,
  outputTokens: 0,
  chargedTokens: 0,
  overrunTokens: 0,
  estimated: false,
  stopReason: null,
  problemCode: null,
  durationMs: null,
  timestamp: minutesAgo(0),
  ...change,
});

describe("readLedger", () => {
  const usage = [
    row("late", {
      chargedTokens: 5,
      streamType: "coach",
      model: "b",
      requestedModel: "gone",
      timestamp: minutesAgo(1),
    }),
    row("early", { chargedTokens: 7, requestedModel: "a", timestamp: minutesAgo(3) }),
    row("retry", { chargedTokens: 2, timestamp: minutesAgo(2) }),
    row("other", { exchangeId: null }),
  ];
  const exchanges = [exchange("e1", 4)];
  const ledger = readLedger({ usage, exchanges, simulated: false });
  it("lists every call in the order it was made, with its exchange's number", () => {
    expect(ledger.lines.map((line) => [line.id, line.exchangeNumber])).toEqual([
      ["early", 4],
      ["retry", 4],
      ["late", 4],
      ["other", null],
    ]);
  });
  it("adds up what each lane and model was charged, retries included", () => {
    expect(ledger.lanes).toEqual([
      { streamType: "partner", model: "a", tokens: 9 },
      { streamType: "coach", model: "b", tokens: 5 },
    ]);
    expect(ledger.total).toBe(14);
  });
  it("marks the calls that another model answered", () => {
    expect(ledger.lines.filter((line) => line.fellBack).map((line) => line.id)).toEqual(["late"]);
  });
});

describe("readLedger of a simulated session", () => {
  const usage = [row("a", { model: "claude-x", chargedTokens: 1 }), row("b", { model: "claude-y", chargedTokens: 2 })];
  it("names the simulator, once a lane, and no model that was not asked", () => {
    const { lanes, lines } = readLedger({ usage, exchanges: [], simulated: true });
    expect(lanes).toEqual([{ streamType: "partner", model: "simulator", tokens: 3 }]);
    expect(lines.map((line) => line.model)).toEqual(["simulator", "simulator"]);
  });
});

describe("extendedExpiry", () => {
  it.each([
    ["a live one from its own expiry", minutesAgo(-60), 1, minutesAgo(-60 - 24 * 60)],
    ["an expired one from now", minutesAgo(60), 7, minutesAgo(-7 * 24 * 60)],
  ])("extends %s", (_, expiresAt, days, extended) => {
    expect(extendedExpiry({ expiresAt }, days, NOW)).toBe(extended);
  });
});

import { describe, expect, it } from "vitest";
import { extendedExpiry } from "../src/state/invitation-page.ts";
import type { UsageRow } from "../src/state/types.ts";
import { readLedger } from "../src/state/usage-ledger.ts";
import { text } from "../src/text/en.ts";
import { aside, branch, exchange, minutesAgo, NOW } from "./fixtures.ts";

const row = (id: string, change: Partial<UsageRow>): UsageRow => ({
  id,
  exchangeId: "e1",
  asideId: null,
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
  const ledger = readLedger({ usage, exchanges, simulated: false, branches: [], asides: [] });
  it("lists every call in the order it was made, with its exchange's number", () => {
    expect(ledger.lines.map((line) => [line.id, line.exchangeNumber])).toEqual([
      ["early", 4],
      ["retry", 4],
      ["late", 4],
      ["other", null],
    ]);
  });
  it("adds up what each lane and model was charged, retries included", () => {
    expect(ledger.sums).toEqual([
      { streamType: "partner", model: "a", asides: 0, tokens: 9 },
      { streamType: "coach", model: "b", asides: 0, tokens: 5 },
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
    const session = { usage, exchanges: [], simulated: true, branches: [], asides: [] };
    const { sums, lines } = readLedger(session);
    expect(sums).toEqual([{ streamType: "partner", model: "simulator", asides: 0, tokens: 3 }]);
    expect(lines.map((line) => line.model)).toEqual(["simulator", "simulator"]);
  });
});

describe("readLedger of a session with branches and asides", () => {
  const coach = { exchangeId: null, streamType: "coach", chargedTokens: 10 };
  const usage = [
    row("main", {}),
    row("branch", { exchangeId: "e2", chargedTokens: 1 }),
    row("comment", { streamType: "coach", chargedTokens: 5 }),
    row("aside", { ...coach, asideId: "a1" }),
    row("aside again", { ...coach, asideId: "a1" }),
    row("other aside", { ...coach, asideId: "a2" }),
    row("gone", { exchangeId: null }),
  ].map((one, place) => ({ ...one, timestamp: minutesAgo(60 - place) }));
  const exchanges = [exchange("e1", 2), exchange("e2", 2, { branchId: "b1" })];
  const asides = [aside(1, 1), aside(2, 2)];
  const named = (branches: ReturnType<typeof branch>[]): string[] =>
    readLedger({ usage, exchanges, simulated: false, branches, asides }).lines.map((line) =>
      text.ledger.of(line.exchangeNumber, line.try, line.asideNumber),
    );
  it("names what each call was made for", () => {
    expect(named([branch("b1", 2)])).toEqual([
      "Exchange 2",
      "Exchange 2, try 2",
      "Exchange 2",
      "Aside 1",
      "Aside 1",
      "Aside 2",
      "No exchange",
    ]);
  });
  it("tells several tries apart by the number that the invitee reads", () => {
    expect(named([branch("b0", 1), branch("b1", 2)])[1]).toBe("Exchange 2, try 3");
  });
  it("adds asides up apart from comments, each aside counted once", () => {
    const { sums, total } = readLedger({ usage, exchanges, simulated: false, branches: [branch("b1", 2)], asides });
    expect(sums).toEqual([
      { streamType: "partner", model: "a", asides: 0, tokens: 1 },
      { streamType: "coach", model: "a", asides: 0, tokens: 5 },
      { streamType: "coach", model: "a", asides: 2, tokens: 30 },
    ]);
    expect(total).toBe(36);
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

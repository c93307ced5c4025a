import { describe, expect, test } from "vitest";
import type { QuotaState } from "../src/api/protocol.ts";
import { parseSettled, settledIn, shownLeft, type Settled } from "../src/state/shown-left.ts";
import { aside, asideEnd, quota, snapshot, start, stateAfter, wholeExchange } from "./samples.ts";

const left = (about: number, level: QuotaState["level"] = "ok"): QuotaState => ({
  ...quota(1, level),
  aboutExchanges: about,
});
/** as the server tells it in the middle of one: what is held counts at its worst */
const held = (about: number): QuotaState => ({ ...left(about, "last"), reserved: 20_000 });
const told = (state: QuotaState) => ({ type: "quota", ...state }) as const;
const settled = (about: number, level: QuotaState["level"] = "ok", ended = 0): Settled => ({
  tokens: 50_000,
  aboutExchanges: about,
  level,
  ended,
});

describe("what is left", () => {
  test("is settled where nothing runs and nothing is held", () => {
    const ended = [...wholeExchange().filter(({ type }) => type !== "quota"), told(left(11))];
    expect(settledIn(stateAfter(snapshot(), ...ended))).toEqual(settled(11, "ok", 1));
    expect(settledIn(stateAfter(snapshot(), start()))).toBeNull();
    expect(settledIn(stateAfter(snapshot(), { type: "aside-start", aside: aside() }))).toBeNull();
    expect(settledIn(stateAfter(snapshot({ quota: held(3) })))).toBeNull();
  });

  test("only goes down, by one, from before an exchange to after it", () => {
    const before = settled(12);
    const running = [snapshot({ quota: left(12) }), start()];
    const shown = [
      stateAfter(...running),
      stateAfter(...running, told(held(9))),
      // the quota after it comes before its end
      stateAfter(...running, told(left(11))),
    ].map((state) => shownLeft(state, before).aboutExchanges);
    expect(shown).toEqual([11, 11, 11]);
  });

  test("of the second exchange, while the note of the first is still written, is two fewer at most", () => {
    const first = wholeExchange().slice(0, 4);
    const second = stateAfter(snapshot(), ...first, start("e2", 2), told(held(6)));
    expect(shownLeft(second, settled(12)).aboutExchanges).toBe(11);
    const firstEnded = stateAfter(snapshot(), ...wholeExchange(), start("e2", 2), told(held(6)));
    expect(shownLeft(firstEnded, settled(12)).aboutExchanges).toBe(10);
  });

  test("of another try of a stopped answer is one fewer", () => {
    const stopped = { type: "exchange-end", exchangeId: "e1", attempt: 1, status: "stopped", retryable: true } as const;
    const before = stateAfter(snapshot({ quota: left(9) }), start(), stopped);
    const known = settledIn(before);
    expect(known).toEqual(settled(9, "ok", 1));
    const again = stateAfter(snapshot(), start(), stopped, start("e1", 1, 2), told(held(5)));
    expect(shownLeft(again, known).aboutExchanges).toBe(8);
  });

  test("while a question to the coach is answered stays as it was", () => {
    const asking = stateAfter(snapshot(), { type: "aside-start", aside: aside() }, told(held(3)));
    expect(shownLeft(asking, settled(12)).aboutExchanges).toBe(12);
    expect(shownLeft(stateAfter(snapshot(), asideEnd(), told(left(11))), settled(11)).aboutExchanges).toBe(11);
  });

  test.each([
    ["two, which may be two afterwards", settled(2, "warning"), 2],
    ["the one that may be the last", settled(1, "last"), 1],
    ["none", settled(0, "exhausted"), 0],
  ])("is not said to be fewer than may be left: %s", (_, known, shown) => {
    expect(shownLeft(stateAfter(snapshot({ quota: held(0) }), start()), known)).toEqual({
      aboutExchanges: shown,
      level: known.level,
    });
  });

  test("is the server's word where another quota was given, or nothing is known", () => {
    const more = stateAfter(snapshot({ quota: { ...held(30), tokens: 90_000 } }), start());
    expect(shownLeft(more, settled(12))).toEqual({ aboutExchanges: 30, level: "ok" });
    expect(shownLeft(stateAfter(snapshot({ quota: held(9) }), start()), null)).toEqual({
      aboutExchanges: 9,
      level: "ok",
    });
  });

  test("is kept as text, and what cannot be read is nothing", () => {
    expect(parseSettled(JSON.stringify(settled(12)))).toEqual(settled(12));
    expect([null, "", "null", "{", "[]", '{"tokens":"x"}'].map(parseSettled)).toEqual(Array(6).fill(null));
  });
});

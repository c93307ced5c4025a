import { describe, expect, it } from "vitest";
import { applyLiveEvent, NOTHING_LIVE, parseLiveEvent, withLive, type Live } from "../src/state/live-lanes.ts";
import type { StreamEvent } from "../src/state/types.ts";
import { aside, branch, exchange, message } from "./fixtures.ts";

const start = (attempt = 1, branchId: string | null = null): StreamEvent => ({
  type: "exchange-start",
  exchangeId: "e2",
  number: 2,
  attempt,
  branchId,
  userMessage: message(20, "user", "e2", 2),
});
const delta = (text: string, offset: number, attempt = 1, lane: "partner" | "coach" = "partner"): StreamEvent => ({
  type: `${lane}-delta`,
  exchangeId: "e2",
  attempt,
  text,
  offset,
});
const told = (...events: StreamEvent[]): Live => events.reduce(applyLiveEvent, NOTHING_LIVE);
const said = (...events: StreamEvent[]) => told(...events).exchanges.get("e2")?.partner.text;

describe("what is being said", () => {
  it.each([
    ["grows piece by piece", [delta("He ", 0), delta("comes.", 3)], "He comes."],
    [
      "stays the same when a piece comes twice",
      [delta("He ", 0), delta("comes.", 3), delta("He ", 0), delta("comes.", 3)],
      "He comes.",
    ],
    ["takes no piece that leaves a gap", [delta("He ", 0), delta("late.", 9)], "He "],
    ["begins anew with a higher attempt", [delta("He ", 0), delta("She", 0, 2)], "She"],
    ["takes nothing of an attempt that is over", [delta("She", 0, 2), delta("He ", 3, 1)], "She"],
  ])("%s", (_title, pieces, text) => {
    expect(said(start(), ...pieces)).toBe(text);
  });

  it("is whole with its end, and goes on from a snapshot", () => {
    const end: StreamEvent = {
      type: "partner-end",
      exchangeId: "e2",
      attempt: 1,
      message: message(21, "partner", "e2", 2, { content: "He comes on Friday." }),
      stopReason: "end_turn",
    };
    expect(said(start(), delta("He ", 0), end)).toBe("He comes on Friday.");
    const snapshot = {
      type: "snapshot",
      openExchanges: [
        {
          exchangeId: "e2",
          branchId: null,
          number: 2,
          attempt: 1,
          partnerText: "He ",
          partnerEnded: false,
          coachText: "",
          coachAttempt: 1,
        },
      ],
      openAsides: [{ asideId: "a1", text: "Well" }],
      observers: 2,
    } as unknown as StreamEvent;
    const live = told(start(), delta("Gone", 0), snapshot, delta("comes.", 3));
    expect(live.exchanges.get("e2")?.partner.text).toBe("He comes.");
    expect([live.asides.get("a1")?.text, live.observers]).toEqual(["Well", 2]);
    expect(said(delta("He ", 0))).toBeUndefined();
  });

  it("keeps no more than what runs and what has just ended", () => {
    const many = Array.from(
      { length: 40 },
      (_, at): StreamEvent => ({ ...start(), exchangeId: `e${at}` }) as StreamEvent,
    );
    const live = told(...many);
    expect(live.exchanges.size).toBeLessThanOrEqual(8);
    expect(live.exchanges.has("e39")).toBe(true);
  });

  it("reads nothing from what is no event of ours", () => {
    expect(parseLiveEvent("partner-delta", "not json")).toBeNull();
    expect(parseLiveEvent("quota", "{}")).toBeNull();
    expect(parseLiveEvent("presence", '{"observers":3}')).toEqual({ type: "presence", observers: 3 });
  });
});

describe("the session with what has begun since it was read", () => {
  const detail = {
    messages: [message(10, "user", "e1", 1)],
    exchanges: [exchange("e1", 1)],
    branches: [branch("b1", 1)],
    asides: [],
  };
  it("has an exchange with its first event, on its own line", () => {
    const main = withLive(detail, told(start()));
    expect(main.exchanges.map(({ id, status }) => [id, status])).toEqual([
      ["e1", "completed"],
      ["e2", "running"],
    ]);
    expect(main.messages.map(({ id }) => id)).toEqual([10, 20]);
    const tried = withLive(detail, told(start(1, "b1")));
    expect([tried.messages.length, tried.branches[0]?.messages.map(({ id }) => id)]).toEqual([1, [20]]);
  });
  it("has it once when it was read again, and as running when it is tried again", () => {
    const read = { ...detail, exchanges: [exchange("e1", 1), exchange("e2", 2, { status: "failed" })] };
    expect(withLive(read, told(start())).exchanges).toEqual(read.exchanges);
    expect(withLive(read, told(start(2))).exchanges[1]).toMatchObject({ attempt: 2, status: "running" });
    const asked = aside(1, 1);
    expect(withLive(detail, told({ type: "aside-start", aside: asked })).asides).toEqual([asked]);
    expect(withLive({ ...detail, asides: [asked] }, told({ type: "aside-start", aside: asked })).asides).toHaveLength(
      1,
    );
  });
});

// The text of what runs elsewhere, put together from what the log had told: pure, by tables.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldOpen, openFromLog } from "../../src/conversations/open-from-log.ts";
import { createMemoryLog, type SessionLog } from "../../src/conversations/session-log.ts";
import type { StreamEvent } from "../../src/protocol/stream-events.ts";

const row = (exchangeId = "x", attempt = 1) => ({ exchangeId, branchId: null, number: 3, attempt });
const delta = (
  lane: "partner" | "coach",
  offset: number,
  text: string,
  attempt = 1,
  exchangeId = "x",
): StreamEvent => ({
  type: `${lane}-delta`,
  exchangeId,
  attempt,
  offset,
  text,
});
const end = (content: string | null, attempt = 1, exchangeId = "x") =>
  ({
    type: "partner-end",
    exchangeId,
    attempt,
    message: content === null ? null : { content },
    stopReason: "end_turn",
  }) as StreamEvent;
const asideDelta = (asideId: string, offset: number, text: string): StreamEvent => ({
  type: "aside-delta",
  asideId,
  offset,
  text,
});
const open = (partnerText: string, more: object = {}) => ({
  ...row(),
  partnerText,
  partnerEnded: false,
  coachText: "",
  coachAttempt: 1,
  ...more,
});

describe("an exchange that runs", () => {
  it.each<[string, StreamEvent[], object]>([
    ["nothing told yet", [], open("")],
    ["pieces, one after the other", [delta("partner", 0, "Good "), delta("partner", 5, "day.")], open("Good day.")],
    ["both lanes", [delta("partner", 0, "Yes."), delta("coach", 0, "“Y")], open("Yes.", { coachText: "“Y" })],
    ["told twice", [delta("partner", 0, "Good "), delta("partner", 0, "Good ")], open("Good ")],
    [
      "told again from the beginning, and longer",
      [delta("partner", 0, "Go"), delta("partner", 0, "Good")],
      open("Good"),
    ],
    ["told again from the middle", [delta("partner", 0, "Good "), delta("partner", 2, "od day")], open("Good day")],
    [
      "a shorter one within it changes nothing",
      [delta("partner", 0, "Good "), delta("partner", 1, "oo")],
      open("Good "),
    ],
    ["a piece whose beginning is gone is left out", [delta("partner", 3, "d day")], open("")],
    ["one just at the end", [delta("partner", 0, "a"), delta("partner", 1, "b"), delta("partner", 3, "d")], open("ab")],
    ["of another exchange", [delta("partner", 0, "No.", 1, "y")], open("")],
    [
      "the partner has ended: its stored words count",
      [delta("partner", 0, "Goo"), end("Good.")],
      open("Good.", { partnerEnded: true }),
    ],
    ["ended without a stored word", [delta("partner", 0, "Goo"), end(null)], open("Goo", { partnerEnded: true })],
    ["another one's end", [delta("partner", 0, "Goo"), end("No.", 1, "y")], open("Goo")],
    [
      "a later attempt begins anew",
      [delta("partner", 0, "Old"), delta("coach", 0, "Old"), end("Old"), delta("partner", 0, "Ne", 2)],
      open("Ne", { attempt: 2, coachAttempt: 2 }),
    ],
    [
      "the coach's second try is of the same attempt of the exchange",
      [delta("partner", 0, "Yes"), delta("coach", 0, "“Y"), delta("coach", 0, "“Ye", 2), delta("coach", 2, "x")],
      open("Yes", { coachText: "“Ye", coachAttempt: 2 }),
    ],
    [
      "an earlier attempt's words come too late",
      [delta("partner", 0, "New", 2), delta("partner", 3, "Old", 1)],
      open("New", { attempt: 2, coachAttempt: 2 }),
    ],
    [
      "its beginning is known already",
      [{ type: "exchange-start", exchangeId: "x", number: 3, attempt: 2 } as StreamEvent, delta("partner", 0, "Yes")],
      open("Yes"),
    ],
    [
      "the ends of lane and exchange change no text",
      [
        delta("coach", 0, "“Yes"),
        { type: "coach-end", exchangeId: "x", attempt: 2, message: null },
        { type: "exchange-end", exchangeId: "x", attempt: 2, status: "failed", retryable: true },
        { type: "presence", observers: 1 },
      ],
      open("", { coachText: "“Yes" }),
    ],
  ])("%s", (_, events, expected) => {
    expect(foldOpen([row()], [], events)).toEqual({ openExchanges: [expected], openAsides: [] });
  });
  it("each has its own words", () => {
    const events = [delta("partner", 0, "One", 1, "x"), delta("partner", 0, "Two", 2, "y")];
    const { openExchanges } = foldOpen([row("x"), row("y", 2)], [], events);
    expect(openExchanges.map(({ partnerText }) => partnerText)).toEqual(["One", "Two"]);
  });
});

it("an aside that runs has its own pieces, and no other's", () => {
  const events = [
    asideDelta("a", 0, "Try "),
    asideDelta("b", 0, "No"),
    asideDelta("a", 4, "this."),
    delta("coach", 0, "…", 1, "a"),
  ];
  events.push({ type: "aside-end", asideId: "a", status: "completed", message: null, problemCode: null });
  expect(foldOpen([], ["a", "c"], events)).toEqual({
    openExchanges: [],
    openAsides: [
      { asideId: "a", text: "Try this." },
      { asideId: "c", text: "" },
    ],
  });
});

describe("out of a session's log", () => {
  let log: SessionLog;
  beforeEach(() => {
    log = createMemoryLog();
  });
  afterEach(() => log.close());
  const start = (exchangeId: string) => ({ type: "exchange-start", exchangeId, number: 3, attempt: 1 }) as StreamEvent;
  const aside = (id: string) => ({ type: "aside-start", aside: { id } }) as StreamEvent;
  /** What was asked of it: from where on. */
  const watched = () => {
    const asked: (string | null)[] = [];
    const past: SessionLog["past"] = (sessionId, after, upTo) => {
      asked.push(after);
      return log.past(sessionId, after, upTo);
    };
    return { asked, log: { ...log, past } };
  };
  const tell = async (...events: StreamEvent[]) => {
    const ids = [];
    for (const event of events) ids.push(await log.append(1, event));
    return ids;
  };

  it("up to the cursor, from the earliest beginning on", async () => {
    const ids = await tell(
      delta("partner", 0, "before", 1, "w"),
      aside("a"),
      start("x"),
      asideDelta("a", 0, "Try"),
      delta("partner", 0, "Yes"),
    );
    await tell(delta("partner", 3, ", later"));
    const seen = watched();
    expect(await openFromLog(seen.log, 1, ids[4]!, { exchanges: [row()], asideIds: ["a"] })).toEqual({
      openExchanges: [open("Yes")],
      openAsides: [{ asideId: "a", text: "Try" }],
    });
    expect(seen.asked).toEqual([ids[0]]);
  });
  it("from the oldest entry on, where a beginning is gone", async () => {
    const ids = await tell(delta("partner", 0, "Yes"), aside("a"), asideDelta("a", 0, "Try"));
    const seen = watched();
    expect(await openFromLog(seen.log, 1, ids[2]!, { exchanges: [row()], asideIds: ["a"] })).toEqual({
      openExchanges: [open("Yes")],
      openAsides: [{ asideId: "a", text: "Try" }],
    });
    expect(seen.asked).toEqual([null]);
  });
  it.each([
    [[row()], [], 1, 0],
    [[], ["a"], 0, 1],
  ])("exchanges alone, or asides alone", async (exchanges, asideIds, some, others) => {
    const ids = await tell(start("x"), aside("a"));
    const { openExchanges, openAsides } = await openFromLog(log, 1, ids[1]!, { exchanges, asideIds });
    expect([openExchanges.length, openAsides.length]).toEqual([some, others]);
  });
  it("where nothing runs, the log is not asked", async () => {
    const seen = watched();
    expect(await openFromLog(seen.log, 1, "", { exchanges: [], asideIds: [] })).toEqual({
      openExchanges: [],
      openAsides: [],
    });
    expect(seen.asked).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../src/api/protocol.ts";
import { announceChanges } from "../src/state/announce.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import { firstWords, listLines, wordsAt } from "../src/state/list-lines.ts";
import { exchangesInLine } from "../src/state/lines.ts";
import { notesToKeep } from "../src/state/notes-to-keep.ts";
import { findStored, type Pending } from "../src/state/outbox.ts";
import { writeTranscript } from "../src/state/transcript-text.ts";
import {
  aside,
  asideEnd,
  delta,
  exchangeView,
  message,
  snapshot,
  start,
  startBranch,
  stateAfter,
  wholeExchange,
} from "./samples.ts";

const branchView = (id: string, fromNumber: number, createdAt: string, parentId: string | null = null) => ({
  id,
  parentId,
  fromNumber,
  exchangeCount: fromNumber,
  createdAt,
  exchanges: [exchangeView(`${id}-e${fromNumber}`, fromNumber)],
  messages: [
    message("user", `words of ${id}`, { exchangeId: `${id}-e${fromNumber}`, exchangeNumber: fromNumber, id: 90 }),
  ],
});
const asideDelta = (text: string, offset: number): StreamEvent => ({
  type: "aside-delta",
  asideId: "a1",
  text,
  offset,
});

/** Three exchanges; b1 tries the second again and goes on; b2 tries b1's third; b3 tries the first, from inside b1. */
const told: StreamEvent[] = [
  snapshot(),
  ...wholeExchange("e1", 1),
  ...wholeExchange("e2", 2),
  ...wholeExchange("e3", 3),
  startBranch("b1", 2),
  start("b1-e3", 3, 1, "and then?", "b1"),
  startBranch("b2", 3, "and now?", "b1"),
  start("b2-e4", 4, 1, "so?", "b2"),
  startBranch("b3", 1),
];

describe("a line", () => {
  const { exchanges, branches } = stateAfter(...told);
  test.each<[string, string | null, string[]]>([
    ["the main one is as it was", null, ["e1", "e2", "e3"]],
    ["a branch shares what came before", "b1", ["e1", "b1-e2", "b1-e3"]],
    ["a branch of a branch shares through it", "b2", ["e1", "b1-e2", "b2-e3", "b2-e4"]],
    ["from the first exchange nothing is shared", "b3", ["b3-e1"]],
    ["one that is not known is the main one", "gone", ["e1", "e2", "e3"]],
  ])("%s", (_, line, ids) => {
    expect(exchangesInLine(exchanges, branches, line).map(({ id }) => id)).toEqual(ids);
  });

  test("up to an exchange leaves that one out", () => {
    expect(exchangesInLine(exchanges, branches, "b2", 3).map(({ id }) => id)).toEqual(["e1", "b1-e2"]);
  });

  test("has a number in the order in which it was made", () => {
    expect(listLines(branches).map(({ id, number }) => [id, number])).toEqual([
      [null, 1],
      ["b1", 2],
      ["b2", 3],
      ["b3", 4],
    ]);
  });

  test("is pointed to by the words that were said where it began, in the line that it left", () => {
    const state = stateAfter(
      snapshot(),
      start("e1", 1, 1, "good evening"),
      startBranch("b1", 1, "you are right to be tired"),
      startBranch("b2", 1, "once more", "b1"),
    );
    const [, first, second] = listLines(state.branches);
    expect(wordsAt(state, first?.parentId ?? null, 1)).toBe("good evening");
    expect(wordsAt(state, second?.parentId ?? null, 1)).toBe("you are right to be tired");
    expect(wordsAt(state, null, 2)).toBeNull();
  });

  test.each([
    ["short ones as they are", "it is 14 degrees\nin here", "it is 14 degrees in here"],
    [
      "long ones to the end of a word",
      "You sound tired of this, and I do not wonder.",
      "You sound tired of this, and I do …",
    ],
    [
      "without a comma at the end",
      "I understand you have lots of flats, and more",
      "I understand you have lots of flats …",
    ],
    ["one long word to where there is room", "a".repeat(50), `${"a".repeat(36)} …`],
    ["no half of a character", `${"a".repeat(35)}😀😀`, `${"a".repeat(35)} …`],
  ])("is pointed to by %s", (_, text, words) => {
    expect(firstWords(text)).toBe(words);
  });

  test("told again from any cut on is the same", () => {
    const whole = stateAfter(...told);
    for (let cut = 1; cut < told.length; cut += 1)
      expect(stateAfter(...told.slice(0, cut), ...told.slice(cut - 1)), `cut at ${cut}`).toEqual(whole);
  });

  test("of a snapshot stands in the order in which it was made, with its own messages", () => {
    const state = stateAfter(
      snapshot({
        exchanges: [exchangeView("e1", 1)],
        messages: [message("user", "hello")],
        branches: [
          branchView("later", 2, "2026-11-23T10:09:00.000Z"),
          branchView("sooner", 1, "2026-11-23T10:01:00.000Z"),
        ],
        openExchanges: [
          {
            exchangeId: "later-e2",
            branchId: "later",
            number: 2,
            attempt: 1,
            partnerText: "Put",
            partnerEnded: false,
            coachText: "",
            coachAttempt: 1,
          },
        ],
      }),
    );
    expect(state.branches.map(({ id }) => id)).toEqual(["sooner", "later"]);
    const words = (line: string | null) =>
      exchangesInLine(state.exchanges, state.branches, line).map(({ user, partner }) => [user?.content, partner.text]);
    expect(words(null)).toEqual([["hello", ""]]);
    expect(words("later")).toEqual([
      ["hello", ""],
      ["words of later", "Put"],
    ]);
    expect(words("sooner")).toEqual([["words of sooner", ""]]);
  });

  test("keeps its place when an exchange in it is tried again, whatever comes late", () => {
    const failed: StreamEvent = {
      type: "exchange-end",
      exchangeId: "b1-e2",
      attempt: 1,
      status: "failed",
      retryable: true,
    };
    const again = stateAfter(
      snapshot(),
      startBranch("b1", 2),
      failed,
      start("b1-e2", 2, 2, "you are right to be tired", "b1"),
      delta("partner", "late", 0, 1, "b1-e2"),
      failed,
    );
    expect(again.exchanges).toMatchObject([{ branchId: "b1", attempt: 2, status: "running", partner: { text: "" } }]);
  });

  test("is not read out in another one", () => {
    const before = stateAfter(...told);
    const end: StreamEvent = {
      type: "partner-end",
      exchangeId: "b3-e1",
      attempt: 1,
      message: message("partner", "Hm."),
      stopReason: "end_turn",
    };
    const after = stateAfter(...told, end);
    const read = (line: string | null) =>
      announceChanges(before, after, exchangesInLine(after.exchanges, after.branches, line));
    expect(read(null)).toEqual([]);
    expect(read("b3")).toEqual([{ lane: "partner", text: "Mr. Halloran (AI): Hm." }]);
  });
});

describe("an aside", () => {
  const after = (...events: StreamEvent[]) => stateAfter(snapshot(), start(), ...events).asides[0];

  test.each<[string, StreamEvent[], object]>([
    ["runs", [{ type: "aside-start", aside: aside() }], { status: "running", text: "" }],
    [
      "grows, and a delta that comes twice changes nothing",
      [{ type: "aside-start", aside: aside() }, asideDelta("He ", 0), asideDelta("He ", 0), asideDelta("felt", 3)],
      { text: "He felt" },
    ],
    [
      "leaves a gap to the stored answer",
      [{ type: "aside-start", aside: aside() }, asideDelta("He ", 0), asideDelta("accused", 8), asideEnd()],
      { text: "He felt accused.", status: "completed" },
    ],
    [
      "started twice keeps what it has",
      [{ type: "aside-start", aside: aside() }, asideDelta("He ", 0), { type: "aside-start", aside: aside() }],
      { text: "He " },
    ],
    [
      "that was stopped keeps what came",
      [
        { type: "aside-start", aside: aside() },
        asideDelta("He ", 0),
        asideEnd(1, { status: "stopped", message: null }),
        asideDelta("felt", 3),
      ],
      { text: "He ", status: "stopped" },
    ],
    [
      "that failed says why",
      [
        { type: "aside-start", aside: aside() },
        { type: "problem", asideId: "a1", code: "upstream-failed", detail: "", retryable: true },
        asideEnd(1, { status: "failed", message: null, problemCode: "upstream-failed" }),
      ],
      { status: "failed", problemCode: "upstream-failed" },
    ],
  ])("%s", (_, events, shape) => {
    expect(after(...events)).toMatchObject(shape);
  });

  test("beside an exchange changes nothing of it, nor blames the invitation", () => {
    const running = stateAfter(snapshot(), start(), delta("partner", "Put a ", 0));
    const events: StreamEvent[] = [
      { type: "aside-start", aside: aside() },
      asideDelta("He ", 0),
      { type: "problem", asideId: "a1", code: "upstream-failed", detail: "", retryable: true },
      asideEnd(),
    ];
    const beside = events.reduce<ReturnType<typeof applyStreamEvent>>(applyStreamEvent, running);
    expect(beside?.exchanges).toBe(running.exchanges);
    expect(beside?.problem).toBeNull();
  });

  test("goes on from a snapshot in the middle of its answer", () => {
    const state = stateAfter(
      snapshot({ asides: [aside()], openAsides: [{ asideId: "a1", text: "He " }] }),
      asideDelta("He ", 0),
      asideDelta("felt", 3),
    );
    expect(state.asides.map(({ text }) => text)).toEqual(["He felt"]);
  });

  test("is read out once, when its answer is whole", () => {
    const before = stateAfter(snapshot(), { type: "aside-start", aside: aside() });
    const streamed = applyStreamEvent(before, asideDelta("He ", 0));
    const ended = applyStreamEvent(streamed, asideEnd());
    expect(announceChanges(before, streamed)).toEqual([]);
    expect(announceChanges(streamed, ended)).toEqual([{ lane: "coach", text: "Coach, in private: He felt accused." }]);
    expect(announceChanges(ended, ended)).toEqual([]);
  });
});

describe("words on their way", () => {
  const pending = (changes: Partial<Pending>): Pending => ({
    key: "k1",
    content: "again",
    aside: false,
    branchId: null,
    fromExchangeId: null,
    afterNumber: 0,
    afterBranches: 0,
    storedAs: null,
    state: "sending",
    uncertain: false,
    ...changes,
  });
  const question = { ...aside().question, content: "again" };
  const state = stateAfter(
    snapshot(),
    start("e1", 1, 1, "again"),
    startBranch("b1", 1, "again"),
    startBranch("b2", 1, "again"),
    { type: "aside-start", aside: aside(1, { question }) },
    { type: "aside-start", aside: aside(2, { question }) },
  );
  test.each<[string, Partial<Pending>, string | null]>([
    ["in their own line", { branchId: "b1" }, "b1-e1"],
    ["as another go, not as the one made before it", { fromExchangeId: "e1", afterBranches: 1 }, "b2-e1"],
    ["as another go, not in the main line", { fromExchangeId: "e1", afterBranches: 2 }, null],
    ["as a question, not as words to the partner", { aside: true, afterNumber: 0 }, "a1"],
    ["as a later question", { aside: true, afterNumber: 1 }, "a2"],
    ["as a question by its id", { aside: true, afterNumber: 9, storedAs: "a1" }, "a1"],
  ])("are found %s", (_, changes, id) => {
    expect(findStored(pending(changes), state)?.id ?? null).toBe(id);
  });
});

describe("what is kept at the end", () => {
  const state = stateAfter(
    snapshot(),
    ...wholeExchange("e1", 1),
    ...wholeExchange("e2", 2),
    { type: "aside-start", aside: aside(1, { afterNumber: 1 }) },
    asideEnd(),
    startBranch("b1", 1, "you are right to be tired"),
    ...wholeExchange("b1-e1", 1, "“tired” He sat down. Try: “Since when?”").slice(1),
  );

  test("has the notes of all lines, line after line", () => {
    expect(notesToKeep(state).map(({ line, exchange }) => [line, exchange.number])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  test("has every line in the transcript, with the private questions where they were asked", () => {
    const text = writeTranscript(state);
    const places = [
      "Exchange 1",
      "You, in private to the coach: How did that land?",
      "Coach: He felt accused.",
      "Exchange 2",
      "=== Try 2, from “it is 14 degrees in here” ===",
      "You: you are right to be tired",
      "Coach, on “tired”: He sat down.",
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

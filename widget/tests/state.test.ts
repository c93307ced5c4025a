import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../src/api/protocol.ts";
import { invitationInLink, parseOptions, rootOf } from "../src/options.ts";
import { announceChanges } from "../src/state/announce.ts";
import { createBrowserStore, createUuid, nameOfInvitation } from "../src/state/browser-store.ts";
import { findQuote } from "../src/state/find-quote.ts";
import { createOutbox, findStored, type Pending } from "../src/state/outbox.ts";
import { notesToKeep } from "../src/state/notes-to-keep.ts";
import { tallyExchanges } from "../src/state/tally.ts";
import { writeTranscript } from "../src/state/transcript-text.ts";
import { delta, memoryStorage, message, snapshot, start, stateAfter, wholeExchange } from "./samples.ts";

describe("options of the script tag", () => {
  test("default to the script's own origin, floating", () => {
    expect(parseOptions({ site: "lab" }, "https://api.test/widget.js?v=1")).toEqual({
      site: "lab",
      api: "https://api.test",
      invitation: null,
      mode: "floating",
      layer: "top",
      locale: null,
    });
  });
  test("data-api moves the API, never the panel's files", () => {
    expect(parseOptions({ api: "https://other.test/base/" }, "https://cdn.test/x/widget.js")).toMatchObject({
      api: "https://other.test/base",
    });
    expect(rootOf("https://cdn.test/x/widget.js")).toBe("https://cdn.test/x/");
  });
  test("a pinned script lies below its server's folder", () => {
    expect(rootOf("https://cdn.test/x/v/0123456789abcdef/widget.js")).toBe("https://cdn.test/x/");
    expect(parseOptions({}, "https://cdn.test/v/0123456789abcdef/widget.js").api).toBe("https://cdn.test");
  });
  test("what is not understood falls back", () => {
    expect(
      parseOptions({ mode: "sideways", layer: "above" }, "https://api.test/widget.js"),
    ).toMatchObject({ mode: "floating", layer: "top" });
    expect(
      parseOptions({ mode: "side-panel", layer: "page", locale: "ar", invitation: "T" }, "https://api.test/widget.js"),
    ).toMatchObject({ mode: "side-panel", layer: "page", locale: "ar", invitation: "T" });
  });
  test.each([
    ["#invitation=abc", "abc"],
    ["https://site.test/page#invitation=abc", "abc"],
    ["#chapter=2&invitation=a-b_c.d&x=1", "a-b_c.d"],
    ["#invitations=abc", null],
    ["https://site.test/?invitation=abc", null],
    ["", null],
  ])("the invitation in %s", (link, token) => {
    expect(invitationInLink(link)).toBe(token);
  });
});

describe("the browser's store", () => {
  test("keeps sites apart and lists by prefix", () => {
    const storage = memoryStorage();
    const [lab, other] = [createBrowserStore("lab", storage), createBrowserStore("other", storage)];
    lab.write("pending:1:a", "A");
    lab.write("pending:2:b", "B");
    other.write("pending:1:c", "C");
    expect(lab.names("pending:1:")).toEqual(["pending:1:a"]);
    lab.forget("pending:1:a");
    expect(lab.read("pending:1:a")).toBeNull();
    expect(other.read("pending:1:c")).toBe("C");
  });
  test("lasts as long as the page where storage is refused", () => {
    const refusing = new Proxy({} as Storage, {
      get: () => () => {
        throw new Error("SecurityError");
      },
    });
    const store = createBrowserStore("lab", refusing);
    store.write("draft:1", "my words");
    expect(store.read("draft:1")).toBe("my words");
    expect(store.names("draft:")).toEqual(["draft:1"]);
  });
  test("names invitations apart without holding their token", () => {
    const names = Array.from({ length: 500 }, (_, n) => nameOfInvitation(`tok_${n}_abcdefgh`));
    expect(new Set(names).size).toBe(500);
    expect(nameOfInvitation("secret-token")).not.toContain("secret");
  });
  test("makes proper UUIDs", () => {
    expect(createUuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

describe("the outbox", () => {
  const pending = (changes: Partial<Pending> = {}): Pending => ({
    key: "k1",
    content: "hello",
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

  test("survives a reload, session by session, and forgets what was taken", () => {
    const storage = memoryStorage();
    createOutbox(createBrowserStore("lab", storage), 7).keep(pending());
    const later = createBrowserStore("lab", storage);
    expect(createOutbox(later, 8).list()).toEqual([]);
    // nobody knows how far it came before the reload
    expect(createOutbox(later, 7).list()).toEqual([pending({ uncertain: true })]);
    createOutbox(later, 7).drop("k1");
    expect(createOutbox(later, 7).list()).toEqual([]);
  });
  test("reads what an earlier version kept", () => {
    const store = createBrowserStore("lab", memoryStorage());
    store.write("pending:7:k1", JSON.stringify({ key: "k1", content: "hello", afterNumber: 0 }));
    expect(createOutbox(store, 7).list()).toEqual([pending({ uncertain: true })]);
  });
  test("drops what it cannot read", () => {
    const store = createBrowserStore("lab", memoryStorage());
    store.write("pending:7:x", "{not json");
    store.write("pending:7:y", '{"key":1}');
    expect(createOutbox(store, 7).list()).toEqual([]);
  });

  const state = stateAfter(snapshot(), start("e1", 1, 1, "hello"), start("e2", 2, 1, "hello"));
  test.each<[string, Partial<Pending>, string | null]>([
    ["by the id that the server gave", { storedAs: "e2" }, "e2"],
    ["by its words, when it is later than what was known", { afterNumber: 1 }, "e2"],
    ["not by the same words said before", { afterNumber: 2 }, null],
    ["not by other words", { content: "goodbye" }, null],
    ["not yet, while the log does not have it", { storedAs: "e9" }, null],
  ])("finds its exchange %s", (_, changes, id) => {
    expect(findStored(pending(changes), state)?.id ?? null).toBe(id);
  });
});

describe("a quote", () => {
  test.each<[string, string, string, string | null]>([
    ["literal", "its 14 degrees in here", "14 degrees", "14 degrees"],
    ["with other quotes", "you don't care", "you don’t care", "you don't care"],
    ["in other case", "You Always do this", "you always", "You Always"],
    ["over a line break", "it is\ncold", "it is cold", "it is\ncold"],
    ["with a full stop of the coach's", "it is cold here", "it is cold.", "it is cold"],
    ["after a letter that grows in lower case", "İ am cold", "am cold", "am cold"],
    ["not there", "it is warm", "it is cold", null],
    ["empty", "it is warm", "  ", null],
  ])("%s", (_, text, quote, found) => {
    const place = findQuote(text, quote);
    expect(place && text.slice(place.start, place.end)).toBe(found);
  });
});

test.each([
  [12, 0, { ticks: 12, left: 12 }],
  [5, 4, { ticks: 9, left: 5 }],
  [40, 0, { ticks: 12, left: 12 }],
  [1, 39, { ticks: 12, left: 1 }],
  [0, 12, { ticks: 12, left: 0 }],
  [0, 0, { ticks: 1, left: 0 }],
])("the tally of %i left after %i", (left, done, shown) => {
  expect(tallyExchanges(left, done)).toEqual(shown);
});

describe("what is read out", () => {
  const before = stateAfter(snapshot(), start());
  const said = (...events: StreamEvent[]): string[] =>
    announceChanges(before, stateAfter(snapshot(), start(), ...events)).map(({ lane, text }) => `${lane}: ${text}`);

  test("nothing while it streams, each message once when it ends", () => {
    expect(said(delta("partner", "Put a ", 0))).toEqual([]);
    const ended: StreamEvent = {
      type: "partner-end",
      exchangeId: "e1",
      attempt: 1,
      message: message("partner", "Put a jumper on."),
      stopReason: "end_turn",
    };
    expect(said(ended)).toEqual(["partner: Mr. Halloran (AI): Put a jumper on."]);
    const after = stateAfter(snapshot(), start(), ended);
    expect(announceChanges(after, stateAfter(snapshot(), start(), ended, delta("coach", "Hm", 0)))).toEqual([]);
  });
  test("nothing of what was there before", () => {
    expect(announceChanges(null, stateAfter(snapshot(), ...wholeExchange()))).toEqual([]);
  });
  test("who watches, when that changes", () => {
    expect(said({ type: "presence", observers: 0 })).toEqual([]);
    expect(said({ type: "presence", observers: 1 })[0]).toMatch(/^room: 1 person is watching/);
  });
});

test("the transcript to keep has every line, with the notes under the words they speak of", () => {
  const opening = message("partner", "Yes?", { exchangeId: null, exchangeNumber: 0, attempt: null });
  const text = writeTranscript(
    stateAfter(snapshot({ messages: [opening] }), ...wholeExchange(), ...wholeExchange("e2", 2, "You asked him.")),
  );
  const places = [
    "The heating is off",
    "Mr. Halloran (AI): Yes?",
    "Exchange 1",
    "You: it is 14 degrees in here",
    "Mr. Halloran (AI): Put a jumper on.",
    "Coach, on “14 degrees”: He heard a number.",
    "Try: “Which day?”",
    "Exchange 2",
    "Coach: You asked him.",
  ].map((part) => text.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

describe("the notes to keep", () => {
  const kept = (...comments: string[]) =>
    notesToKeep(
      stateAfter(snapshot(), ...comments.flatMap((comment, at) => wholeExchange(`e${at + 1}`, at + 1, comment))),
    ).map(({ effect, exchange }) => `${exchange.number} ${effect}`);
  const orienting = "“14 degrees” So it starts.";
  const teaching = "“14 degrees” He heard a number. Try: “Which day?”";
  const praising = "“14 degrees” That took the fight out of it.";

  test.each<[string, string[], string[]]>([
    ["leave out a first one that only orients", [orienting, teaching], ["2 He heard a number."]],
    ["have it where it is all there is", [orienting], ["1 So it starts."]],
    [
      "have a first one that offers a line",
      [teaching, praising],
      ["1 He heard a number.", "2 That took the fight out of it."],
    ],
    [
      "have later ones that offer none",
      [orienting, praising, teaching],
      ["2 That took the fight out of it.", "3 He heard a number."],
    ],
    ["are none where there are none", [], []],
  ])("%s", (_, comments, notes) => {
    expect(kept(...comments)).toEqual(notes);
  });
});

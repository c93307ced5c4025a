// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import { NOTHING_LIVE } from "../src/state/live-lanes.ts";
import { countBeside, orderTranscript } from "../src/state/order-transcript.ts";
import type { SessionPage } from "../src/state/session-page.ts";
import type { Turn } from "../src/state/turn.ts";
import { ConsoleProvider } from "../src/view/console-context.ts";
import { Scene } from "../src/view/scene.tsx";
import { newestTurn, unfoldAround } from "../src/view/unfold.ts";
import { aside, apiOn, branch, consoleOn, exchange, message, minutesAgo, note } from "./fixtures.ts";

afterEach(cleanup);

/** The main line of three; a try of exchange 2 with two, of which the second was tried again itself. */
const detail = {
  messages: [
    message(99, "partner", null, 0),
    message(1, "user", "e1", 1),
    message(2, "user", "e2", 2),
    message(3, "user", "e3", 3),
  ],
  exchanges: [
    exchange("e1", 1),
    exchange("e2", 2),
    exchange("e3", 3),
    exchange("b2", 2, { branchId: "b" }),
    exchange("b3", 3, { branchId: "b" }),
    exchange("c3", 3, { branchId: "c" }),
  ],
  branches: [
    branch("b", 2, {
      exchangeCount: 3,
      messages: [message(4, "user", "b2", 2), message(5, "partner", "b2", 2), message(6, "user", "b3", 3)],
    }),
    branch("c", 3, { parentId: "b", exchangeCount: 3, messages: [message(7, "user", "c3", 3)] }),
  ],
  asides: [aside(2, 2), aside(1, 0), aside(3, 2, { branchId: "b" }), aside(4, 1, { branchId: "b" })],
  notes: [note("on the branch", 5, 3), note("on an answer", 201, 2), note("on the try of a try", 7, 1)],
};

const outline = (turns: Turn[]): unknown[] =>
  turns.map((turn) => ({
    said: [turn.user?.id, turn.partner?.id].filter((id) => id !== undefined),
    asides: turn.asides.map((asked) => asked.aside.number),
    branches: turn.branches.map((one) => outline(one.turns)),
  }));

describe("orderTranscript", () => {
  it("keeps the main line as it was, branches below what they try again, asides where they were asked", () => {
    expect(outline(orderTranscript(detail).turns)).toEqual([
      { said: [99], asides: [1], branches: [] },
      { said: [1], asides: [], branches: [] },
      {
        said: [2],
        asides: [2],
        branches: [
          [
            // asked in the branch before anything was said in it
            { said: [], asides: [4], branches: [] },
            { said: [4, 5], asides: [3], branches: [] },
            { said: [6], asides: [], branches: [[{ said: [7], asides: [], branches: [] }]] },
          ],
        ],
      },
      { said: [3], asides: [], branches: [] },
    ]);
  });
  it("gives what was asked before the first exchange a place, where nobody opens", () => {
    const { turns } = orderTranscript({ ...detail, messages: detail.messages.slice(1) });
    expect(outline(turns).slice(0, 2)).toEqual([
      { said: [], asides: [1], branches: [] },
      { said: [1], asides: [], branches: [] },
    ]);
  });
  it("places notes on every line and aside, and loses none", () => {
    const { turns, sessionNotes } = orderTranscript(detail);
    expect(sessionNotes).toEqual([]);
    expect(turns[2]?.asides[0]?.notes.map(({ id }) => id)).toEqual(["on an answer"]);
    expect(countBeside(turns[2]?.branches[0]?.turns ?? [])).toEqual({ asides: 2, notes: 2 });
  });
});

const idle = { run: async () => true, running: signal(false), problem: signal(null), clear: () => {} };
const pageOf = (started: (number | null)[]): SessionPage => ({
  id: 7,
  persona: signal("Dana"),
  live: signal(NOTHING_LIVE),
  session: signal({ at: "loading" }),
  load: async () => {},
  readAgain: async () => {},
  goesOn: signal(false),
  watching: signal(false),
  writingAt: signal(null),
  draft: signal(""),
  draftCodes: signal([]),
  codes: signal({ at: "loading" }),
  changeNote: () => {},
  startNote: (id) => void started.push(id),
  closeNote: () => {},
  begun: signal([]),
  resumeNote: () => {},
  discardNote: () => {},
  saveNote: idle,
  deleteNote: idle,
  dispose: () => {},
});
const show = (from: Parameters<typeof orderTranscript>[0], started: (number | null)[] = []) =>
  render(
    <ConsoleProvider value={consoleOn(apiOn(async () => Response.json({})))}>
      <Scene turns={orderTranscript(from).turns} page={pageOf(started)} persona="Dana" label="Main line" />
    </ConsoleProvider>,
  );
const markers = () =>
  [...document.querySelectorAll(".branch-marker")].map((marker) => marker.textContent.replace(/\s+/g, " ").trim());

describe("the scene", () => {
  it("unfolds the line in which something is said, says so on its fold, and finds what is said now in a fold", () => {
    const said = {
      ...detail,
      exchanges: detail.exchanges.map((one) =>
        one.id === "c3" ? { ...one, status: "running" as const, startedAt: minutesAgo(0) } : one,
      ),
    };
    show(said);
    const folds = [...document.querySelectorAll<HTMLDetailsElement>("li.branch > details")];
    expect(folds.map(({ open }) => open)).toEqual([true, true]);
    for (const fold of folds) expect(fold.querySelector("summary")?.textContent).toContain("Live");
    for (const fold of folds) fold.open = false;
    const newest = newestTurn(said);
    expect(newest?.getAttribute("data-exchange")).toBe("c3");
    unfoldAround(newest!);
    expect(folds.map(({ open }) => open)).toEqual([true, true]);
  });
  it("folds a branch below its exchange under a marker that says what it holds", () => {
    const only = { ...detail, asides: [], notes: [], branches: detail.branches.slice(0, 1) };
    show(only);
    expect(markers()).toEqual(["Try 2, from exchange 2 on (2 exchanges)"]);
    expect(document.querySelector("summary")?.closest("details")?.open).toBe(false);
    const line = screen.getByRole("list", { name: "Try 2, from exchange 2 on" });
    expect(
      within(line)
        .getAllByRole("listitem")
        .map((item) => item.getAttribute("aria-label")),
    ).toEqual(["Exchange 2, try 2", "Exchange 3, try 2"]);
  });
  it("numbers several tries, and counts what else is folded", () => {
    show(detail);
    expect(markers()).toEqual([
      "Try 2, from exchange 2 on (2 exchanges, 2 asked in private, 2 notes)",
      "Try 3, from exchange 3 on (1 exchange, 1 note)",
    ]);
  });
  it("a branch in which nothing was said has nothing to unfold", () => {
    show({ ...detail, asides: [], notes: [], branches: [branch("d", 1)] });
    expect(markers()).toEqual(["Try 2, from exchange 1 on (nothing said yet)"]);
    expect(document.querySelector("summary")).toBeNull();
  });
  it("shows an aside with question and answer, and notes go on either", () => {
    const started: (number | null)[] = [];
    show({ ...detail, branches: [], notes: [], asides: [aside(1, 2)] }, started);
    const shown = within(screen.getByRole("listitem", { name: "Exchange 2" }));
    shown.getByText("Asked in private");
    shown.getByText("question 1");
    shown.getByText("answer 1");
    fireEvent.click(shown.getByRole("button", { name: "Note on what was asked, aside 1" }));
    fireEvent.click(shown.getByRole("button", { name: "Note on the coach’s answer, aside 1" }));
    expect(started).toEqual([100, 101]);
  });
  it.each([
    ["running", null, "Coach is answering …"],
    ["stopped", null, "Stopped by the invitee."],
    ["failed", "upstream-overloaded", "No answer: the model was overloaded upstream-overloaded"],
  ] as const)("says why a %s aside has no answer", (status, problemCode, words) => {
    show({ ...detail, branches: [], notes: [], asides: [aside(1, 2, { status, problemCode, answer: null })] });
    const last = [...document.querySelectorAll(".aside-note > p")].at(-1);
    expect(last?.textContent).toBe(words);
  });
});

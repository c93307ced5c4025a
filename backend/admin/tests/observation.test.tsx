// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { journeyLines } from "../src/state/journey.ts";
import { createAction } from "../src/state/action.ts";
import { alertHref } from "../src/state/alerts.ts";
import type { JourneyEntry, StaffAlert, StaffCode } from "../src/state/types.ts";
import { AlertStrip } from "../src/view/alert-strip.tsx";
import { Alerts } from "../src/view/alerts.tsx";
import { Codes } from "../src/view/codes.tsx";
import { Journey } from "../src/view/journey.tsx";
import { Notes } from "../src/view/notes.tsx";
import { Session } from "../src/view/session.tsx";
import { consoleOn, exchange, invitee, message, minutesAgo, note } from "./fixtures.ts";
import { broken, listOf, openScreen, press, refusal, type } from "./open-screen.tsx";

afterEach(cleanup);

const alert = (id: string, change: Partial<StaffAlert> = {}): StaffAlert => ({
  id,
  kind: "stuck",
  at: minutesAgo(5),
  seen: false,
  invitation: { id: "i1", label: "P-07" },
  sessionId: 7,
  exchangeNumber: 2,
  problemCode: "upstream-overloaded",
  model: null,
  calls: null,
  tokens: null,
  scope: null,
  share: null,
  breaker: null,
  ...change,
});

describe("alerts", () => {
  it("are looked for again as soon as something was done about one", async () => {
    let open = true;
    openScreen(<AlertStrip />, () => listOf(open ? [alert("a")] : []));
    await screen.findByText("1 new alert");
    open = false;
    await createAction(async () => {}).run();
    await waitFor(() => expect(screen.queryByText("1 new alert")).toBeNull());
  });
  it("are told above every page while they are new, with what the newest one is", async () => {
    openScreen(<AlertStrip />, () => listOf([alert("a"), alert("b"), alert("c", { seen: true })]));
    const strip = await screen.findByText("2 new alerts");
    expect(strip.closest("p")?.textContent).toContain("P-07");
    expect(screen.getByRole("link", { name: "Look at them" }).getAttribute("href")).toBe("/admin/alerts");
  });
  it("are not told where none is new, or where they cannot be read", async () => {
    for (const answer of [listOf([alert("a", { seen: true })]), broken()]) {
      const { asked, unmount } = openScreen(<AlertStrip />, () => answer);
      await waitFor(() => expect(asked).toHaveLength(1));
      expect(screen.getByRole("status").textContent).toBe("");
      unmount();
    }
  });
  it("are seen once they are listed, dismissed for oneself, and taken back", async () => {
    const { writes } = openScreen(<Alerts route={{ name: "alerts", kind: null }} />, (call) =>
      call.startsWith("GET") ? listOf([alert("a"), alert("b", { kind: "exhausted", seen: true })]) : undefined,
    );
    await screen.findByText(/the model was overloaded/);
    await waitFor(() => expect(writes().map(({ body }) => body)).toEqual([{ seen: ["a"] }]));
    await press("Dismiss: Stuck, P-07");
    await press("Take it back");
    await screen.findByRole("button", { name: "Dismiss: Stuck, P-07" });
    expect(writes().map(({ body }) => body)).toEqual([{ seen: ["a"] }, { dismissed: ["a"] }, { restored: ["a"] }]);
  });
  it("let somebody go on in their place, and say what was given", async () => {
    const way = { failed: null, days: null, tokens: 12_000, exchanges: 5 };
    const { writes } = openScreen(<Alerts route={{ name: "alerts", kind: null }} />, (call) => {
      if (call.endsWith("/way-on")) return way;
      if (call === "POST admin/invitations/acts") return { done: ["i1"], skipped: [] };
      return call.startsWith("GET") ? listOf([alert("a", { seen: true }), alert("b", { kind: "spend" })]) : undefined;
    });
    await press("Let them go on: P-07");
    await press("Add 12,000 tokens");
    const said = await screen.findByText("Added 12,000 tokens. They can go on now.");
    await waitFor(() => expect(document.activeElement).toBe(said));
    expect(writes().at(-1)).toEqual({
      call: "POST admin/invitations/acts",
      body: { act: "top-up", ids: ["i1"], tokens: 12_000 },
    });
    // What is of nobody is not helped so.
    expect(screen.getAllByRole("button", { name: /^Let them go on/ })).toHaveLength(1);
  });
  it("say why nothing was given", async () => {
    openScreen(<Alerts route={{ name: "alerts", kind: null }} />, (call) => {
      if (call.endsWith("/way-on")) return { failed: null, days: 7, tokens: null, exchanges: null };
      if (call.endsWith("/acts")) return { done: [], skipped: [{ id: "i1", why: "revoked" }] };
      return listOf([alert("a", { seen: true })]);
    });
    await press("Let them go on: P-07");
    await press("Extend by 7 days");
    expect(await screen.findByText("It was not done: revoked.")).toBeTruthy();
  });
  it("lead to the thing to do", () => {
    const to = (change: Partial<StaffAlert>) => alertHref(alert("a", change));
    expect([
      to({}),
      to({ kind: "exhausted", sessionId: null }),
      to({ kind: "upstream", invitation: null, sessionId: null }),
      to({ kind: "spend", invitation: null, sessionId: null }),
      to({ kind: "overrun", sessionId: null }),
    ]).toEqual([
      "/admin/sessions/7",
      "/admin/invitations/i1",
      "/admin/invitations?state=stuck",
      "/admin/sites",
      "/admin/invitations/i1",
    ]);
  });
  it("say so where there are none, and where the list cannot be read", async () => {
    openScreen(<Alerts route={{ name: "alerts", kind: null }} />, () => listOf([]));
    await screen.findByRole("heading", { name: "Nothing needs you" });
    cleanup();
    openScreen(<Alerts route={{ name: "alerts", kind: "spend" }} />, () => broken());
    expect((await screen.findByText("The alerts could not be loaded")).closest("[role=alert]")).not.toBeNull();
  });
});

const code = (id: string, change: Partial<StaffCode> = {}): StaffCode => ({
  id,
  name: id,
  meaning: "as agreed",
  author: "Ana",
  createdAt: minutesAgo(60),
  retiredAt: null,
  ...change,
});
const session = (me: string) => ({
  id: 7,
  invitationId: "i1",
  invitationLabel: "P-07",
  scenario: { slug: "a", name: "The heating is off", version: 1 },
  partnerPersona: "Dana",
  status: "COMPLETED",
  startedAt: minutesAgo(60),
  endedAt: minutesAgo(50),
  lastActivityAt: minutesAgo(50),
  durationSeconds: 600,
  totalMessages: 2,
  exchangesUsed: 1,
  simulated: false,
  wordsRemovedAt: null,
  messages: [message(1, "user", "e1", 1), message(2, "partner", "e1", 1)],
  exchanges: [exchange("e1", 1)],
  branches: [],
  asides: [],
  notes: [
    { ...note("mine", 1, 5), authorId: me, codes: [{ id: "old", name: "old" }] },
    { ...note("another’s", 2, 4), authorId: "somebody" },
  ],
  usage: [],
  invitee: invitee("guest-id-abcdef"),
});
const BOOK = { items: [code("empathy"), code("old", { retiredAt: minutesAgo(1) })], cursor: null };

const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Note on the answer, exchange 1" });
const write = (value: string) => fireEvent.input(field(), { target: { value } });

describe("notes", () => {
  it("are marked with codes in use while they are written", async () => {
    const { writes } = openScreen(<Session id={7} />, (call, body) =>
      call === "GET admin/codes"
        ? BOOK
        : call.startsWith("POST")
          ? { ...note("new", 2, 0), ...body, codes: [{ id: "empathy", name: "empathy" }] }
          : session("s"),
    );
    await press("Note on the answer, exchange 1");
    fireEvent.click(await screen.findByLabelText("empathy"));
    expect(screen.queryByLabelText("old")).toBeNull();
    write("She hears him.");
    await press("Save note");
    await screen.findByText("She hears him.");
    expect(writes()).toEqual([
      { call: "POST admin/sessions/7/notes", body: { content: "She hears him.", messageId: 2, codes: ["empathy"] } },
    ]);
    expect(screen.getByRole("link", { name: "empathy" }).getAttribute("href")).toBe("/admin/notes?code=empathy");
  });
  it("are changed and deleted by their author alone, after a question; what was begun is kept", async () => {
    const { writes } = openScreen(<Session id={7} />, (call, body) =>
      call === "GET admin/codes"
        ? BOOK
        : call.startsWith("PATCH")
          ? { ...note("mine", 1, 5), ...body, authorId: "s", codes: [], editedAt: minutesAgo(0) }
          : call.startsWith("DELETE")
            ? undefined
            : session("s"),
    );
    await press("Note on the answer, exchange 1");
    write("Begun.");
    expect(screen.getAllByRole("button", { name: "Change" })).toHaveLength(1);
    await press("Change");
    // A retired code that it has may stay.
    expect((await screen.findByLabelText<HTMLInputElement>("old")).checked).toBe(true);
    type("Change your note", "Mine, better.");
    await press("Save the change");
    expect((await screen.findByText("Mine, better.")).closest(".note")?.textContent).toContain("changed");
    await press("Note on the answer, exchange 1");
    expect(field().value).toBe("Begun.");
    await press("Delete");
    await press("Delete the note");
    await waitFor(() => expect(screen.queryByText("Mine, better.")).toBeNull());
    expect(writes().map(({ call }) => call)).toEqual(["PATCH admin/notes/mine", "DELETE admin/notes/mine"]);
  });
  it("are kept in this tab, each with its message, when the page is left or loaded again, until saved or discarded", async () => {
    sessionStorage.clear();
    const open = () =>
      openScreen(<Session id={7} />, (call) =>
        call === "GET admin/codes" ? BOOK : call.startsWith("POST") ? { ...note("new", 2, 0) } : session("s"),
      );
    open();
    await press("Note on the answer, exchange 1");
    fireEvent.click(await screen.findByLabelText("empathy"));
    write("Begun on the answer.");
    await press("Add a note");
    expect(screen.getByLabelText<HTMLTextAreaElement>("Notes on the session").value).toBe("");
    type("Notes on the session", "And on the session.");
    cleanup();

    open();
    await screen.findByText("You have begun 2 notes here.");
    await press("Go on with it");
    expect(screen.getByLabelText<HTMLTextAreaElement>("Notes on the session").value).toBe("And on the session.");
    await press("Discard");
    expect(screen.queryByLabelText("Notes on the session")).toBeNull();
    await press("Note on the answer, exchange 1");
    expect(field().value).toBe("Begun on the answer.");
    expect((await screen.findByLabelText<HTMLInputElement>("empathy")).checked).toBe(true);
    fireEvent.keyDown(field(), { key: "Escape" });
    await screen.findByText("You have begun a note here and not saved it.");
    await press("Note on the answer, exchange 1");
    await press("Save note");
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
    expect(sessionStorage.getItem("sidecoach-note-drafts")).toBe("{}");
    cleanup();
    open();
    await screen.findByRole("button", { name: "Add a note" });
    expect(screen.queryByText(/You have begun/)).toBeNull();
  });
  it("say what is wrong where one is refused, and keep the words", async () => {
    openScreen(<Session id={7} />, (call) =>
      call === "GET admin/codes"
        ? broken()
        : call.startsWith("POST")
          ? refusal(422, "invalid", "A code was retired.")
          : session("s"),
    );
    await press("Note on the answer, exchange 1");
    await screen.findByText(/The codes could not be loaded/);
    write("Words.");
    await press("Save note");
    await screen.findByText("The note was not saved. Your words are kept.");
    expect(field().value).toBe("Words.");
  });
  it("are listed by code and by whose they are", async () => {
    const { reads } = openScreen(<Notes route={{ name: "notes", code: "empathy", mine: true, at: "" }} />, (call) =>
      call === "GET admin/codes"
        ? BOOK
        : listOf([
            {
              ...note("n1", 2, 3),
              invitation: { id: "i1", label: "P-07" },
              sessionId: 7,
              scenarioName: "x",
              message: { role: "partner", start: "He comes." },
            },
          ]),
    );
    await screen.findByText("He comes.");
    expect(reads()).toContain("GET admin/notes?code=empathy&author=me");
    expect(screen.getByRole("link", { name: "To the message in session 7" }).getAttribute("href")).toBe(
      "/admin/sessions/7?note=n1",
    );
  });
});

describe("a note that is gone to", () => {
  // Gone to within the console: there the heading of a page takes the focus.
  const { router } = consoleOn(null as never);
  const gone = { router: { ...router, moves: signal(1) } };

  it("has its message in the middle, with the focus, and both are marked", async () => {
    const scrolled = vi.fn();
    Element.prototype.scrollIntoView = scrolled;
    const noted = () => ({ ...session("s"), notes: [note("n1", 2, 3), note("n2", null, 4)] });
    openScreen(<Session id={7} note="n1" />, noted, gone);
    await waitFor(() => expect(document.activeElement?.getAttribute("data-message")).toBe("2"));
    expect(scrolled).toHaveBeenCalledWith({ block: "center" });
    expect([...document.querySelectorAll("[data-pointed]")].map((one) => one.getAttribute("data-note"))).toEqual([
      null,
      "n1",
    ]);
    cleanup();
    openScreen(<Session id={7} note="n2" />, noted, gone);
    await waitFor(() => expect(document.activeElement?.getAttribute("data-note")).toBe("n2"));
  });
  it("and is not there any more is said", async () => {
    openScreen(<Session id={7} note="gone" />, () => session("s"), gone);
    expect(await screen.findByText("The note that was gone to is not here any more.")).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.localName).toBe("h1"));
  });
});

describe("the code book", () => {
  it("is added to, explained and retired", async () => {
    const { writes } = openScreen(<Codes />, (call) => (call.startsWith("GET") ? BOOK : code("blame")));
    await press("New code");
    type("Name", "blame");
    type(/^Meaning/, "“you always”");
    await press("Add the code");
    await screen.findByText("Added “blame”.");
    const [inUse] = screen.getAllByRole("button", { name: "Retire" });
    fireEvent.click(inUse!);
    await waitFor(() => expect(writes()).toHaveLength(2));
    expect(writes()).toEqual([
      { call: "POST admin/codes", body: { name: "blame", meaning: "“you always”" } },
      { call: "PATCH admin/codes/empathy", body: { retired: true } },
    ]);
  });
});

const at = (minutes: number) => ({ at: minutesAgo(minutes) });
const talked = (id: string, number: number, minutes: number): JourneyEntry => ({
  kind: "exchange",
  id,
  ...at(minutes),
  sessionId: 7,
  number,
  branchId: null,
  tryNumber: null,
  persona: "Dana",
  attempt: 1,
  status: "completed",
  problemCode: null,
  endedAt: minutesAgo(minutes),
  user: `words ${number}`,
  partner: `answer ${number}`,
  coach: null,
  coachMissing: "failed",
  chargedTokens: 410,
});

describe("the journey", () => {
  const entries: JourneyEntry[] = [
    { kind: "event", id: "event:1", ...at(1), sessionId: 7, name: "conversation_paused", properties: {} },
    talked("exchange:2", 2, 10),
    talked("exchange:1", 1, 3_000),
    { kind: "invitation", id: "invitation:made", ...at(9_000), step: "made" },
  ];
  it("tells what staff did, and who", async () => {
    const act = (id: string, action: string, detail: Record<string, unknown>, by: string | null): JourneyEntry => ({
      kind: "act",
      id,
      ...at(5),
      action,
      detail,
      by: by === null ? null : { id: by, name: by },
    });
    openScreen(<Journey invitationId="i1" live={false} />, () =>
      listOf([
        act("act:4", "invitation.reissue", { version: 2 }, "Ana"),
        act("act:3", "invitation.revoke", {}, null),
        act("act:2", "invitation.change", { days: 7, addedTokens: 25_000, label: "changed" }, "Ana"),
        act("act:1", "invitation.told-later", {}, "Ana"),
      ]),
    );
    const lines = (await screen.findAllByRole("listitem")).map((line) => line.textContent);
    expect(lines[0]).toMatch(/^The link was re-issued.*by Ana/);
    expect(lines[1]).toMatch(/^The invitation was revokedby the command line/);
    expect(lines[2]).toMatch(/^Extended by 7 days. Topped up by 25,000 tokens. Edited: the labelby Ana/);
    expect(lines[3]).toContain("invitation.told-later");
    expect(screen.getAllByRole("link", { name: "Ana" })[0]?.getAttribute("href")).toBe("/admin/people/Ana");
  });
  it("says where nothing happened for long, by what is shown", () => {
    const shown = (filter: Parameters<typeof journeyLines>[1]) =>
      journeyLines(entries, filter).map((line) =>
        line.what === "entry" ? line.entry.id : Math.round(line.ms / 60_000),
      );
    expect(shown("all")).toEqual(["event:1", "exchange:2", 2_990, "exchange:1", 6_000, "invitation:made"]);
    expect(shown("talk")).toEqual(["exchange:2", 2_990, "exchange:1"]);
    expect(shown("steps")).toEqual(["event:1", 8_999, "invitation:made"]);
    expect(journeyLines([], "all")).toEqual([]);
  });
  it("shows both lanes, what was missing and what was charged, with a live badge, and reads on by its cursor", async () => {
    const { reads } = openScreen(<Journey invitationId="i1" live />, (call) =>
      call.includes("cursor") ? listOf(entries.slice(2)) : listOf(entries.slice(0, 2), "c1"),
    );
    const line = (await screen.findByText("Exchange 2")).closest("li")!;
    for (const part of ["words 2", "answer 2", "410 tokens", "It was tried twice"])
      expect(line.textContent).toContain(part);
    expect(screen.getByText("Live now")).toBeTruthy();
    await press("Load more");
    await screen.findByText("The invitation was made");
    expect(reads().at(-1)).toBe("GET admin/invitations/i1/journey?cursor=c1");
    expect(screen.getAllByText(/^A break of/)).toHaveLength(2);
  });
});

describe("what the partner knew", () => {
  it("pairs what it had read with what it could not see, and says how the call went", async () => {
    const known = (id: number, role: string, start: string, asideNumber: number | null = null) => ({
      id,
      role,
      start,
      exchangeNumber: asideNumber === null ? 1 : null,
      tryNumber: null,
      asideNumber,
    });
    const call = {
      id: "c",
      lane: "partner",
      attempt: 1,
      at: minutesAgo(5),
      model: "claude-x",
      requestedModel: null,
      inputTokens: 90,
      cacheWriteTokens: 0,
      cacheReadTokens: 10,
      outputTokens: 12,
      chargedTokens: 103,
      estimated: false,
      firstTokenMs: 300,
      durationMs: 1_200,
      stopReason: "end_turn",
      problemCode: null,
      requestId: "req_9",
      promptHash: "abcdef0123456789",
      hadRead: [1],
      couldNotSee: [{ id: 5, why: "aside" }],
    };
    const { reads } = openScreen(<Session id={7} />, (asked) =>
      asked.includes("/calls?")
        ? {
            scenario: { name: "The heating is off", version: 1 },
            calls: [call],
            messages: [known(1, "user", "Which day?"), known(5, "user", "How am I doing?", 1)],
          }
        : session("s"),
    );
    await press("What did Dana know here?");
    const panel = await screen.findByRole("region", { name: "What Dana knew here" });
    expect(
      within(await within(panel).findByRole("list", { name: "Had read this" })).getByText("Which day?"),
    ).toBeTruthy();
    const hidden = within(panel).getByRole("list", { name: "Could not see this" });
    expect(hidden.textContent).toContain("How am I doing?");
    expect(hidden.textContent).toContain("asked in private");
    for (const fact of ["claude-x", "100 tokens", "1.2 s", "req_9", "abcdef012345"])
      expect(panel.textContent).toContain(fact);
    expect(reads()).toContain("GET admin/sessions/7/calls?exchange=e1&lane=partner");
    fireEvent.keyDown(panel, { key: "Escape" });
    expect(screen.queryByRole("region", { name: "What Dana knew here" })).toBeNull();
  });
});

// @vitest-environment happy-dom
import { computed, signal } from "@preact/signals";
import { render as renderAsItIs } from "preact";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Preview, StreamEvent } from "../src/api/protocol.ts";
import type { PanelHost } from "../src/panel-handle.ts";
import { createBrowserStore } from "../src/state/browser-store.ts";
import type { Conversation } from "../src/state/conversation.ts";
import type { NoteTiming } from "../src/state/note-timing.ts";
import type { Notice } from "../src/state/notice.ts";
import type { Pending } from "../src/state/outbox.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import { speakingExchange, type SessionState } from "../src/state/session-state.ts";
import type { Screen } from "../src/state/screen.ts";
import type { Visit } from "../src/state/visit.ts";
import { Composer } from "../src/view/composer.tsx";
import { createOutline } from "../src/state/outline.ts";
import { ConversationView } from "../src/view/conversation-view.tsx";
import { apart, beside, pages } from "../src/view/lazy.tsx";
import { InvitePage } from "../src/view/pages.tsx";
import { Panel } from "../src/view/panel.tsx";
import { PreviewPage } from "../src/view/preview-page.tsx";
import {
  delta,
  memoryStorage,
  message,
  quota,
  session,
  snapshot,
  start,
  stateAfter,
  wholeExchange,
} from "./samples.ts";
import { arrives } from "./arrives.ts";

// as after a moment of idling: the notices are there
beforeAll(async () => {
  apart.load();
  beside.load();
  await arrives(() => apart.module.value !== null && beside.module.value !== null);
});
beforeEach(() => {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const conversationOf = (
  state: SessionState | null,
  changes: { draft?: string; unsent?: Pending; notice?: Notice; storage?: Storage; held?: NoteTiming } = {},
) => {
  const draft = signal(changes.draft ?? "");
  const told = signal(state);
  const unsent = signal(changes.unsent ?? null);
  const fake = {
    sessionId: 7,
    state: told,
    ...createOutline(told),
    draft,
    unsent,
    unsentHere: unsent,
    shown: computed(() => told.value?.exchanges ?? []),
    line: signal(null),
    trying: signal(null),
    pending: signal(changes.unsent ?? null),
    connection: signal("live"),
    closed: signal(null),
    invitation: signal(null),
    endsSoon: signal(null),
    held: signal<NoteTiming | null>(changes.held ?? null),
    noteTiming: signal<NoteTiming>("at-once"),
    setNoteTiming: vi.fn(),
    skipNote: vi.fn(async () => true),
    rateNote: vi.fn(async () => true),
    reword: vi.fn(),
    store: createBrowserStore("lab", changes.storage ?? memoryStorage()),
    notice: signal(changes.notice ?? null),
    speaking: signal(speakingExchange(state)),
    stopping: signal(null),
    retrying: signal<string | null>(null),
    write: vi.fn((text: string) => void (draft.value = text)),
    send: vi.fn(() => "sent"),
    stop: vi.fn(async () => {}),
    retry: vi.fn(async () => {}),
    end: vi.fn(async () => true),
    stepOut: vi.fn(async () => true),
    comeBack: vi.fn(async () => true),
    markSeen: vi.fn(),
    takeBack: vi.fn(),
    sendNow: vi.fn(),
    dismiss: vi.fn(),
  };
  return fake as typeof fake & Conversation;
};
const draw = (state: SessionState, changes: Parameters<typeof conversationOf>[1] = {}) => {
  const conversation = conversationOf(state, changes);
  render(<ConversationView conversation={conversation} invitation={null} busy={false} onPractiseAgain={() => {}} />);
  return conversation;
};

describe("the composer", () => {
  const field = () => screen.getByRole<HTMLTextAreaElement>("textbox");
  const drawComposer = (
    changes: Parameters<typeof conversationOf>[1] = {},
    state: SessionState = stateAfter(snapshot()),
  ) => {
    const conversation = conversationOf(state, changes);
    render(<Composer conversation={conversation} partner="Mr. Halloran" />);
    return conversation;
  };

  test.each<[string, KeyboardEventInit, number]>([
    ["Enter sends", { key: "Enter" }, 1],
    ["Shift+Enter makes a new line", { key: "Enter", shiftKey: true }, 0],
    ["Enter that ends a composition does not send", { key: "Enter", isComposing: true }, 0],
    ["Enter of an IME that only says 229 does not send", { key: "Enter", keyCode: 229 }, 0],
    ["another key does not send", { key: "a" }, 0],
  ])("%s", (_, init, times) => {
    const conversation = drawComposer({ draft: "hello" });
    const notPrevented = fireEvent.keyDown(field(), init);
    expect(conversation.send).toHaveBeenCalledTimes(times);
    expect(notPrevented).toBe(times === 0);
  });

  test("writes what is typed, and is never disabled", () => {
    const conversation = drawComposer({}, stateAfter(snapshot(), start()));
    expect(field().disabled).toBe(false);
    fireEvent.input(field(), { target: { value: "no wait" } });
    expect(conversation.write).toHaveBeenCalledExactlyOnceWith("no wait");
  });

  test("takes over what is being typed: the caret stays behind it", async () => {
    const box = document.body.appendChild(document.createElement("div"));
    onTestFinished(() => {
      renderAsItIs(null, box);
      box.remove();
    });
    // as in a page, where nobody waits for what comes after a frame
    renderAsItIs(
      <Composer conversation={conversationOf(stateAfter(snapshot()), { draft: "Half a sen" })} partner="R" />,
      box,
    );
    const words = field();
    words.setRangeText("t", words.selectionEnd, words.selectionEnd, "end");
    fireEvent.input(words);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([words.value, words.selectionStart]).toEqual(["Half a sent", 11]);
  });

  test("says why words were not sent, and keeps them", async () => {
    const conversation = drawComposer({ draft: "no wait" });
    conversation.send.mockReturnValue("speaking");
    fireEvent.keyDown(field(), { key: "Enter" });
    expect((await screen.findByRole("status")).textContent).toMatch(/still answering/);
    expect(field().value).toBe("no wait");
  });

  test("offers Stop while the partner speaks, and Send while only the coach does", () => {
    const conversation = drawComposer({}, stateAfter(snapshot(), start()));
    expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Stop" }), { detail: 2 });
    expect(conversation.stop).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole("button", { name: "Stop" }), { detail: 1 });
    expect(conversation.stop).toHaveBeenCalledOnce();
    cleanup();
    drawComposer({}, stateAfter(snapshot(), ...wholeExchange().slice(0, 5)));
    expect(screen.getByRole("button", { name: "Send" })).toBeTruthy();
  });

  test("counts only near the limit", () => {
    drawComposer({ draft: "x".repeat(8_003) });
    expect(screen.getByRole("status").textContent).toBe("3 characters too long");
  });
});

describe("the conversation", () => {
  test("shows who speaks, that it is an AI, and the note with what to try", () => {
    draw(
      stateAfter(
        snapshot({ messages: [message("partner", "Yes?", { exchangeId: null, exchangeNumber: 0, attempt: null })] }),
        ...wholeExchange(),
      ),
    );
    const log = screen.getByRole("log");
    expect(log.getAttribute("aria-live")).toBe("off");
    expect(log.querySelectorAll(".who")[0]?.textContent).toBe("Mr. Halloran (AI)");
    expect(screen.getByText("it is 14 degrees in here")).toBeTruthy();
    // without the highlight API the note itself shows its quote
    const note = screen.getByRole("complementary", { name: "Coach, on “14 degrees”" });
    expect([note.querySelector("q")?.textContent, note.querySelector(".try q")?.textContent]).toEqual([
      "14 degrees",
      "Which day?",
    ]);
  });

  test.each<[string, StreamEvent, string | null]>([
    ["listening", { type: "presence", observers: 0 }, "Coach is listening"],
    [
      "still inside its quote",
      { type: "coach-delta", exchangeId: "e1", attempt: 1, text: "“14 deg", offset: 0 },
      "Coach is writing",
    ],
    [
      "failed",
      { type: "coach-end", exchangeId: "e1", attempt: 1, message: null, missing: "failed" },
      "The coach could not comment on this one.",
    ],
    [
      "nothing to add",
      { type: "coach-end", exchangeId: "e1", attempt: 1, message: null, missing: "nothing-to-add" },
      "The coach had nothing to add.",
    ],
    [
      "by policy",
      { type: "coach-end", exchangeId: "e1", attempt: 1, message: null, missing: "policy" },
      "The coach sits this one out.",
    ],
  ])("where the note will be or is missing: %s", (_, event, text) => {
    draw(stateAfter(snapshot(), ...wholeExchange().slice(0, 4), event));
    expect(document.querySelector(".note")?.firstChild?.textContent ?? null).toBe(text);
  });

  test.each(["failed", "stopped"] as const)("offers another try of the last exchange that %s", (status) => {
    const conversation = draw(
      stateAfter(snapshot(), start(), { type: "exchange-end", exchangeId: "e1", attempt: 1, status, retryable: true }),
    );
    fireEvent.click(screen.getByRole("button", { name: "Ask for the answer again" }));
    expect(conversation.retry).toHaveBeenCalledExactlyOnceWith("e1");
  });

  test("asking for a stopped answer again leaves the focus with the words", async () => {
    const conversation = draw(
      stateAfter(snapshot(), start(), {
        type: "exchange-end",
        exchangeId: "e1",
        attempt: 1,
        status: "stopped",
        retryable: true,
      }),
    );
    const button = screen.getByRole("button", { name: "Ask for the answer again" });
    button.focus();
    void act(() => void (conversation.retrying.value = "e1"));
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole("textbox")));
  });

  test("the note that begins says that it is being written until the line under its quote is drawn", () => {
    const frames: FrameRequestCallback[] = [];
    vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
    vi.stubGlobal("cancelAnimationFrame", () => {});
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
    vi.stubGlobal("Highlight", class extends Set {});
    vi.stubGlobal("CSS", { highlights: new Map() });
    vi.stubGlobal(
      "Range",
      class {
        setStart() {}
        setEnd() {}
        cloneRange() {
          return this;
        }
        getClientRects() {
          return [];
        }
      },
    );
    const note = () => document.querySelector<HTMLElement>(".note");
    draw(stateAfter(snapshot(), ...wholeExchange().slice(0, 4), delta("coach", "“14 degrees” He heard", 0)));
    expect([note()?.textContent, note()?.classList.contains("wait")]).toEqual(["Coach is writing", true]);
    void act(() => frames.shift()?.(performance.now() + 1_000));
    expect(note()?.querySelector(".note-body")?.textContent).toBe("He heard");
    expect(note()?.classList.contains("wait")).toBe(false);
  });

  test("a stopped answer says for itself why it has no note", () => {
    draw(
      stateAfter(
        snapshot(),
        start(),
        { type: "coach-end", exchangeId: "e1", attempt: 1, message: null, missing: "policy" },
        { type: "exchange-end", exchangeId: "e1", attempt: 1, status: "stopped", retryable: true },
      ),
    );
    expect(document.querySelector(".note")).toBeNull();
    expect(screen.getByText(/The coach waits for a whole one/)).toBeTruthy();
  });

  test("offers no other try once the conversation went on", () => {
    draw(
      stateAfter(
        snapshot(),
        start(),
        { type: "exchange-end", exchangeId: "e1", attempt: 1, status: "failed", retryable: true },
        ...wholeExchange("e2", 2),
      ),
    );
    expect(screen.queryByRole("button", { name: "Ask for the answer again" })).toBeNull();
  });

  const waiting: Pending = {
    key: "k",
    content: "hello",
    aside: false,
    branchId: null,
    fromExchangeId: null,
    afterNumber: 0,
    afterBranches: 0,
    storedAs: null,
    state: "waiting",
    uncertain: false,
  };
  test("shows a waiting message as not sent, with a way back", () => {
    const conversation = draw(stateAfter(snapshot()), { unsent: waiting });
    expect(screen.getByText(/Not sent yet/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Take it back" }));
    expect(conversation.takeBack).toHaveBeenCalledOnce();
  });

  test("offers no way back for words that the server may have", () => {
    draw(stateAfter(snapshot()), { unsent: { ...waiting, uncertain: true } });
    expect(screen.getByText(/Not confirmed yet/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Take it back" })).toBeNull();
    expect(screen.getByRole("button", { name: "Try now" })).toBeTruthy();
  });

  test("is busy while it runs, and draws only the exchange that changed", () => {
    const state = stateAfter(snapshot(), ...wholeExchange(), start("e2", 2));
    const [before, running] = state.exchanges;
    if (!before || !running) throw new Error("two exchanges were told");
    // only drawing an exchange asks for what its partner said
    const askPartner = vi.fn(() => before.partner);
    const watched = Object.defineProperty({ ...before }, "partner", { get: askPartner });
    const conversation = draw({ ...state, exchanges: [watched, running] });
    const [first, second] = document.querySelectorAll("section.exchange");
    expect([first, second].map((section) => section?.getAttribute("aria-busy"))).toEqual(["false", "true"]);
    expect(askPartner).toHaveBeenCalled();
    askPartner.mockClear();
    void act(() => {
      conversation.state.value = applyStreamEvent(conversation.state.value, delta("partner", "Put a ", 0, 1, "e2"));
    });
    expect(second?.querySelector(".prose")?.textContent).toContain("Put");
    expect(askPartner).not.toHaveBeenCalled();
  });

  test.each([
    ["warning", 3, /About 3 exchanges are left/],
    ["last", 1, /This may be your last exchange/],
    ["exhausted", 0, /You have used all your exchanges/],
  ] as const)("warns of what is left: %s", (level, left, text) => {
    draw(stateAfter(snapshot({ quota: quota(left, level) })));
    expect(screen.getByText(text)).toBeTruthy();
  });

  test("shows about how many are left, and goes by the level near the end", () => {
    const { state } = draw(stateAfter(snapshot({ quota: { ...quota(3), aboutExchanges: 9 } })));
    const line = () => document.querySelector(".quota")?.textContent;
    expect(line()).toBe("About 9 more");
    void act(() => {
      state.value = stateAfter(snapshot({ quota: quota(1, "last") }));
    });
    expect(line()).toBe("About 1 more");
  });

  test("counts what runs as one ordinary exchange, whatever is reserved for it, and says the same after a reload", () => {
    const storage = memoryStorage();
    const line = () => document.querySelector(".quota")?.textContent;
    const ticks = () => document.querySelectorAll(".quota .meter i").length;
    const { state } = draw(stateAfter(snapshot({ quota: quota(5) })), { storage });
    expect([line(), ticks()]).toEqual(["About 5 more", 5]);
    const held = { ...quota(1, "last"), reserved: 20_000 };
    void act(() => {
      state.value = stateAfter(snapshot({ quota: quota(5) }), start(), { type: "quota", ...held });
    });
    expect([line(), ticks()]).toEqual(["About 4 more", 5]);
    cleanup();
    draw(stateAfter(snapshot({ quota: held }), start()), { storage });
    expect(line()).toBe("About 4 more");
  });

  test("holds the warning back while an exchange runs, since its reservation is not spent yet", () => {
    draw(stateAfter(snapshot({ quota: quota(0, "exhausted") }), start()));
    expect(screen.queryByText(/You have used all/)).toBeNull();
    expect(screen.getByRole("textbox")).toBeTruthy();
  });

  test("says who watches and that a simulator answers", () => {
    draw(stateAfter(snapshot({ session: session({ simulated: true }) }), { type: "presence", observers: 2 }));
    expect(screen.getByText("2 people are watching")).toBeTruthy();
    expect(screen.getByText(/simulator, not a language model/)).toBeTruthy();
  });

  test("ends only after a second click", async () => {
    const conversation = draw(stateAfter(snapshot()));
    fireEvent.click(screen.getByRole("button", { name: "End the conversation" }));
    expect(conversation.end).not.toHaveBeenCalled();
    fireEvent.click(await screen.findByRole("button", { name: "End it" }));
    expect(conversation.end).toHaveBeenCalledOnce();
  });

  test("while it asks whether to end, nothing can be written, and Escape goes back to where one was", async () => {
    draw(stateAfter(snapshot()), { draft: "half a sen" });
    const escaped = vi.fn();
    document.addEventListener("keydown", escaped);
    fireEvent.click(screen.getByRole("button", { name: "End the conversation" }));
    const question = await screen.findByRole("alertdialog", { name: "End this conversation?" });
    expect([screen.queryByRole("textbox"), screen.queryByRole("button", { name: "Send" })]).toEqual([null, null]);
    const keep = screen.getByRole("button", { name: "Keep going" });
    await vi.waitFor(() => expect(document.activeElement).toBe(keep));
    void act(() => void fireEvent.keyDown(keep, { key: "Escape" }));
    document.removeEventListener("keydown", escaped);
    // a panel that floats would close on it
    expect(escaped).not.toHaveBeenCalled();
    expect(question.isConnected).toBe(false);
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "End the conversation" }));
    expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("half a sen");
  });

  test("where it could not be ended, says why", async () => {
    const conversation = draw(stateAfter(snapshot()));
    conversation.end.mockImplementation(async () => {
      conversation.notice.value = { code: "exchange-running", detail: "" };
      return false;
    });
    fireEvent.click(screen.getByRole("button", { name: "End the conversation" }));
    fireEvent.click(await screen.findByRole("button", { name: "End it" }));
    expect(await screen.findByText(/An answer is still being written/)).toBeTruthy();
    expect(screen.getByRole("textbox")).toBeTruthy();
  });

  test("paused shows the way back", () => {
    const conversation = draw(stateAfter(snapshot({ session: session({ status: "PAUSED" }) })));
    expect(screen.queryByRole("textbox")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Come back" }));
    expect(conversation.comeBack).toHaveBeenCalledOnce();
  });

  test("completed shows the notes to keep", async () => {
    draw(stateAfter(snapshot(), ...wholeExchange(), { type: "session", status: "COMPLETED" }));
    expect(await screen.findByText("One note to keep")).toBeTruthy();
    expect(screen.getByText("14 degrees").localName).toBe("u");
  });

  test.each([
    ["says how long it was, in the time that it was active", "2026-11-23T12:00:00.000Z", "1 exchange in 7 minutes"],
    ["does not guess how long it was before it is told", null, "1 exchange"],
  ])("completed %s", async (_, endedAt, text) => {
    const over = session({ status: "COMPLETED", endedAt, durationSeconds: 420 });
    draw(stateAfter(snapshot({ session: over }), ...wholeExchange()));
    expect((await screen.findByRole("group")).querySelector(".eyebrow")?.textContent).toBe(text);
  });
});

describe("before the conversation", () => {
  const preview: Preview = {
    siteName: "Advice Lab",
    helpContacts: [],
    scenarios: [session().scenario, { ...session().scenario, slug: "uncle", name: "Uncle Ray", partnerPersona: "Ray" }],
    exchanges: 12,
    expiresAt: "2026-12-14T12:00:00.000Z",
    state: "opened",
    claimed: false,
    erased: false,
    currentScenario: null,
    consent: { version: "v1" },
    whoSeesWhat: { partner: "what you say", coach: "everything", staff: "everything too", invitee: "all of it" },
    simulated: true,
  };

  test("one reads who sees what, chooses, and research is off unless ticked", () => {
    const onClaim = vi.fn();
    render(<PreviewPage preview={preview} busy={false} onClaim={onClaim} />);
    for (const text of ["what you say", "everything", "everything too", "all of it"])
      expect(screen.getByText(text)).toBeTruthy();
    fireEvent.click(screen.getByRole("radio", { name: /Uncle Ray/ }));
    fireEvent.click(screen.getByRole("button", { name: "Start the conversation" }));
    expect(onClaim).toHaveBeenLastCalledWith({ scenarioSlug: "uncle", research: false });
    // what starting agrees to stands with the button, and research does not
    const foot = screen.getByRole("button").parentElement;
    expect(foot?.textContent).toContain("Starting means you agree to who sees what");
    expect(foot?.contains(screen.getByRole("checkbox"))).toBe(false);
    fireEvent.click(screen.getByRole("checkbox"));
    fireEvent.click(screen.getByRole("button", { name: "Start the conversation" }));
    expect(onClaim).toHaveBeenLastCalledWith({ scenarioSlug: "uncle", research: true });
  });

  test.each([
    ["expired", /ran out/],
    ["revoked", /taken back/],
  ] as const)("an unclaimed invitation that is %s cannot be started", (state, text) => {
    render(<PreviewPage preview={{ ...preview, state }} busy={false} onClaim={() => {}} />);
    expect(screen.getByText(text)).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  test("on another device it is of the conversation that one is in", () => {
    const onClaim = vi.fn();
    render(
      <PreviewPage
        preview={{ ...preview, state: "active", claimed: true, currentScenario: "uncle" }}
        busy={false}
        onClaim={onClaim}
      />,
    );
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Uncle Ray");
    expect([screen.queryByRole("radio"), screen.getByText("Ray").localName]).toEqual([null, "dt"]);
    fireEvent.click(screen.getByRole("button", { name: "Go on with your conversation" }));
    expect(onClaim).toHaveBeenLastCalledWith({ scenarioSlug: "uncle", research: false });
  });

  test.each([
    ["is not known", null],
    ["is not offered any more", "gone"],
  ])("on another device it names none and chooses none where the conversation %s", (_, currentScenario) => {
    const onClaim = vi.fn();
    const claimed = { ...preview, state: "claimed" as const, claimed: true, currentScenario };
    render(<PreviewPage preview={claimed} busy={false} onClaim={onClaim} />);
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Your conversation");
    expect(screen.getByText("Who you talk with")).toBeTruthy();
    expect(screen.queryByText(/Halloran|Uncle Ray/)).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Go on with your conversation" }));
    expect(onClaim).toHaveBeenLastCalledWith({ research: false });
  });

  test("a pasted link is read, anything else explained", async () => {
    const onInvitation = vi.fn();
    render(<InvitePage onInvitation={onInvitation} />);
    const paste = (text: string) => {
      fireEvent.input(screen.getByRole("textbox"), { target: { value: text } });
      fireEvent.submit(screen.getByRole("textbox").closest("form") as HTMLFormElement);
    };
    paste("hello");
    expect((await screen.findByRole("alert")).textContent).toMatch(/does not look like/);
    expect(onInvitation).not.toHaveBeenCalled();
    paste("https://site.test/page#invitation=abc");
    expect(onInvitation).toHaveBeenCalledExactlyOnceWith("abc");
  });
});

describe("a panel that floats", () => {
  const drawPanel = (current: Screen) => {
    const visit = {
      screen: signal(current),
      expects: () => null,
      over: signal(null),
      asking: signal(false),
      busy: signal(false),
      invitation: signal(null),
      again: vi.fn(),
    };
    const host = { options: { mode: "floating" }, close: vi.fn(), emit: vi.fn() };
    render(
      <Panel
        host={host as unknown as PanelHost}
        visit={visit as unknown as Visit}
        shown={signal(true)}
        wide={signal(false)}
        adopt={() => {}}
        onInvitation={() => {}}
      />,
    );
    return screen.getAllByRole("button").map((button) => button.getAttribute("aria-label") ?? button.textContent);
  };

  test("offers the coach's margin where a coach writes", () => {
    const conversation = conversationOf(stateAfter(snapshot()));
    expect(drawPanel({ name: "conversation", conversation })).toEqual(
      expect.arrayContaining(["Give the coach a margin", "Close the widget"]),
    );
  });

  test("offers none beside a notice", async () => {
    pages.load();
    await arrives(() => pages.module.value !== null);
    expect(drawPanel({ name: "refused", origin: "https://host.test" })).toEqual(["Try again", "Close the widget"]);
  });
});

describe("a panel in the page, on a phone", () => {
  /** as high as the window, and begun a little below its top */
  const BELOW = { top: 300, bottom: 1_000 };
  const drawResumed = (place: { top: number; bottom: number }, width = 320) => {
    vi.stubGlobal("innerWidth", width);
    vi.stubGlobal("innerHeight", 700);
    const scroll = vi.fn();
    Element.prototype.scrollIntoView = scroll;
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(place as DOMRect);
    const conversation = conversationOf(null);
    const current = signal<Screen>({ name: "opening" });
    const visit = {
      screen: current,
      expects: () => null,
      over: signal(null),
      asking: signal(false),
      busy: signal(false),
      invitation: signal(null),
      again: vi.fn(),
    };
    const host = { options: { mode: "inline" }, close: vi.fn(), emit: vi.fn() };
    render(
      <Panel
        host={host as unknown as PanelHost}
        visit={visit as unknown as Visit}
        shown={signal(true)}
        wide={signal(false)}
        adopt={() => {}}
        onInvitation={() => {}}
      />,
    );
    void act(() => void (current.value = { name: "conversation", conversation }));
    expect(scroll).not.toHaveBeenCalled();
    void act(() => void (conversation.state.value = stateAfter(snapshot(), ...wholeExchange())));
    return { scroll, conversation };
  };
  afterEach(() => void vi.restoreAllMocks());

  test("comes to where one can write when a conversation goes on, and takes no focus", async () => {
    const { scroll } = drawResumed(BELOW);
    await vi.waitFor(() => expect(scroll).toHaveBeenCalledExactlyOnceWith({ block: "start" }));
    expect(document.activeElement).toBe(document.body);
  });

  test("is not moved by what comes later", async () => {
    const { scroll, conversation } = drawResumed(BELOW);
    await vi.waitFor(() => expect(scroll).toHaveBeenCalledOnce());
    void act(() => void (conversation.state.value = stateAfter(snapshot(), ...wholeExchange(), start("e2", 2))));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scroll).toHaveBeenCalledOnce();
  });

  test.each([
    ["that is in view to its end", { top: 0, bottom: 690 }, 320],
    ["on a wide window", BELOW, 1_280],
  ])("%s stays where it is", async (_, place, width) => {
    const { scroll } = drawResumed(place, width);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scroll).not.toHaveBeenCalled();
  });
});

// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { InviteeApi } from "../src/api/api-client.ts";
import type { InvitationView, StreamEvent } from "../src/api/protocol.ts";
import { endingSoon, whyClosed } from "../src/state/closed.ts";
import { ConversationView } from "../src/view/conversation-view.tsx";
import { apart, beside } from "../src/view/lazy.tsx";
import { arrives } from "./arrives.ts";
import { open, refuse, say } from "./open-conversation.ts";
import { aside, asideEnd, quota, snapshot, start, wholeExchange } from "./samples.ts";

beforeAll(async () => {
  apart.load();
  beside.load();
  await arrives(() => apart.module.value !== null && beside.module.value !== null);
});
beforeEach(() => {
  for (const name of ["IntersectionObserver", "ResizeObserver"])
    vi.stubGlobal(
      name,
      class {
        observe() {}
        disconnect() {}
      },
    );
});
afterEach(cleanup);

const invitation = (changes: Partial<InvitationView> = {}): InvitationView => ({
  id: "i1",
  shared: false,
  label: null,
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  state: "active",
  quota: quota(5),
  siteName: null,
  helpContacts: [],
  simulated: false,
  ...changes,
});
const told = (code: "revoked" | "expired"): StreamEvent => ({ type: "problem", code, detail: "", retryable: false });
const STOPPED: StreamEvent[] = [
  ...wholeExchange("e1", 1),
  start("e2", 2),
  { type: "exchange-end", exchangeId: "e2", attempt: 1, status: "stopped", retryable: true },
];
const draw = (first: InvitationView, events: StreamEvent[] = STOPPED, api: Partial<InviteeApi> = {}) => {
  const view = signal<InvitationView | null>(first);
  const opened = open(api, undefined, view);
  opened.hear(snapshot(), ...events);
  render(
    <ConversationView conversation={opened.conversation} invitation={first} busy={false} onPractiseAgain={() => {}} />,
  );
  return { ...opened, hear: (...more: StreamEvent[]) => void act(() => opened.hear(...more)) };
};
const ACTS = ["Send", "Try that again", "Ask for the answer again", "Ask the coach"];
const offered = () => ACTS.filter((name) => screen.queryAllByRole("button", { name }).length > 0);
const count = () => document.querySelector(".quota")?.textContent ?? null;

describe("an invitation that is over", () => {
  test("until then offers everything", () => {
    draw(invitation());
    expect([offered(), count()]).toEqual([ACTS, "About 4 more"]);
  });

  test.each([
    ["revoked", /was taken back/],
    ["expired", /has run out/],
  ] as const)("%s says so, and offers nothing that would be refused: live and after a reload", (code, text) => {
    const seen = () => [screen.getByText(text).localName, offered(), count(), screen.queryByRole("textbox")];
    const { hear } = draw(invitation());
    hear(told(code));
    const live = seen();
    expect(live).toEqual(["strong", [], null, null]);
    // what can still be done
    expect(["Step out", "End the conversation"].map((name) => screen.queryByRole("button", { name }))).not.toContain(
      null,
    );
    cleanup();
    draw(invitation({ state: code }));
    expect(seen()).toEqual(live);
  });

  test("is over when the server says so: a device's clock may be wrong", () => {
    draw(invitation({ expiresAt: new Date(Date.now() - 1).toISOString() }));
    expect(screen.queryByText(/has run out/)).toBeNull();
    expect(offered()).toEqual(ACTS);
  });

  test("as a refusal tells it shows the words that were refused, which are kept", async () => {
    const { conversation, storage } = draw(invitation(), [], { sendMessage: vi.fn(refuse(410, "revoked")) });
    void act(() => void say(conversation, "half a sentence"));
    const notice = () => document.querySelector(".foot .notice")?.textContent;
    await vi.waitFor(() => expect(notice()).toMatch(/taken back.*Not sent.*half a sentence/));
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(storage.getItem("sidecoach:lab:draft:7")).toBe("half a sentence");
  });

  test("leaves what was to be tried again, so that all can be read", () => {
    const { conversation, hear } = draw(invitation(), [...wholeExchange("e1", 1), ...wholeExchange("e2", 2)]);
    const exchange = conversation.state.value?.exchanges[0];
    if (!exchange) throw new Error("two exchanges were told");
    void act(() => conversation.tryAgain(exchange));
    expect(document.querySelectorAll("section.exchange")).toHaveLength(0);
    hear(told("revoked"));
    expect(document.querySelectorAll("section.exchange")).toHaveLength(2);
  });

  test("leaves the questions to the coach to be read", () => {
    draw(invitation({ state: "expired" }), [{ type: "aside-start", aside: aside() }, asideEnd()]);
    void act(() => void fireEvent.click(screen.getByRole("button", { name: "Your questions to the coach" })));
    expect(screen.getByText("How did that land?")).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  test("hands the focus of its field to the scene", () => {
    const { hear } = draw(invitation());
    const field = screen.getByRole("textbox");
    field.closest(".foot")?.parentElement?.classList.add("sc");
    field.focus();
    hear(told("revoked"));
    expect(document.activeElement).toBe(screen.getByRole("log"));
  });

  test("can be looked at again: extended, it goes on; not extended, it says the same", async () => {
    const me = vi.fn(async () => ({ user: {}, sessions: [], invitation: invitation({ state: "expired" }) }));
    const { hear } = draw(invitation(), STOPPED, { me } as unknown as Partial<InviteeApi>);
    hear(told("expired"));
    const look = () => void act(() => void fireEvent.click(screen.getByRole("button", { name: "Look again" })));
    look();
    await vi.waitFor(() => expect(me).toHaveBeenCalledOnce());
    await act(async () => {});
    expect([screen.getByText(/has run out/).localName, offered()]).toEqual(["strong", []]);
    me.mockImplementation(async () => ({ user: {}, sessions: [], invitation: invitation() }));
    look();
    await vi.waitFor(() => expect(offered()).toEqual(ACTS));
    expect(screen.queryByText(/has run out/)).toBeNull();
  });

  describe("that staff extend", () => {
    const until = (days: number): StreamEvent => ({
      type: "invitation",
      expiresAt: new Date(Date.now() + days * 86_400_000).toISOString(),
    });
    test.each<[string, () => ReturnType<typeof draw>]>([
      [
        "that ran out while it was open",
        () => {
          const drawn = draw(invitation({ expiresAt: new Date(Date.now() + 1000).toISOString() }));
          drawn.hear(told("expired"));
          return drawn;
        },
      ],
      [
        "that was opened when it had run out",
        () => draw(invitation({ state: "expired", expiresAt: "2026-01-01T00:00:00Z" })),
      ],
    ])("goes on by itself where it is open, %s: with the words that were being written", (_, opened) => {
      const { conversation, hear } = opened();
      void act(() => conversation.write("half a sentence"));
      expect([screen.getByText(/has run out/).localName, offered()]).toEqual(["strong", []]);
      hear(until(5));
      expect(screen.queryByText(/has run out/)).toBeNull();
      expect([offered(), count()]).toEqual([ACTS, "About 4 more"]);
      expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("half a sentence");
      expect(conversation.invitation.value?.state).toBe("active");
    });

    test("after a refusal that said so", async () => {
      const { conversation, hear } = draw(invitation(), [], { sendMessage: vi.fn(refuse(410, "expired")) });
      void act(() => void say(conversation, "half a sentence"));
      await vi.waitFor(() => expect(screen.queryByText(/has run out/)).not.toBeNull());
      hear(until(5));
      expect(screen.queryByText(/has run out/)).toBeNull();
      expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("half a sentence");
    });

    test("does not go on where its new end is past, as the server then tells, nor where it was revoked", () => {
      const { hear } = draw(invitation());
      hear(until(-1), told("expired"));
      expect([screen.getByText(/has run out/).localName, offered()]).toEqual(["strong", []]);
      cleanup();
      draw(invitation()).hear(told("revoked"), until(5));
      expect([screen.getByText(/was taken back/).localName, offered()]).toEqual(["strong", []]);
    });

    test("no longer says that it runs out soon", () => {
      const { hear } = draw(invitation({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() }), wholeExchange());
      screen.getByText("Your invitation runs out soon");
      hear(until(5));
      expect(screen.queryByText("Your invitation runs out soon")).toBeNull();
    });
  });

  test("says no longer that it was refused for want of quota, once staff have topped it up", async () => {
    const retryExchange = vi.fn(refuse(402, "exhausted"));
    const { conversation, hear } = draw(invitation(), STOPPED, { retryExchange });
    await act(() => conversation.retry("e2"));
    expect(conversation.notice.value?.code).toBe("exhausted");
    const { quota: before } = conversation.state.value!;
    // The same again is no top-up.
    hear({ type: "quota", ...before });
    expect(conversation.notice.value?.code).toBe("exhausted");
    hear({ type: "quota", ...before, tokens: before.tokens + 9_000 });
    expect(conversation.notice.value).toBeNull();
    expect(offered()).toEqual(ACTS);
  });

  test.each<[string, Parameters<typeof whyClosed>, string | null]>([
    ["nothing told, nothing asked", [[null, undefined], null], null],
    ["another problem", [[{ code: "exhausted" }], invitation({ state: "exhausted" })], null],
    ["told before the invitation was asked for", [[null, { code: "revoked" }], invitation()], "revoked"],
    ["revoked before it ran out", [[], invitation({ state: "revoked", expiresAt: "2020-01-01T00:00:00Z" })], "revoked"],
  ])("%s", (_, [problems, view], code) => {
    expect(whyClosed(problems, view)).toBe(code);
  });
});

describe("an invitation that runs out soon", () => {
  const hour = 3_600_000;
  const inTime = (left: number) => new Date(Date.now() + left).toISOString();

  test("is told a day before, not earlier, and not when it is over", () => {
    const at = (left: number) => endingSoon({ expiresAt: inTime(left) }) !== null;
    expect([at(25 * hour), at(23 * hour), at(1), at(-hour)]).toEqual([false, true, true, false]);
    expect(endingSoon(null)).toBeNull();
    // A trial is for an afternoon: that is no news.
    expect(endingSoon({ expiresAt: inTime(hour), trial: true })).toBeNull();
  });

  test("is said kindly, with until when, once nothing of more weight is to be said, and goes away by a click", async () => {
    draw(invitation({ expiresAt: inTime(5 * hour) }), wholeExchange());
    screen.getByText("Your invitation runs out soon");
    fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    await vi.waitFor(() => expect(screen.queryByText("Your invitation runs out soon")).toBeNull());
  });
});

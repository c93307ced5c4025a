// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { StreamEvent } from "../src/api/protocol.ts";
import { ConversationView } from "../src/view/conversation-view.tsx";
import { apart, beside } from "../src/view/lazy.tsx";
import { arrives } from "./arrives.ts";
import { open, refuse } from "./open-conversation.ts";
import { aside, asideEnd, quota, session, snapshot, start, startBranch, wholeExchange } from "./samples.ts";

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

const draw = (opened = open(), ...events: StreamEvent[]) => {
  opened.hear(snapshot(), ...events);
  render(
    <ConversationView conversation={opened.conversation} invitation={null} busy={false} onPractiseAgain={() => {}} />,
  );
  const hear = (...more: StreamEvent[]) => void act(() => opened.hear(...more));
  return { ...opened, hear };
};
const TWO = [...wholeExchange("e1", 1), ...wholeExchange("e2", 2)];
const OTHER = [startBranch("b1", 2, "you are right"), ...wholeExchange("b1-e2", 2).slice(1)];
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const click = (name: string | RegExp) => void act(() => void fireEvent.click(button(name)));
const words = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your words to Mr. Halloran" });
const sections = () => [...document.querySelectorAll("section.exchange .mine")].map(({ textContent }) => textContent);
const keyDown = (element: Element, key: string) => void act(() => void fireEvent.keyDown(element, { key }));

describe("trying again", () => {
  const again = (number: number) =>
    within(screen.getByRole("region", { name: `Exchange ${number}` })).getByRole("button", { name: "Try that again" });

  test("goes back, holds the old words, says so, and Escape leads back without closing anything", async () => {
    const escaped = vi.fn();
    document.addEventListener("keydown", escaped);
    draw(open(), ...TWO);
    void act(() => void fireEvent.click(again(2)));
    expect(sections()).toHaveLength(1);
    expect(words().value).toBe("it is 14 degrees in here");
    const said = screen.getByText(
      "Another try, from “it is 14 degrees in here”. What you said before stays as it was.",
    );
    // read out with the field that takes the focus
    expect(words().getAttribute("aria-describedby")).toBe(said.id);
    await vi.waitFor(() => expect(document.activeElement).toBe(words()));
    // one at a time
    expect(screen.queryByRole("button", { name: "Try that again" })).toBeNull();
    keyDown(words(), "Escape");
    document.removeEventListener("keydown", escaped);
    expect(escaped).not.toHaveBeenCalled();
    expect([sections().length, words().value]).toEqual([2, ""]);
    void act(() => void fireEvent.click(again(1)));
    click("Back to the main line");
    expect(sections()).toHaveLength(2);
  });

  test("begins a line, which can be switched", async () => {
    const { hear, api } = draw(open(), ...TWO);
    void act(() => void fireEvent.click(again(2)));
    void act(() => void fireEvent.input(words(), { target: { value: "you are right" } }));
    keyDown(words(), "Enter");
    expect(api.startBranch.mock.calls[0]?.[2]).toBe("you are right");
    expect(sections()).toEqual(["it is 14 degrees in here", "you are right"]);
    hear(...OTHER);
    expect(sections()).toEqual(["it is 14 degrees in here", "you are right"]);
    const lines = within(screen.getByRole("navigation", { name: "Lines of this conversation" })).getAllByRole("button");
    expect(lines.map(({ textContent }) => textContent)).toEqual(["Main line", "Try 2"]);
    expect(screen.getByText("Try 2, from “it is 14 degrees in here”")).toBeTruthy();
    click("Main line");
    expect(button("Main line").getAttribute("aria-current")).toBe("true");
    expect(sections()).toEqual(["it is 14 degrees in here", "it is 14 degrees in here"]);
    expect(screen.queryByText(/^Try 2, from/)).toBeNull();
  });

  test("is not offered while an exchange runs, nor where nothing is left", () => {
    const { hear } = draw(open(), ...wholeExchange("e1", 1), start("e2", 2));
    expect(screen.getAllByRole("button", { name: "Try that again" })).toHaveLength(1);
    hear(...wholeExchange("e2", 2).slice(1), { type: "quota", ...quota(0, "exhausted") });
    expect(screen.queryByRole("button", { name: "Try that again" })).toBeNull();
    expect(screen.getByText(/You have used all your exchanges/)).toBeTruthy();
  });

  test("is over with the session, whose lines can be read", () => {
    const over = session({ status: "COMPLETED", endedAt: "2026-11-23T11:00:00.000Z" });
    const opened = open({ session: vi.fn(async () => over) });
    draw(opened, ...TWO, ...OTHER, { type: "session", status: "COMPLETED" });
    expect([...document.querySelectorAll(".lesson > span")].map(({ textContent }) => textContent)).toEqual([
      "Exchange 1",
      "Exchange 2",
      "Try 2Exchange 2",
      "First you said",
      "Then you tried",
    ]);
    click("Read the whole conversation");
    expect(screen.queryByRole("button", { name: "Try that again" })).toBeNull();
    click("Try 2");
    expect(sections()).toEqual(["it is 14 degrees in here", "you are right"]);
  });
});

describe("asking the coach", () => {
  const begun = { type: "aside-start", aside: aside() } as const;
  const question = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your question to the coach" });
  const ask = (text: string) => {
    void act(() => void fireEvent.input(question(), { target: { value: text } }));
    keyDown(question(), "Enter");
  };

  test("opens a panel of its own, answers beside a running exchange, and Escape leads back", async () => {
    const { hear, api } = draw(open(), start());
    click("Ask the coach");
    const panel = screen.getByRole("dialog", { name: "Ask the coach" });
    expect(panel.getAttribute("aria-modal")).toBeNull();
    expect(within(panel).getByText("Only you and staff read this; Mr. Halloran (AI) never does.")).toBeTruthy();
    await vi.waitFor(() => expect(document.activeElement).toBe(question()));
    ask("How did that land?");
    expect(api.askAside.mock.calls[0]?.[2]).toBe("How did that land?");
    hear(begun, { type: "aside-delta", asideId: "a1", text: "He felt ", offset: 0 });
    await vi.waitFor(() => expect(panel.querySelectorAll(".mine")).toHaveLength(1));
    expect(panel.querySelector(".prose")?.textContent).toContain("He felt");
    expect(within(panel).getByRole("region", { name: "Question 1" }).getAttribute("aria-busy")).toBe("true");
    hear(asideEnd());
    expect(panel.querySelector(".prose")?.textContent).toContain("He felt accused.");
    expect(screen.getAllByRole("status").some(({ textContent }) => /Coach, in private/.test(textContent))).toBe(true);
    keyDown(question(), "Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(button("Ask the coach"));
  });

  test("says that an answer is written, and that it came, where nobody looks", () => {
    const { hear } = draw(open(), ...TWO);
    hear(begun);
    expect(button("Coach is answering")).toBeTruthy();
    hear(asideEnd());
    click("The coach has answered");
    expect(screen.getByText("He felt accused.")).toBeTruthy();
    keyDown(question(), "Escape");
    expect(button("Ask the coach")).toBeTruthy();
  });

  test("refused for what is kept, keeps the question and says why", async () => {
    draw(open({ askAside: vi.fn(refuse(402, "kept-for-exchange")) }), ...TWO);
    click("Ask the coach");
    ask("How did that land?");
    expect(await screen.findByText("What is left is kept for one more exchange with Mr. Halloran.")).toBeTruthy();
    expect(screen.getByText("Your question is kept here.")).toBeTruthy();
    expect(question().value).toBe("How did that land?");
  });

  test("stops an answer, and asks a failed one again", () => {
    const { hear, api } = draw(open(), ...TWO, begun);
    click("Coach is answering");
    const panel = within(screen.getByRole("dialog"));
    void act(() => void fireEvent.click(panel.getByRole("button", { name: "Stop" }), { detail: 1 }));
    expect(api.stopAside).toHaveBeenCalledExactlyOnceWith("a1");
    hear(asideEnd(1, { status: "failed", message: null, problemCode: "upstream-stalled" }));
    expect(panel.getByText(/could not answer\. The answer stalled/)).toBeTruthy();
    void act(() => void fireEvent.click(panel.getByRole("button", { name: "Ask again" })));
    expect(api.askAside.mock.calls[0]?.[2]).toBe("How did that land?");
  });

  test("an answer being written holds no quota notice up, and hides no composer", () => {
    draw(open(), ...TWO, begun, { type: "quota", ...quota(0, "exhausted") });
    expect(screen.queryByText(/You have used all/)).toBeNull();
    expect(words()).toBeTruthy();
  });

  test("what was asked in private stands in the summary, with its answer, apart from the notes", () => {
    const over = session({ status: "COMPLETED", endedAt: "2026-11-23T11:00:00.000Z" });
    const asked = [
      begun,
      asideEnd(),
      { type: "aside-start", aside: aside(2) } as const,
      asideEnd(2, { status: "failed", message: null }),
    ];
    draw(open({ session: vi.fn(async () => over) }), ...TWO, ...asked, { type: "session", status: "COMPLETED" });
    const heading = screen.getByRole("heading", { name: "What you asked the coach in private" });
    const items = [...(heading.nextElementSibling?.children ?? [])].map(({ children }) =>
      [...children].map(({ textContent }) => textContent.trim()),
    );
    expect(items).toEqual([
      ["You", "How did that land?", "Coach", "He felt accused."],
      ["You", "How did that land?", "Coach", "There was no answer."],
    ]);
  });

  test("a summary of a talk without questions has no room for them", () => {
    const over = session({ status: "COMPLETED", endedAt: "2026-11-23T11:00:00.000Z" });
    draw(open(), snapshot({ session: over }));
    expect(screen.getByText(/no notes this time/)).toBeTruthy();
    expect(screen.queryByText("What you asked the coach in private")).toBeNull();
  });

  test("what was asked can be read when all is over", () => {
    const over = session({ status: "COMPLETED", endedAt: "2026-11-23T11:00:00.000Z" });
    draw(open(), begun, asideEnd(), snapshot({ session: over, asides: [aside(1, { status: "completed" })] }));
    click("Read the whole conversation");
    click("Your questions to the coach");
    expect(screen.getByText("How did that land?")).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});

test("who watches is shown, and read out once when it changes", () => {
  const { hear } = draw(open(), snapshot({ observers: 1 }));
  expect(screen.getByText("1 person is watching")).toBeTruthy();
  const readOut = () => screen.getAllByRole("status").map(({ textContent }) => textContent);
  expect(readOut()).not.toEqual(expect.arrayContaining([expect.stringContaining("watching")]));
  hear({ type: "presence", observers: 2 });
  expect(screen.getByText("2 people are watching")).toBeTruthy();
  expect(readOut()).toEqual(expect.arrayContaining([expect.stringMatching(/^2 people are watching now/)]));
  hear({ type: "presence", observers: 0 });
  expect(screen.getByText("Nobody is watching")).toBeTruthy();
  expect(readOut()).toEqual(expect.arrayContaining(["Nobody is watching any more."]));
});

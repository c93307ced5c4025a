// @vitest-environment happy-dom
import { act, cleanup, render } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { inBlocks } from "../src/state/in-blocks.ts";
import { ConversationView } from "../src/view/conversation-view.tsx";
import { apart, beside } from "../src/view/lazy.tsx";
import { arrives } from "./arrives.ts";
import { open } from "./open-conversation.ts";
import { delta, exchangeView, message, snapshot, start, wholeExchange } from "./samples.ts";

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
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const EXCHANGES = 500;
const long = () => {
  const numbers = Array.from({ length: EXCHANGES }, (_, at) => at + 1);
  const said = (role: "user" | "partner", number: number) =>
    message(role, `${role} says ${number}`, {
      id: number * 10 + (role === "user" ? 0 : 1),
      exchangeId: `e${number}`,
      exchangeNumber: number,
    });
  return snapshot({
    messages: numbers.flatMap((number) => [said("user", number), said("partner", number)]),
    exchanges: numbers.map((number) => exchangeView(`e${number}`, number, { coachMissing: "policy" })),
  });
};

test(
  "of a conversation of 1,000 messages the end stands there at once, and the rest soon after",
  { timeout: 60_000 },
  async () => {
    const { conversation, hear } = open();
    hear(long());
    const { container } = render(
      <ConversationView conversation={conversation} invitation={null} busy={false} onPractiseAgain={() => {}} />,
    );
    const drawn = () => [...container.querySelectorAll(".exchange .mine")].map((bubble) => bubble.textContent);
    expect(drawn().length).toBeLessThan(30);
    expect(drawn().at(-1)).toBe(`user says ${EXCHANGES}`);
    await vi.waitFor(() => expect(drawn()).toHaveLength(EXCHANGES), { timeout: 20_000 });
    expect(drawn()).toEqual(Array.from({ length: EXCHANGES }, (_, at) => `user says ${at + 1}`));

    // a whole exchange more, word by word: not one node of the others is touched
    const touched = new Set<Element | null>();
    const watch = new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const around = element?.closest(".exchange") ?? null;
        if (around) touched.add(around);
        for (const node of addedNodes)
          for (const inside of node instanceof Element ? node.querySelectorAll(".exchange") : []) touched.add(inside);
      }
    });
    const before = [...container.querySelectorAll(".exchange")];
    watch.observe(container, { subtree: true, childList: true, characterData: true, attributes: true });
    const number = EXCHANGES + 1;
    await act(() => hear(start("new", number)));
    for (let at = 0; at < 200; at += 1) await act(() => hear(delta("partner", "word ", at * 5, 1, "new")));
    await act(() => hear(...wholeExchange("new", number).slice(3)));
    watch.disconnect();
    const last = container.querySelectorAll(".exchange")[EXCHANGES];
    expect(before.filter((exchange) => touched.has(exchange)).map((one) => one.ariaLabel)).toEqual([]);
    expect([...touched]).toContain(last);
    expect(last?.querySelector(".prose")?.textContent).toContain("jumper");
  },
);

test("a block whose parts are the same is the same block", () => {
  const list = Array.from({ length: 25 }, (_, at) => ({ at }));
  const before = inBlocks(list, [], 10);
  expect(before.map(({ length }) => length)).toEqual([10, 10, 5]);
  const after = inBlocks([...list.with(12, { at: 12 }), { at: 25 }], before, 10);
  expect(after.map((block, at) => block === before[at])).toEqual([true, false, false]);
  expect(inBlocks(list.slice(0, 20), before, 10).every((block, at) => block === before[at])).toBe(true);
});

import { effect, signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { StreamEvent } from "../src/api/protocol.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import { createOutline } from "../src/state/outline.ts";
import type { SessionState } from "../src/state/session-state.ts";
import { delta, snapshot, start, wholeExchange } from "./samples.ts";

/** A session that hears its log, and how often its outline was another one. */
const follow = () => {
  const state = signal<SessionState | null>(null);
  const { outline, liveExchange } = createOutline(state);
  const seen: (SessionState | null)[] = [];
  effect(() => void seen.push(outline.value));
  const hear = (...events: StreamEvent[]): void => {
    for (const event of events) state.value = applyStreamEvent(state.value, event);
  };
  hear(snapshot());
  return { state, outline, liveExchange, seen, hear };
};

test("words that stream leave it the same, but for the first; each of them is there for who shows them", () => {
  const { outline, liveExchange, seen, hear } = follow();
  hear(start("e1", 1));
  const before = seen.length;
  hear(delta("partner", "one ", 0, 1, "e1"));
  const told = outline.value;
  for (let at = 1; at < 50; at += 1) hear(delta("partner", "word", at * 4, 1, "e1"));
  expect(seen.length).toBe(before + 1);
  expect(outline.value).toBe(told);
  const known = told?.exchanges[0];
  if (!known) throw new Error("there is no exchange");
  expect(liveExchange(known).partner.text).toHaveLength(200);
});

test("everything else is told: an end, what is left, who watches, another try", () => {
  const { state, outline, seen, hear } = follow();
  const others: StreamEvent[] = [{ type: "presence", observers: 2 }, start("e1", 1, 2)];
  for (const event of [...wholeExchange("e1", 1), ...others]) {
    const before = seen.length;
    hear(event);
    if (event.type.endsWith("-delta")) continue;
    expect(seen.length, event.type).toBe(before + 1);
    expect(outline.value).toBe(state.value);
  }
});

import { expect, test, vi } from "vitest";
import { tellHost } from "../src/tell-host.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import { stateAfter, snapshot, wholeExchange, session } from "./samples.ts";

const told = () => {
  const emit = vi.fn();
  return { emit, tell: tellHost(emit), names: () => emit.mock.calls.map(([name]) => name as string) };
};

test("tells what changes from where it came in: each message once, how much is left, and the end", () => {
  const { emit, tell, names } = told();
  const before = stateAfter(snapshot());
  tell(null);
  tell(before);
  // how much is left is news at first; what was said before is not
  expect(names()).toEqual(["quota"]);
  let state = before;
  for (const event of [...wholeExchange(), ...wholeExchange()]) {
    state = applyStreamEvent(state, event) ?? state;
    tell(state);
    tell(state);
  }
  const messages = emit.mock.calls.filter(([name]) => name === "message").map(([, detail]) => detail as { role: string });
  expect(messages.map(({ role }) => role)).toEqual(["user", "partner", "coach"]);
  expect(Object.keys(messages[0] ?? {}).toSorted()).toEqual(["exchangeId", "messageId", "role", "sessionId"]);
  expect(names()).not.toContain("ended");
  const ended = { ...state, session: { ...state.session, status: "COMPLETED" as const } };
  tell(ended);
  tell({ ...ended });
  expect(emit.mock.calls.filter(([name]) => name === "ended")).toEqual([["ended", { sessionId: session().id }]]);
});

test("another session begins anew, and one that is over already does not end again", () => {
  const { emit, tell, names } = told();
  tell(stateAfter(snapshot(), ...wholeExchange()));
  emit.mockClear();
  const other = stateAfter(snapshot(), ...wholeExchange());
  tell({ ...other, session: { ...other.session, id: 99, status: "COMPLETED" } });
  expect(names()).toEqual(["quota"]);
});

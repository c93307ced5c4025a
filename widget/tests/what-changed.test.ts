import { expect, test } from "vitest";
import type { StreamEvent } from "../src/api/protocol.ts";
import { whatChanged } from "../src/state/what-changed.ts";
import { snapshot, start, startBranch, stateAfter, wholeExchange } from "./samples.ts";

/** One exchange with these words, and this comment on it. */
const said = (
  number: number,
  words: string,
  comment?: string,
  first: StreamEvent = start(`e${number}`, number, 1, words),
): StreamEvent[] => {
  const id = "exchangeId" in first ? (first.exchangeId ?? "") : "";
  return [first, ...wholeExchange(id, number, comment).slice(1)];
};
const kinds = (...events: StreamEvent[]) =>
  whatChanged(stateAfter(snapshot(), ...events)).map((change) => [
    change.kind,
    change.kind === "taken-up" ? change.offered : change.first.words,
    change.then.words,
  ]);

test("nothing, where little was said", () => {
  expect(kinds()).toEqual([]);
  expect(kinds(...said(1, "one"), ...said(2, "two"))).toEqual([]);
});

test("from the first words to the last, where it was long enough", () => {
  expect(kinds(...said(1, "one"), ...said(2, "two"), ...said(3, "three"))).toEqual([["first-to-last", "one", "three"]]);
});

test("the same moment in other words, but not where the words were the same", () => {
  const other = startBranch("b1", 1, "You sound tired.");
  const same = startBranch("b2", 1, "Answer me!");
  expect(kinds(...said(1, "Answer me!"), ...said(1, "", undefined, other), ...said(1, "", undefined, same))).toEqual([
    ["another-try", "Answer me!", "You sound tired."],
  ]);
});

test("a line that the coach offered and the invitee said later, also in another try of it; not one said before", () => {
  const comment = "“day” He heard a demand. Try: “Which day could you come?”";
  expect(
    kinds(
      ...said(1, "Which day could you come?"),
      ...said(2, "Any day", comment),
      ...said(3, "So which day could you come, please?"),
    ),
  ).toContainEqual(["taken-up", "Which day could you come?", "So which day could you come, please?"]);
  expect(kinds(...said(1, "Which day could you come?"), ...said(2, "Any day", comment))).toEqual([]);
  expect(
    kinds(...said(1, "Any day", comment), ...said(1, "", undefined, startBranch("b1", 1, "Which day could you come?"))),
  ).toContainEqual(["taken-up", "Which day could you come?", "Which day could you come?"]);
});

test("what got no answer is left out", () => {
  const failed: StreamEvent[] = [
    start("e3", 3, 1, "three"),
    { type: "exchange-end", exchangeId: "e3", attempt: 1, status: "failed", retryable: true },
  ];
  expect(kinds(...said(1, "one"), ...said(2, "two"), ...failed)).toEqual([]);
});

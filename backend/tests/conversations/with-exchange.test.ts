// An exchange is put into its line: at the end, or in the place of its earlier attempt.
import { expect, it } from "vitest";
import { imaginedExchange } from "../../src/conversations/planned-session.ts";
import {
  EMPTY_SESSION,
  everyExchange,
  type SessionTranscript,
  withExchange,
} from "../../src/conversations/transcript.ts";

const exchange = (id: string, number: number, branchId: string | null = null, attempt = 1) => ({
  ...imaginedExchange(number, id, branchId),
  id,
  attempt,
});
const branch = (id: string, fromNumber: number) => ({
  id,
  parentId: null,
  fromNumber,
  exchangeCount: fromNumber,
  createdAt: "",
  exchanges: [exchange(`${id}1`, fromNumber, id)],
});
const session: SessionTranscript = {
  ...EMPTY_SESSION,
  exchanges: [exchange("a", 1), exchange("b", 2)],
  branches: [branch("x", 2), branch("y", 1)],
};
const shape = (of: SessionTranscript) => everyExchange(of).map(({ id, attempt }) => `${id}${attempt}`);

it.each([
  [exchange("c", 3), ["a1", "b1", "c1", "x11", "y11"]],
  [exchange("b", 2, null, 2), ["a1", "b2", "x11", "y11"]],
  [exchange("x2", 3, "x"), ["a1", "b1", "x11", "x21", "y11"]],
  [exchange("y1", 1, "y", 3), ["a1", "b1", "x11", "y13"]],
])("%#", (added, expected) => {
  const before = structuredClone(session);
  expect(shape(withExchange(session, added))).toEqual(expected);
  expect(session).toEqual(before);
});

import { describe, expect, it } from "vitest";
import { orderTranscript } from "../src/state/order-transcript.ts";
import { cutAtQuote } from "../src/state/quoted-words.ts";
import { exchange, message, note } from "./fixtures.ts";

describe("orderTranscript", () => {
  it("orders by exchange number and lane, not by message id", () => {
    // The coach's comment on exchange 1 was stored after exchange 2 had begun.
    const { turns } = orderTranscript({
      messages: [
        message(5, "coach", "e1", 1),
        message(4, "partner", "e2", 2),
        message(3, "user", "e2", 2),
        message(2, "partner", "e1", 1),
        message(1, "user", "e1", 1),
      ],
      exchanges: [exchange("e2", 2), exchange("e1", 1)],
      notes: [],
      branches: [],
      asides: [],
    });
    expect(turns.map((turn) => [turn.number, turn.user?.id, turn.partner?.id, turn.coach?.id])).toEqual([
      [1, 1, 2, 5],
      [2, 3, 4, undefined],
    ]);
  });

  it("puts the partner's opening line first, whatever its id", () => {
    const { turns } = orderTranscript({
      messages: [message(1, "user", "e1", 1), message(99, "partner", null, 0)],
      exchanges: [exchange("e1", 1)],
      notes: [],
      branches: [],
      asides: [],
    });
    expect(turns.map((turn) => [turn.exchange?.id ?? null, turn.partner?.id ?? null])).toEqual([
      [null, 99],
      ["e1", null],
    ]);
  });

  it("shows the lanes of the newest attempt and keeps the earlier ones apart", () => {
    const { turns } = orderTranscript({
      messages: [
        message(1, "user", "e1", 1),
        message(2, "partner", "e1", 1, { attempt: 1 }),
        message(3, "partner", "e1", 1, { attempt: 2 }),
      ],
      exchanges: [exchange("e1", 1, { attempt: 2 })],
      notes: [],
      branches: [],
      asides: [],
    });
    expect(turns[0]?.partner?.id).toBe(3);
    expect(turns[0]?.earlier.map(({ id }) => id)).toEqual([2]);
  });

  it("shows no partner line where the newest attempt has none yet", () => {
    const { turns } = orderTranscript({
      messages: [message(1, "user", "e1", 1), message(2, "partner", "e1", 1, { attempt: 1 })],
      exchanges: [exchange("e1", 1, { attempt: 2, status: "running" })],
      notes: [],
      branches: [],
      asides: [],
    });
    expect(turns[0]?.user?.id).toBe(1);
    expect(turns[0]?.partner).toBeNull();
  });

  it("places each note with its message, the rest with the session, oldest first, none lost", () => {
    const { turns, sessionNotes } = orderTranscript({
      messages: [message(1, "user", "e1", 1), message(2, "partner", "e1", 1)],
      exchanges: [exchange("e1", 1)],
      notes: [note("late", 1, 1), note("early", 2, 9), note("session", null, 5), note("gone", 77, 6)],
      branches: [],
      asides: [],
    });
    expect(turns[0]?.notes.map(({ id }) => id)).toEqual(["early", "late"]);
    expect(sessionNotes.map(({ id }) => id)).toEqual(["gone", "session"]);
  });
});

describe("cutAtQuote", () => {
  it.each([
    ["I see, you have to go.", "you have to", { before: "I see, ", words: "you have to", after: " go." }],
    ["I see.", "you have to", null],
    ["I see.", null, null],
    ["I see.", "", null],
  ])("cuts %j at %j", (content, quote, cut) => {
    expect(cutAtQuote(content, quote)).toEqual(cut);
  });
});

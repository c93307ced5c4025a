import { describe, expect, it } from "vitest";
import { parseCoachComment, quoteIsOpen } from "../../src/protocol/coach-comment.ts";

describe("a comment of the coach", () => {
  it.each([
    ["“its 14 degrees” He had no answer. Try: “Which day?”", "its 14 degrees", "He had no answer.", "Which day?"],
    ["“its 14” He had no answer. Try: “Which day”?", "its 14", "He had no answer.", "Which day?"],
    ['“he said "no" to me” That hurt.', 'he said "no" to me', "That hurt.", null],
    ['"plain marks" Work too. Try: "Say so."', "plain marks", "Work too.", "Say so."],
    ["„tief unten“ Auch das. Try: „Ja.“", "tief unten", "Auch das.", "Ja."],
    ["No quote at all.", null, "No quote at all.", null],
    ["“ok 🙂 fine” Good. Try: “Go on 🙂”", "ok 🙂 fine", "Good.", "Go on 🙂"],
    ["“still open", null, "“still open", null],
    ["Good. Try: “half a li", null, "Good.", "half a li"],
    ["Good. Try: “Say” it twice.", null, "Good.", "“Say” it twice."],
  ])("%s", (text, quote, effect, suggestion) => {
    expect(parseCoachComment(text)).toEqual({ quote, effect, suggestion });
  });

  it("is held back while its quote is open", () => {
    expect(["", "  ", "“", "“its", '“he said "no"'].map(quoteIsOpen)).toEqual([true, true, true, true, true]);
    expect(["“its”", "No quote", "“its” He"].map(quoteIsOpen)).toEqual([false, false, false]);
  });
});

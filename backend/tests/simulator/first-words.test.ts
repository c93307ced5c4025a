import { describe, expect, it } from "vitest";
import { firstWords } from "../../src/model/simulator/first-words.ts";
import { tagActs } from "../../src/model/simulator/tag-acts.ts";
import { realLines } from "./play.ts";

const words = (text: string) => text.split(/\s+/).filter(Boolean);
const HANGS =
  /(?:^|\s)(?:an?|the|my|your|our|their|i|we|he|she|they|and|or|but|because|so|if|of|in|on|at|to|for|with|from|about|is|are|was|were|am|be|have|has|had|do|does|did|will|would|can|could|should|must|don't|can't|i'm|you're|it's)$/i;

describe("the first words of a text", () => {
  it.each([
    [
      "You told me on Tuesday that the engineer would come, and I waited at home all day",
      "You told me on Tuesday that the engineer would come",
    ],
    [
      "I have been coming to this surgery for nineteen years because my mother came here",
      "I have been coming to this surgery for nineteen years",
    ],
    [
      "I really would like to know what you think about the plan for my daughter and me",
      "I really would like to know what you think about the plan",
    ],
    [
      "My landlord keeps promising new double glazed southern facing bedroom window replacement the next month",
      "My landlord keeps promising new double glazed southern facing bedroom window replacement",
    ],
    [
      "Please tell me whatever keeps everybody around here feeling permanently annoyed the whole time",
      "Please tell me whatever keeps everybody around here feeling permanently annoyed",
    ],
    ["you never listen,", "you never listen"],
  ])("end where a phrase ends: %s", (text, cut) => {
    expect(firstWords(text)).toBe(cut);
  });

  it("are literal, at most twelve, and never end on a word that hangs, in what people really type", () => {
    const cuts: string[] = [];
    for (const line of realLines)
      for (const text of [line, ...tagActs(line).map((act) => act.words)]) {
        const cut = firstWords(text);
        expect(line).toContain(cut);
        expect(words(cut).length).toBeLessThanOrEqual(12);
        if (words(text).length > 12) cuts.push(cut);
      }
    expect(cuts.length).toBeGreaterThan(100);
    expect(cuts.filter((cut) => HANGS.test(cut))).toEqual([]);
  });

  it("are all twelve where nothing better can be had", () => {
    expect(words(firstWords("the ".repeat(30)))).toHaveLength(12);
  });
});

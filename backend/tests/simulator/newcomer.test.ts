import { describe, expect, it } from "vitest";
import { scenarios } from "../../../prisma/scenarios.ts";
import { GO_AHEAD, HOW_ANSWERS, PROPOSAL_ANSWERS, TIME_ANSWERS } from "../../src/model/simulator/answer-phrases.ts";
import { FIRST_EFFECTS } from "../../src/model/simulator/first-effects.ts";
import { foldHistory } from "../../src/model/simulator/fold-history.ts";
import { findNounPhrases } from "../../src/model/simulator/noun-phrase.ts";
import { parsePersona } from "../../src/model/simulator/persona.ts";
import { CLOSINGS } from "../../src/model/simulator/reply-phrases.ts";
import { parseCoachComment } from "../../src/protocol/coach-comment.ts";
import { play } from "./play.ts";
import { SCRIPTS } from "./scripts.ts";

const seeds = ["1", "2", "3", "4"];
const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
const listening = (slug: string) => SCRIPTS[slug]?.reflecting ?? [];
const answersFor = (answer: "accept" | "hedge", day: string) => {
  const { plain, withDay } = PROPOSAL_ANSWERS[answer];
  return [...plain, ...withDay.map((line) => line.replace("%", day))];
};
const says = (reply: string, options: string[]) => options.some((option) => reply.includes(option));

describe.each(scenarios)("a newcomer in $name", (scenario) => {
  const persona = parsePersona(scenario.partnerSystemPrompt);

  it.each(seeds)(
    "gets an answer to a proposal: hedged at the start, accepted when the tension is low (seed %s)",
    (seed) => {
      const [first] = play(scenario, ["Could we agree on Thursday?"], seed).exchanges;
      expect(says(first?.partner ?? "", answersFor("hedge", "Thursday")), first?.partner).toBe(true);

      const day = /\b\w+day\b/.exec(persona.facts.at(-1) ?? "")?.[0] ?? "Thursday";
      const later = play(scenario, [...listening(scenario.slug).slice(0, 4), `Could we agree on ${day}?`], seed);
      const reply = later.exchanges.at(-1)?.partner ?? "";
      expect(says(reply, answersFor("accept", day)), reply).toBe(true);
    },
  );

  it("does not accept another day than the one the partner can offer", () => {
    const step = /\b\w+day\b/.exec(persona.facts.at(-1) ?? "")?.[0];
    const { exchanges } = play(scenario, [...listening(scenario.slug).slice(0, 4), "Could we agree on Monday?"]);
    const reply = exchanges.at(-1)?.partner ?? "";
    expect(says(reply, answersFor(step === undefined ? "accept" : "hedge", "Monday")), reply).toBe(true);
  });

  it.each(seeds)("is greeted back, with nothing told and the tension as it was (seed %s)", (seed) => {
    const { exchanges, partnerTurns } = play(scenario, ["Good evening, do you have a minute?"], seed);
    const reply = exchanges[0]?.partner ?? "";
    expect(reply).toMatch(/^Good evening\. /);
    expect(says(reply, TIME_ANSWERS.guarded), reply).toBe(true);
    expect(says(reply, persona.facts), reply).toBe(false);
    const before = foldHistory(persona, []);
    const after = foldHistory(
      persona,
      partnerTurns.slice(0, -1).filter(({ text }) => !text.startsWith("(")),
    );
    expect(after.tension).toBe(before.tension);
  });

  it("is not asked what it is about after saying so, and hears how somebody is", () => {
    const talk = play(scenario, ["Can I talk to you about my daughter?"]).exchanges[0]?.partner ?? "";
    expect(says(talk, GO_AHEAD), talk).toBe(true);
    const hello = play(scenario, ["Hi there, how are you?"]).exchanges[0]?.partner ?? "";
    expect(hello).toMatch(/^Hello\. /);
    expect(says(hello, HOW_ANSWERS.guarded), hello).toBe(true);
  });

  it.each([
    "You always do this.",
    "What happened?",
    "Hi, do you have a minute?",
    "The thing is over there.",
    "asdf qwer",
  ])("hears from the coach at once what the words did, and no advice: %s", (line) => {
    for (const seed of seeds) {
      const coach = play(scenario, [line], seed).exchanges[0]?.coach ?? "";
      const { quote, effect, suggestion } = parseCoachComment(coach);
      expect(line).toContain(quote);
      expect(suggestion).toBeNull();
      expect(words(coach), coach).toBeLessThanOrEqual(60);
      const [did = ""] = effect.split(/(?<!Mr)\. /);
      const shapes = Object.values(FIRST_EFFECTS).flat();
      const name = /^(?:Uncle|Mr\.)/.test(scenario.partnerPersona)
        ? scenario.partnerPersona
        : (scenario.partnerPersona.split(" ")[0] ?? "");
      expect(
        shapes.some((shape) => shape.replaceAll("{name}", name).startsWith(did)),
        did,
      ).toBe(true);
    }
  });

  it.each(["asdf qwer", "lkj poiu"])("is not taken for clear after the scene is resolved: %s", (line) => {
    for (const seed of seeds) {
      const { exchanges, partnerTurns } = play(scenario, [...listening(scenario.slug), line], seed);
      const said = partnerTurns.filter(({ text }) => !text.startsWith("(The scene")).slice(0, -1);
      expect(foldHistory(persona, said).outcome).toBe("resolved");
      const reply = exchanges.at(-1)?.partner ?? "";
      expect(says(reply, CLOSINGS), reply).toBe(false);
      expect(reply).toMatch(
        /catch|Once more|noise|want to say|could not read|get that|again|nothing to me|use words|lost you|yes or a no/,
      );
    }
  });
});

describe("a topic", () => {
  it.each([
    "at the start of it",
    "in the end",
    "the point is",
    "give me the minute",
    "the thing worries me",
    "the thing worries",
    "that is the question",
    "my reasons",
  ])("is nothing empty: %s", (text) => {
    expect(findNounPhrases(text)).toEqual([]);
  });
  it("is what somebody has or lacks", () => {
    expect(findNounPhrases("my daughter coughs, and the boiler broke").map(({ turned }) => turned)).toEqual([
      "your daughter",
      "the boiler",
    ]);
  });
});

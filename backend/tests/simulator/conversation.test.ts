import { describe, expect, it } from "vitest";
import { scenarios } from "../../../prisma/scenarios.ts";
import { NOTHING_TO_ADD } from "../../src/model/simulator/compose-comment.ts";
import { LEADS } from "../../src/model/simulator/comment-phrases.ts";
import { converse } from "../../src/model/simulator/converse.ts";
import { foldHistory } from "../../src/model/simulator/fold-history.ts";
import type { Turn } from "../../src/model/simulator/fold-history.ts";
import { parsePersona } from "../../src/model/simulator/persona.ts";
import { parseCoachComment } from "../../src/protocol/coach-comment.ts";
import { coachSystem, exchangeTurn, partnerSystem, play, realLines } from "./play.ts";
import { SCRIPTS } from "./scripts.ts";

const outcomeAfter = (slug: string, turns: Turn[]) => {
  const scenario = scenarios.find((one) => one.slug === slug);
  const spoken = turns.filter(({ text }) => !text.startsWith("(The scene begins"));
  return foldHistory(
    parsePersona(scenario?.partnerSystemPrompt ?? ""),
    spoken.slice(0, spoken.findLastIndex(({ role }) => role === "user") + 1),
  ).outcome;
};
const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
const adviceOf = (comment: string) =>
  Object.entries(LEADS).find(([, leads]) => leads.some((lead) => comment.includes(lead)))?.[0] ?? null;

describe.each(scenarios)("$name", (scenario) => {
  const script = SCRIPTS[scenario.slug] ?? { accusing: [], reflecting: [] };
  const lastFact = parsePersona(scenario.partnerSystemPrompt).facts.at(-1) ?? "-";

  it("has a persona to play: facts, and lines for what hurts and what softens", () => {
    const persona = parsePersona(scenario.partnerSystemPrompt);
    expect(persona.facts.length).toBeGreaterThanOrEqual(6);
    expect(persona.hurts.length).toBeGreaterThanOrEqual(4);
    expect(persona.softens.length).toBeGreaterThanOrEqual(5);
    for (const line of [...persona.hurts, ...persona.softens]) expect(line.acts, line.trigger).not.toEqual([]);
  });

  it.each(["1", "2", "3"])("walks out on three accusations, and stays out (seed %s)", (seed) => {
    const { exchanges, partnerTurns } = play(scenario, script.accusing, seed);
    expect(outcomeAfter(scenario.slug, partnerTurns)).toBe("walked-out");
    const left = exchanges.findIndex(({ partner }) => partner.includes("We are done here."));
    expect(left).toBeGreaterThanOrEqual(2);
    expect(left).toBeLessThanOrEqual(3);
    for (const { partner } of exchanges.slice(left)) expect(words(partner)).toBeLessThanOrEqual(16);
    expect(exchanges.map(({ partner }) => partner).join(" ")).not.toContain(lastFact);
  });

  it.each(["1", "2", "3"])("comes to terms with somebody who listens, in six to ten exchanges (seed %s)", (seed) => {
    const { exchanges, partnerTurns } = play(scenario, script.reflecting, seed);
    expect(outcomeAfter(scenario.slug, partnerTurns)).toBe("resolved");
    const offered = exchanges.findIndex(({ partner }) => partner.includes(lastFact)) + 1;
    expect(offered).toBeGreaterThanOrEqual(5);
    expect(offered).toBeLessThanOrEqual(9);
  });

  it("says nothing twice, plainly and briefly", () => {
    for (const lines of [script.accusing, script.reflecting]) {
      const replies = play(scenario, lines).exchanges.map(({ partner }) => partner);
      expect(new Set(replies).size).toBe(replies.length);
      for (const reply of replies) {
        expect(words(reply), reply).toBeLessThanOrEqual(60);
        expect(reply).not.toMatch(/[*#`_]|\s{2}|undefined|null/);
      }
    }
  });

  it("has a coach who quotes literally, makes one point, and does not repeat an advice at once", () => {
    for (const lines of [script.accusing, script.reflecting]) {
      const { exchanges } = play(scenario, lines);
      const comments = exchanges.filter(({ coach }) => coach !== NOTHING_TO_ADD);
      for (const { invitee, coach } of comments) {
        const { quote, effect } = parseCoachComment(coach);
        expect(invitee).toContain(quote);
        expect(words(quote ?? "")).toBeLessThanOrEqual(12);
        expect(words(coach), coach).toBeLessThanOrEqual(60);
        expect(effect).not.toBe("");
      }
      expect(parseCoachComment(exchanges[0]?.coach ?? "").suggestion).toBeNull();
      const advice = comments.map(({ coach }) => adviceOf(coach));
      expect(advice.filter((one, index) => one !== null && one === advice[index - 1])).toEqual([]);
      expect(exchanges.filter(({ coach }) => coach === NOTHING_TO_ADD).length).toBeLessThanOrEqual(
        exchanges.length / 3,
      );
    }
  });

  it("answers two hundred real lines without repeating itself", () => {
    const lines = realLines.slice(0, 200);
    expect(lines.length).toBe(200);
    const turns: Turn[] = [];
    const replies = lines.map((text) => {
      turns.push({ role: "user", text });
      const reply = converse(partnerSystem(scenario), turns, "real");
      turns.push({ role: "assistant", text: reply });
      return reply;
    });
    expect(new Set(replies).size).toBe(200);
    expect(replies.some((reply) => reply.includes("times now"))).toBe(false);
  });
});

describe("the coach", () => {
  const [scenario] = scenarios as [(typeof scenarios)[number]];
  const name = scenario.partnerPersona;

  it("quotes a literal part of every real line", () => {
    const first: Turn[] = [
      exchangeTurn(1, name, "hello", "Hello."),
      { role: "assistant", text: "“hello” That is a beginning." },
    ];
    let quoted = 0;
    for (const line of realLines) {
      const comment = converse(
        coachSystem(scenario),
        [...first, exchangeTurn(2, name, line, "If you say so. What is it you want?")],
        "q",
      );
      if (comment === NOTHING_TO_ADD) continue;
      const { quote } = parseCoachComment(comment);
      expect(line).toContain(quote);
      expect(words(quote ?? "")).toBeLessThanOrEqual(12);
      expect(words(comment)).toBeLessThanOrEqual(60);
      quoted++;
    }
    expect(quoted).toBeGreaterThan(realLines.length / 2);
  });

  it.each([
    "“Never” is what you said, “never”",
    'he said "no"',
    "line one\nyou never listen\nline three",
    "> ## Exchange 9",
    "x".repeat(8_000),
    "👩‍👩‍👧‍👦 ".repeat(30),
    '"""',
  ])("keeps its quote literal whatever is typed: %j", (line) => {
    const turns: Turn[] = [
      exchangeTurn(1, name, "hello", "Hello."),
      { role: "assistant", text: "“hello” So it starts." },
      exchangeTurn(2, name, line, "Hm."),
    ];
    const comment = converse(coachSystem(scenario), turns, "q");
    const quoted = comment === NOTHING_TO_ADD ? "" : parseCoachComment(comment).quote;
    expect(line).toContain(quoted);
  });

  it("credits advice that was followed", () => {
    const turns: Turn[] = [
      exchangeTurn(1, name, "hello", "Hello."),
      { role: "assistant", text: "“hello” So it starts." },
      exchangeTurn(2, name, "you never keep your word", "That is not how it was."),
      {
        role: "assistant",
        text: "“you never keep your word” Now he defends. Turn it into a question. Try: “What got in the way?”",
      },
      exchangeTurn(
        3,
        name,
        "What got in the way on Tuesday?",
        "It is the circulation pump. The part had to be ordered from abroad, and nobody told me.",
      ),
    ];
    expect(converse(coachSystem(scenario), turns, "c")).toMatch(
      /You took that up\.|You tried it\.|There it is, in your own words\.|You did what we spoke of\./,
    );
  });

  it.each([
    ["can i still stop paying rent??", /adviser/i],
    ["who can see this?", /never sees|staff/],
    ["how do i start", /question|Name what you need/],
    ["why is he so angry", /guard|heard|judged/],
    ["what should i say now", /“.+”/],
    ["how am i doing", /Next:|on guard|begun/],
    ["this is too much, i need a break", /Step out/],
    ["what is my goal here", /engineer/],
  ])("answers an aside by what it asks: %s", (question, expected) => {
    const turns: Turn[] = [
      exchangeTurn(1, name, "its cold and my daughter coughs", "A cold flat is no joke. I know that."),
      { role: "assistant", text: "“its cold” So it starts." },
      { role: "user", text: `## Aside\nThe invitee asks you in private:\n> ${question}` },
    ];
    const answer = converse(coachSystem(scenario), turns, "a");
    expect(answer).toMatch(expected);
    expect(words(answer)).toBeLessThanOrEqual(60);
  });

  it("goes on with the exchanges after an aside", () => {
    const turns: Turn[] = [
      exchangeTurn(1, name, "hello", "Hello."),
      { role: "assistant", text: "“hello” So it starts." },
      { role: "user", text: "## Aside\nThe invitee asks you in private:\n> how do i start" },
      { role: "assistant", text: "With a question." },
      exchangeTurn(2, name, "You never listen.", "I have heard that one before."),
    ];
    expect(parseCoachComment(converse(coachSystem(scenario), turns, "a")).quote).toBe("You never listen");
  });
});

describe("the same request", () => {
  const [scenario] = scenarios as [(typeof scenarios)[number]];
  it("gets the same answer with the same seed, and others with other seeds", () => {
    const turns: Turn[] = [{ role: "user", text: "The heating is off." }];
    const say = (seed: string) => converse(partnerSystem(scenario), turns, seed);
    expect(say("1")).toBe(say("1"));
    expect(new Set(Array.from({ length: 30 }, (_, seed) => say(String(seed)))).size).toBeGreaterThanOrEqual(4);
  });

  it("plays a prompt without headings, too", () => {
    const reply = converse(
      "You are a tired colleague.",
      [{ role: "user", text: "How are you? What happened today?" }],
      "1",
    );
    expect(reply.length).toBeGreaterThan(10);
  });
});

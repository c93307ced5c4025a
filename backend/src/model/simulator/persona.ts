import type { ActKind } from "./act-kinds.ts";

/** How the partner sounds when the invitee does this. */
export type VoiceLine = { acts: ActKind[]; trigger: string; line: string };
export type Persona = {
  /** speakable, in the order in which they are told; the last one is the step the partner can take */
  facts: string[];
  hurts: VoiceLine[];
  softens: VoiceLine[];
};

const PLAIN_FACTS = [
  "It has been a long few weeks, and I am not at my best.",
  "I have said this before, and nobody did anything with it.",
  "I was not asked. I was told.",
  "It costs me more than it looks from outside.",
  "I do not want a row with you.",
  "What would help me is one clear thing that I can count on, and then I can do my part.",
];

const HURTS: [ActKind, RegExp][] = [
  ["accusation", /accus|always|never|blam|not care|ignorant|selfish|cheap|dishonest/i],
  ["insult", /ignorant|selfish|cheap|dishonest|sneer|insult|names/i],
  ["threat", /threat|scare/i],
  ["dismissal", /waved|laugh|calm|other side|hurried|nothing|drop it|brushed|nonsense|dismiss/i],
  ["yes-but", /\bbut\b|at least/i],
  ["demand", /\border|demand|what you must/i],
];
const SOFTENS: [ActKind, RegExp][] = [
  ["open-question", /question/i],
  ["reflection", /hearing|said back|own words/i],
  ["validation", /credit|worth|named|sense|praise/i],
  ["i-statement", /plainly|how this is|says what|honest about/i],
  ["apology", /apolog/i],
  ["offer", /offer|trade|choice/i],
];

/** The text under a second-level heading, up to the next one. */
const readSection = (prompt: string, heading: string): string => {
  const start = new RegExp(`^## ${heading}[ \\t]*$`, "im").exec(prompt);
  if (!start) return "";
  const rest = prompt.slice(start.index + start[0].length);
  const end = /^#{1,2} /m.exec(rest);
  return rest.slice(0, end?.index ?? rest.length).trim();
};

const readBullets = (section: string): string[] =>
  section.split("\n").flatMap((line) => /^\s*[-*] +(.+)$/.exec(line)?.[1]?.trim() ?? []);

const readVoiceLines = (section: string, acts: [ActKind, RegExp][]): VoiceLine[] =>
  readBullets(section).flatMap((bullet) => {
    const [, trigger, line] = /^(.*?):?\s*“([^”]+)”\s*$/.exec(bullet) ?? [];
    if (trigger === undefined || line === undefined) return [];
    return [{ trigger, line, acts: acts.filter(([, words]) => words.test(trigger)).map(([kind]) => kind) }];
  });

/**
 * Reads what the simulator needs from a partner's prompt: the bullets under `## Facts`, and the quoted lines under
 * `## What hurts` and `## What softens`. A prompt without such headings gets plain facts, so that it can be played at all.
 */
export const parsePersona = (prompt: string): Persona => {
  const facts = readBullets(readSection(prompt, "Facts"));
  return {
    facts: facts.length > 0 ? facts : PLAIN_FACTS,
    hurts: readVoiceLines(readSection(prompt, "What hurts"), HURTS),
    softens: readVoiceLines(readSection(prompt, "What softens"), SOFTENS),
  };
};

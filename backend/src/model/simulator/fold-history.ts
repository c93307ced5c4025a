import type { Persona } from "./persona.ts";
import { HOSTILE_ACTS, tagActs } from "./tag-acts.ts";
import type { Act } from "./tag-acts.ts";
import type { ActKind } from "./act-kinds.ts";
import { countShared, subjectWords } from "./words.ts";

export type Turn = { role: "user" | "assistant"; text: string };

/** Where a conversation stands, after its last message. */
export type Standing = {
  /** 0 calm … 10 at the limit */
  tension: number;
  /** 0 none … 10 */
  trust: number;
  /** Unrepaired blows; the third ends the conversation. */
  strikes: number;
  outcome: "open" | "resolved" | "walked-out";
  /** indexes of the facts that the partner has told */
  told: number[];
  /** acts of the newest message, the one to react to first */
  acts: Act[];
  /** the walk-out happened before the newest message, or the agreement was reached before it */
  since: number;
  messages: number;
};

export const WALK_OUT_AT = 3;

const EFFECTS: Partial<Record<ActKind, [trust: number, tension: number]>> = {
  insult: [-2, 2],
  threat: [-2, 2],
  accusation: [-1.5, 1.5],
  dismissal: [-1.5, 1.5],
  demand: [-0.5, 0.8],
  "yes-but": [-0.2, 0.3],
  apology: [1, -2],
  reflection: [1.4, -1.2],
  validation: [1.2, -1.2],
  "i-statement": [0.9, -0.7],
  offer: [0.9, -0.6],
  proposal: [0.6, -0.4],
  recap: [0.8, -0.6],
  "open-question": [0.8, -0.4],
  "closed-question": [0.3, 0],
  thanks: [0.4, -0.4],
  agreement: [0.2, -0.3],
  greeting: [0.1, 0],
  statement: [0.15, 0],
  refusal: [-0.2, 0.3],
  "off-topic": [-0.2, 0.1],
};
const STRIKES: Partial<Record<ActKind, number>> = {
  insult: 1,
  threat: 1,
  accusation: 1,
  dismissal: 1,
  demand: 0.4,
  apology: -1,
  reflection: -0.25,
  validation: -0.25,
};

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** Whether this text tells that fact: word for word, or most of what it is about (another model's own words). */
const tellsFact = (text: string, words: Set<string>, fact: string, about: Set<string>): boolean => {
  if (text.includes(fact)) return true;
  return about.size >= 3 && countShared(about, words) >= about.size * 0.75;
};

/** Facts on the table: told by the partner, or said by the invitee (all but the last, which only the partner can offer). */
const listTold = (persona: Persona, turns: Turn[]): number[] => {
  const told = new Set<number>();
  const about = persona.facts.map(subjectWords);
  for (const { role, text } of turns) {
    const words = subjectWords(text);
    persona.facts.forEach((fact, index) => {
      if (
        (role === "assistant" || index < persona.facts.length - 1) &&
        tellsFact(text, words, fact, about[index] ?? new Set())
      )
        told.add(index);
    });
  }
  return [...told];
};

/** Folds the whole conversation, read from the request alone, into where it stands now. The last turn is the invitee's. */
export const foldHistory = (persona: Persona, turns: Turn[]): Standing => {
  const lastFact = persona.facts.at(-1) ?? "";
  const lastWords = subjectWords(lastFact);
  let standing: Standing = {
    tension: 5,
    trust: 2,
    strikes: 0,
    outcome: "open",
    told: [],
    acts: [],
    since: 0,
    messages: 0,
  };
  let lately: string[] = [];
  let before: ActKind[] = [];
  let stepOffered = false;
  for (const turn of turns) {
    if (turn.role === "assistant") {
      lately = [...lately.slice(-7), turn.text];
      stepOffered ||= tellsFact(turn.text, subjectWords(turn.text), lastFact, lastWords);
      continue;
    }
    const acts = tagActs(turn.text, lately.join("\n"));
    standing = step(standing, acts, before, stepOffered);
    before = acts.map((act) => act.kind);
  }
  return { ...standing, told: listTold(persona, turns) };
};

const step = (from: Standing, acts: Act[], before: ActKind[], stepOffered: boolean): Standing => {
  let { tension, trust, strikes } = from;
  // One message is one blow, the worst of it, and kindness around a blow is worth nothing.
  const blow = acts.find((act) => HOSTILE_ACTS.includes(act.kind));
  for (const { kind } of blow ? [blow] : acts) {
    const [moreTrust, moreTension] = EFFECTS[kind] ?? [0, 0];
    // The same move twice running is worth half.
    const weight = before.includes(kind) && moreTrust > 0 ? 0.5 : 1;
    trust += moreTrust * weight;
    tension += moreTension * weight;
    strikes += STRIKES[kind] ?? 0;
  }
  const messages = from.messages + 1;
  strikes = Math.max(0, strikes);
  const next = { ...from, tension: between(0, tension, 10), trust: between(0, trust, 10), strikes, acts, messages };
  if (from.outcome === "walked-out") return { ...next, since: from.since + 1 };
  // Once an agreement stands, an unkind word costs warmth, and only as many as would have ended it before undo it.
  if (strikes >= WALK_OUT_AT - 0.01) return { ...next, outcome: "walked-out", since: 0 };
  if (from.outcome === "resolved") return { ...next, since: from.since + 1 };
  return stepOffered && !blow ? { ...next, outcome: "resolved", since: 0 } : next;
};

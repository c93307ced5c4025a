import {
  ASKS_FOR_TIME,
  FRIENDLY_RULES,
  HABIT,
  HOSTILE_RULES,
  OFF_TOPIC,
  PROPOSES,
  PROPOSES_IF_ASKED,
  SAYS_HELLO,
} from "./act-rules.ts";
import type { ActRule } from "./act-rules.ts";
import type { ActKind } from "./act-kinds.ts";
import { firstWords } from "./first-words.ts";
import { readLanguage } from "./read-language.ts";
import { countShared, subjectWords } from "./words.ts";

/** One thing a message does. `words` is a literal part of the message, the words that do it, to the end of their clause. */
export type Act = { kind: ActKind; words: string };

export const HOSTILE_ACTS: readonly ActKind[] = ["insult", "threat", "accusation", "dismissal", "demand"];
/** Acts in the order in which a listener reacts to them. */
const BY_WEIGHT: readonly ActKind[] = [
  ...HOSTILE_ACTS,
  "yes-but",
  "gibberish",
  "other-language",
  "off-topic",
  "apology",
  "recap",
  "reflection",
  "validation",
  "i-statement",
  "proposal",
  "offer",
  "open-question",
  "closed-question",
  "thanks",
  "agreement",
  "refusal",
  "farewell",
  "greeting",
  "statement",
];

type Clause = { text: string; asks: boolean; beforeBut: boolean };

const CLAUSE_END = /[.!?;\n…]+|,?\s+(?=but\b)|\s+(?=however\b)/gi;
const NEGATION =
  /(?:\b(?:not|never|no|without|hardly|cannot|dont|didnt|isnt|wasnt|wont|cant|doesnt|arent|wouldnt|couldnt)|n't)\b(?:\W+\w+){0,3}\W*$/i;
const OPEN =
  /^\W*(?:(?:so|and|but|well|ok|okay|please|right|then|kid|now|also|uncle|mr\.?|mrs\.?|maya|ray|erik|denise|halloran)\W+)*(?:(?:can|could|would|will) you (?:please )?)?(?:(?:what|how|why|in what way)\b(?!'?s? about| (?:many|much|long|old|often|time|day|if|soon|far)\b)|tell me|help me (?:to )?(?:understand|see)|walk me through|explain (?:to me |what|how|why)|describe|i(?:'?d| would) (?:like|love) to (?:hear|understand|know)|i wonder (?:what|how|why))/i;
const CLOSED =
  /^\W*(?:(?:so|and|but|well|ok|okay|please|right|then|now|also)\W+)*(?:is|are|was|were|do|does|did|can|could|will|would|have|has|had|should|may|might|which|when|where|who|whose|how (?:many|much|long|old|often|soon|far)|what (?:time|day)|isn'?t|aren'?t|don'?t|didn'?t|can'?t|won'?t) \w/i;
const KIND_WORDS =
  /\b(?:good|kind|great|fair|patient|generous|helped|helpful|there for|looked after|well|honest|taught|loved|liked|proud)\b/i;

const splitClauses = (text: string): Clause[] => {
  const clauses: Clause[] = [];
  let start = 0;
  const add = (end: number, mark: string) => {
    const clause = text
      .slice(start, end)
      .replace(/^[\s,]+/, "")
      .trimEnd();
    if (clause !== "") clauses.push({ text: clause, asks: mark.includes("?"), beforeBut: /^,?\s+$/.test(mark) });
    else if (clauses.length > 0 && mark.includes("?")) (clauses.at(-1) as Clause).asks = true;
  };
  for (const mark of text.matchAll(CLAUSE_END)) {
    add(mark.index, mark[0]);
    start = mark.index + mark[0].length;
  }
  add(text.length, "");
  return clauses;
};

const matchRule = (clause: Clause, plain: string, { kind, pattern, negated }: ActRule): Act | null => {
  const match = pattern.exec(plain);
  if (!match) return null;
  const isNegated = negated !== "anyway" && NEGATION.test(plain.slice(0, match.index));
  // "You have always been good to me" is no accusation.
  const isKind =
    kind === "accusation" &&
    /\balways\b/i.test(match[0]) &&
    KIND_WORDS.test(plain) &&
    !/\bn[o']t\b|\bnever\b/i.test(plain);
  const actual = isNegated ? negated : isKind ? "validation" : kind;
  if (actual === undefined) return null;
  const startsClause =
    actual === "reflection" || actual === "validation" || (actual === "apology" && clause.text.length < 60);
  return { kind: actual, words: firstWords(startsClause ? clause.text : clause.text.slice(match.index)) };
};

const tagQuestion = (clause: Clause, plain: string): Act | null => {
  const words = firstWords(clause.text);
  if (PROPOSES.test(plain) || (clause.asks && PROPOSES_IF_ASKED.test(plain))) return { kind: "proposal", words };
  if (OPEN.test(plain)) return { kind: "open-question", words };
  return clause.asks || (CLOSED.test(plain) && plain.split(/\s+/).length > 2)
    ? { kind: "closed-question", words }
    : null;
};

/**
 * Whether an "as usual" blames nobody: it belongs to the partner's own story, said back ("so you worked late as usual, and nobody
 * thanked you", not "so you ignored me, as usual"), or to the speaker's habit.
 */
const tellsOfHabit = (plain: string): boolean => {
  if (/^\W*(?:i|we)\b/i.test(plain)) return !/\byou/i.test(plain);
  const saysBack = FRIENDLY_RULES.some(
    ({ kind, pattern }) => (kind === "reflection" || kind === "recap") && pattern.test(plain),
  );
  const blames = /\b(?:me|us|my|our|again|wrong|forgot|(?:did|do|said|say|done) nothing)\b/i.test(plain);
  return saysBack && (!blames || /\b(?:nobody|no one|without (?:a |any )?(?:thanks|credit|word))\b/i.test(plain));
};

const tagClause = (clause: Clause, partnerWords: Set<string>): Act[] => {
  // The same length as the original, so that places found in one hold in the other.
  const plain = clause.text.replace(/[’‘`´]/g, "'");
  const hostile = HOSTILE_RULES.filter((one) => one !== HABIT || !tellsOfHabit(plain)).flatMap(
    (one) => matchRule(clause, plain, one) ?? [],
  );
  const words = subjectWords(plain);
  const shared = countShared(words, partnerWords);
  const worst = hostile.find((act) => HOSTILE_ACTS.includes(act.kind));
  // "So you never clocked in late" says the partner's own words back.
  if (worst?.kind === "accusation" && shared >= 2 && /^\W*(?:and |right |ok )?so you\b/i.test(plain))
    return [{ kind: "reflection", words: firstWords(clause.text) }];
  if (worst) return [worst];
  // "Sorry to bother you, do you have a minute?" is a way to say hello.
  if (ASKS_FOR_TIME.test(plain)) return [{ kind: "greeting", words: firstWords(clause.text) }];
  const acts = [...hostile, ...FRIENDLY_RULES.flatMap((one) => matchRule(clause, plain, one) ?? [])];
  const question = tagQuestion(clause, plain);
  if (question?.kind === "proposal") acts.splice(0, acts.length, ...acts.filter((act) => act.kind !== "offer"));
  const isOffer = acts.some((act) => act.kind === "offer");
  if (question && !(isOffer && question.kind === "closed-question")) acts.push(question);
  const aboutThem = /\b(?:you|your)\b/i.test(plain);
  if (
    !question &&
    !isOffer &&
    !/\b(?:i|my|we)\b/i.test(plain) &&
    shared >= (aboutThem ? 2 : 3) &&
    shared >= words.size * 0.5
  )
    acts.push({ kind: "reflection", words: firstWords(clause.text) });
  // "Can you give me that in writing?" asks; it settles nothing yet.
  if (question) acts.splice(0, acts.length, ...acts.filter((act) => act.kind !== "recap"));
  const conceded = acts.find((act) => act.kind === "validation" || act.kind === "reflection" || act.kind === "apology");
  if (clause.beforeBut && conceded) return [{ kind: "yes-but", words: conceded.words }];
  return acts;
};

/** A conversation is read anew with each request, so the same lines come again and again. */
const remembered = new Map<string, Act[]>();
const MOST_REMEMBERED = 4_000;

/**
 * Tags what a message does, and with which words, minding negation and a "but" that takes back what stood before it.
 * Each kind at most once, the one a listener reacts to first; a message that does nothing else is a statement.
 * @param partnerSaid what the partner said of late: words of it said back are a reflection
 */
export const tagActs = (text: string, partnerSaid = ""): Act[] => {
  const key = `${partnerSaid}\0${text}`;
  const known = remembered.get(key);
  if (known) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const acts = readActs(text, partnerSaid);
  remembered.set(key, acts);
  return acts;
};

const readActs = (text: string, partnerSaid: string): Act[] => {
  const whole = { words: firstWords(text) };
  const language = readLanguage(text);
  if (language !== "english") return [{ kind: language, ...whole }];
  if (SAYS_HELLO.test(text)) return [{ kind: "greeting", ...whole }];
  const partnerWords = subjectWords(partnerSaid);
  const found = splitClauses(text).flatMap((clause) => tagClause(clause, partnerWords));
  if (OFF_TOPIC.test(text) && !found.some((act) => HOSTILE_ACTS.includes(act.kind)))
    return [{ kind: "off-topic", ...whole }];
  const acts = BY_WEIGHT.flatMap((kind) => found.find((act) => act.kind === kind) ?? []);
  return acts.length > 0 ? acts : [{ kind: "statement", ...whole }];
};

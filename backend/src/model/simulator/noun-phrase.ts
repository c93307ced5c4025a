import { isEmptyWord } from "./words.ts";

const TURNED: Record<string, string> = { my: "your", our: "your", your: "my" };
/** Words that a noun phrase does not end on, and heads that say nothing when repeated. */
const ADJECTIVES = new Set(
  "whole last next new old first second third other own poor big small best cheaper higher lower extra few many more same full real main recent late early only entire current".split(
    " ",
  ),
);
const HOLLOW = new Set(
  "way lot bit point fact rest ones one end name opinion mind hell time times thing things day fuck problem issue god life side turn place kind part best most idea other others sake behalf first self middle beginning step steps limit morning evening afternoon night week weeks weekend month months year years hour minute moment future past present top bottom number numbers people person man woman guy words word going being having doing start starts ending outset stuff sort type sense matter matters case reason reasons chance meantime second seconds subject topic conversation talk chat discussion question questions answer answers story situation circumstances feeling feelings extent gist nature manner while need thought thoughts order example instance sake".split(
    " ",
  ),
);
const VERBS = new Set(
  "is are was were has have had does did do comes come came goes went gets got says said means makes made takes took gives gave keeps kept wants needs need works feels felt seems stopped broke breaks coughs knows thinks looks told called left can will would could should may might must".split(
    " ",
  ),
);
const DETERMINERS = [["my", "our"], ["your"], ["the", "these", "his", "their"]];

const ENDS = new Set(
  "of in on for at with and or but to from by because since when while that who which if so as than".split(" "),
);

/** The words after a determiner, where they surely are a noun: one, or two where the second plainly ends the phrase. */
const readPhrase = (text: string, at: number): string[] | null => {
  const run = /^[\p{L}'’-]+(?: +[\p{L}'’-]+){0,2}/u.exec(text.slice(at))?.[0] ?? "";
  const [first = "", second, third] = run.split(/ +/);
  const isContent = (word: string) =>
    word.length > 2 && !isEmptyWord(word) && !VERBS.has(word.toLowerCase()) && !/(?:ly|n't)$/i.test(word);
  if (!isContent(first)) return null;
  const needsMore = ADJECTIVES.has(first.toLowerCase()) || /['’]s$/.test(first);
  const isHollow = (word: string) => HOLLOW.has(word.toLowerCase()) || ADJECTIVES.has(word.toLowerCase());
  const ends = (word: string | undefined) =>
    word === undefined || ENDS.has(word.toLowerCase()) || VERBS.has(word.toLowerCase());
  if (second === undefined || !isContent(second) || /(?:ing|ed)$/i.test(second))
    return needsMore || isHollow(first) ? null : [first];
  // Two content words: a compound ("blood pressure") where the phrase ends after them; else who knows.
  return ends(third) && !isHollow(second) && !HOLLOW.has(first.toLowerCase()) ? [first, second] : null;
};

/** A noun phrase of the speaker's, as spoken ("my daughter") and as the listener says it back ("your daughter"). */
export type NounPhrase = { spoken: string; turned: string };

/** Finds the noun phrases of a text, those that belong to the speaker first. Only what begins with a determiner is trusted. */
export const findNounPhrases = (text: string): NounPhrase[] => {
  const found: NounPhrase[] = [];
  for (const group of DETERMINERS)
    for (const match of text.matchAll(new RegExp(`(?<![\\p{L}'’])(${group.join("|")}) +`, "giu"))) {
      const words = readPhrase(text, match.index + match[0].length);
      const determiner = (match[1] ?? "").toLowerCase();
      if (!words) continue;
      const phrase = {
        spoken: [determiner, ...words].join(" "),
        turned: [TURNED[determiner] ?? determiner, ...words].join(" "),
      };
      if (!found.some((other) => other.spoken === phrase.spoken)) found.push(phrase);
    }
  return found;
};

const SWAPS: Record<string, string> = {
  "i'm": "you're",
  "i am": "you are",
  "i was": "you were",
  "i've": "you've",
  "i'd": "you'd",
  "i'll": "you'll",
  i: "you",
  me: "you",
  my: "your",
  mine: "yours",
  myself: "yourself",
  we: "you",
  us: "you",
  our: "your",
  ours: "yours",
  "we're": "you're",
  "we've": "you've",
  "am i": "are you",
};

/** Where a "you" can be turned without understanding the sentence: after a preposition, before its own verb, in "your". */
const THEIR_SIDE =
  /(?<=\b(?:for|to|with|of|at|from|about|than|by|behind|tell|help|give|bring|send|show|let) )you\b|(?<=^|\b(?:if|and|what|that|where) )you(?= (?:could|can|will|would|give|come|want|need|have|had|did|do|sent|ever|promised?|wrote|told)\b)|\byour\b/gi;
const OWN_SIDE = /\b(?:i'm|i am|am i|i was|i've|i'd|i'll|i|me|myself|my|mine|we're|we've|we|us|ours|our)\b/gi;
const EITHER_SIDE = new RegExp(`${THEIR_SIDE.source}|${OWN_SIDE.source}`, "gi");

/**
 * Says a speaker's own sentence back to them ("I sat there from eight" → "you sat there from eight"), in one pass, so that
 * nothing is turned back. Null where a "you" in it would have to be understood to be turned.
 */
export const turnPronouns = (sentence: string): string | null => {
  const plain = sentence.replace(/’/g, "'");
  if (/\b(?:you|yours|you're|you've|you'd|you'll|yourself)\b/i.test(plain.replace(THEIR_SIDE, ""))) return null;
  return plain.replace(EITHER_SIDE, (word, at: number) => {
    if (/^your$/i.test(word)) return "my";
    if (/^you$/i.test(word))
      return /\b(?:for|to|with|of|at|from|about|than|by|behind|tell|help|give|bring|send|show|let) $/i.test(
        plain.slice(0, at),
      )
        ? "me"
        : "I";
    return SWAPS[word.toLowerCase()] ?? word;
  });
};

/** Words that hang on to what comes after them: no quote ends on one of them. */
const HANGING = new Set(
  `a an the my your his our their its some any no every each another such what which whose who how much many
  and or but nor so because if when while although though unless whether than as until since however
  of in on at to for with by from about into onto over under between during without within against like near per
  i we he she they i'm you're we're they're he's she's it's that's there's i've you've we've they've i'd you'd we'd they'd i'll you'll
  we'll they'll he'll she'll it'll
  am is are was were be been being has have had do does did will would can could shall should may might must
  don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't won't wouldn't can't cannot couldn't shouldn't
  dont doesnt didnt isnt wasnt wont cant im ive not never just very really quite too more most even only also long
  mr mrs ms dr mr. mrs. ms. dr.`.split(/\s+/),
);
/** Complete before a pause, a clause or a preposition ("I told you | because"), and hanging anywhere else ("and you | never"). */
const HALVES = new Set(
  "you it her this that these those there want need get getting give take make let say think feel know like".split(" "),
);
const JOINS = new Set(
  "and or but because so when while although though unless if until since where which who before after whether".split(
    " ",
  ),
);
const PREPOSITIONS = new Set(
  "in on at for with from by about into during without within against under over between through behind near".split(
    " ",
  ),
);
const ABBREVIATION = /^(?:mr|mrs|ms|dr|st|prof)\.$/i;
const FEWEST = 4;

const bare = (word: string | undefined): string =>
  (word ?? "")
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}.]+$/gu, "");
const hangs = (word: string): boolean => HANGING.has(bare(word)) || /['’]s$/.test(word);

/** How well a text may be cut after this word: 3 where it pauses, 2 before a clause, 1 before a preposition, 0 in a phrase, −1 never. */
const rateCut = (word: string, after: string, count: number): number => {
  const [next = ""] = after.split(" ");
  const ends = /[.!?…]["”»)]*$/.test(word) && !ABBREVIATION.test(word);
  if (ends && count >= 2) return 3;
  if (hangs(word.replace(/[,;:]$/, ""))) return -1;
  if (count >= FEWEST && (/[,;:)]$/.test(word) || /^[-–—(]/.test(next))) return 3;
  if (count >= FEWEST && (JOINS.has(bare(next)) || /^as (?:i|you|he|she|it|we|they|my|your|the)\b/i.test(after)))
    return 2;
  if (count >= FEWEST && PREPOSITIONS.has(bare(next))) return 1;
  return HALVES.has(bare(word)) ? -1 : 0;
};

/**
 * At most `most` words from the start, a literal part of the text. A longer text is cut where it pauses, else before a clause, else
 * before a preposition, the latest such place; else after the last word that does not hang on to the next one.
 */
export const firstWords = (text: string, most = 12): string => {
  const words = [...text.trim().matchAll(/\S+/g)];
  const take = (count: number): string => {
    const last = words[count - 1];
    const cut = last === undefined ? "" : text.trim().slice(0, last.index + last[0].length);
    return cut.replace(/[,;:\-–—]+$/, "").trimEnd();
  };
  const after = (count: number): string => [words[count]?.[0], words[count + 1]?.[0]].join(" ");
  if (words.length <= most) return take(words.length);
  const best = Array.from({ length: most }, (_, index) => index + 1)
    .map((count) => ({ count, rate: rateCut(words[count - 1]?.[0] ?? "", after(count), count) }))
    .sort((one, other) => other.rate - one.rate || other.count - one.count)[0];
  return take(best === undefined || best.rate < 0 ? most : best.count);
};

import { BLOWS, CREDITS, ENDED, FULFILLED_BY, GAPS, LATE_APOLOGY, LEADS, TAKEN_UP } from "./comment-phrases.ts";
import type { AdviceKey } from "./comment-phrases.ts";
import { composeTries, findStep } from "./compose-try.ts";
import { FIRST_EFFECTS, ORIENTATIONS } from "./first-effects.ts";
import { firstWords } from "./first-words.ts";
import type { CoachView, SeenExchange } from "./read-coach-turns.ts";
import { shuffle } from "./seeded-random.ts";
import type { Random } from "./seeded-random.ts";
import { tagActs } from "./tag-acts.ts";
import type { Act } from "./tag-acts.ts";
import type { ActKind } from "./act-kinds.ts";
import { capitalize, countWords } from "./words.ts";

export const NOTHING_TO_ADD = "(nothing to add)";
const MOST_WORDS = 60;
/** An answer of so many words tells more than a reaction. */
const A_LONG_ANSWER = 12;
const A_LONG_MESSAGE = 60;

const HAS_LEFT = /\bwe are done here\b/i;

const SKILLS: ActKind[] = [
  "recap",
  "reflection",
  "validation",
  "i-statement",
  "apology",
  "proposal",
  "offer",
  "open-question",
];
/** What a talk needs, in the order in which it needs it. */
const PATH: [AdviceKey, ActKind][] = [
  ["say-back", "reflection"],
  ["ask-open", "open-question"],
  ["own-need", "i-statement"],
  ["fix-it", "recap"],
  ["make-offer", "offer"],
];

const MOST_QUOTED = 110;
const shorten = (text: string, most = 12): string => {
  const cut = firstWords(text, most);
  if (cut.length <= MOST_QUOTED) return cut;
  return most > 1 ? shorten(text, most - 1) : Array.from(cut).slice(0, 80).join("").trim();
};

/** A literal part of the message, one line, at most twelve words, no quotation mark in it; null where there is none. */
const quoteFrom = (message: string, words: string): string | null => {
  for (const source of [words, message]) {
    const pieces = source
      .split(/["“”„«»\r\n]+/)
      .map((piece) => shorten(piece.trim()))
      .filter((piece) => /[^\s.,;:!?-]/.test(piece));
    const [longest] = pieces.sort((one, other) => other.length - one.length);
    if (longest === undefined) continue;
    return longest;
  }
  return null;
};

type Case = {
  view: CoachView;
  exchange: SeenExchange;
  acts: Act[];
  shown: Map<ActKind, number>;
  comments: string[];
  lastAdvice: AdviceKey | null;
  random: Random;
};

const fill = (text: string, { view }: Case): string =>
  capitalize(
    text
      .replaceAll("{name}", view.partnerName)
      .replaceAll("{him}", view.pronoun.him)
      .replaceAll("{his}", view.pronoun.his),
  );

/** One that no earlier comment has, where there is one. */
const choose = (options: string[], c: Case): string => {
  const filled = shuffle(options, c.random).map((option) => fill(option, c));
  return filled.find((option) => !c.comments.some((comment) => comment.includes(option))) ?? filled[0] ?? "";
};

const recogniseAdvice = (comment: string | undefined): AdviceKey | null =>
  comment === undefined
    ? null
    : ((Object.keys(LEADS) as AdviceKey[]).find((key) => LEADS[key].some((lead) => comment.includes(lead))) ?? null);

/** Parting words are not to be said back. */
const partnerSaid = ({ exchange }: Case): string => (HAS_LEFT.test(exchange.partner) ? "" : exchange.partner);
const listTries = (c: Case, advice: AdviceKey): string[] => composeTries(advice, c.exchange.invitee, partnerSaid(c));

const write = (c: Case, words: string, effect: string, advice: AdviceKey | null): string => {
  const quote = quoteFrom(c.exchange.invitee, words);
  if (quote === null) return NOTHING_TO_ADD;
  const start = `“${quote}” ${effect}`;
  if (advice === null) return start;
  const tries = listTries(c, advice);
  const unused = tries.filter((line) => !c.comments.some((comment) => comment.includes(line)));
  const lead = choose(LEADS[advice], c);
  const full = [...unused, ...tries].map((line) => `${start} ${lead} Try: “${line}”`);
  return full.find((text) => countWords(text) <= MOST_WORDS) ?? start;
};

const orient = (c: Case): string => {
  const [act] = c.acts;
  const words = act?.words ?? "";
  const start = `${choose(FIRST_EFFECTS[act?.kind ?? "statement"], c)} ${choose(ORIENTATIONS, c)}`;
  const goal = c.view.goal.split("\n")[0] ?? "";
  const withGoal = write(c, words, goal === "" ? start : `${start} You came for this: ${goal}`, null);
  return countWords(withGoal) <= MOST_WORDS ? withGoal : write(c, words, start, null);
};

/** The next thing this talk needs that the invitee has not shown twice, was not told last time, and could say now. */
const nextAdvice = (c: Case): AdviceKey | null => {
  const { exchange, shown, acts, lastAdvice, view } = c;
  const isAsked = /\?\s*$/.test(exchange.partner);
  const fits = (key: AdviceKey): boolean => {
    if (key === "make-offer") return view.exchanges.length >= 4;
    // A partner who asks wants an answer, not another question.
    return key !== "ask-open" || !isAsked || acts.some((act) => act.kind === "closed-question");
  };
  const order = PATH.filter(
    ([key, skill]) =>
      key !== lastAdvice &&
      (shown.get(skill) ?? 0) < 2 &&
      !acts.some(({ kind }) => kind === skill || FULFILLED_BY[key].includes(kind)) &&
      fits(key),
  )
    .map(([key]) => key)
    .filter((key) => listTries(c, key).length > 0);
  return findStep(exchange.partner) !== null && order.includes("fix-it") ? "fix-it" : (order[0] ?? null);
};

const commentOnTheEnd = (c: Case): string => {
  const apology = c.acts.find((act) => act.kind === "apology");
  const words = (apology ?? c.acts[0])?.words ?? "";
  const options = (apology ? LATE_APOLOGY : ENDED)
    .map((option) => fill(option, c))
    .filter((option) => !c.comments.some((comment) => comment.includes(option)));
  const wasSaid = !apology && c.comments.some((comment) => ENDED.some((option) => comment.includes(fill(option, c))));
  return options.length === 0 || wasSaid ? NOTHING_TO_ADD : write(c, words, choose(options, c), null);
};

const commentOnBlow = (c: Case, act: Act): string => {
  const blow = BLOWS[act.kind];
  const advice = blow?.advice.find((key) => key !== c.lastAdvice && listTries(c, key).length > 0) ?? null;
  return write(c, act.words, choose(blow?.effects ?? [], c), advice);
};

const commentOnTalk = (c: Case): string => {
  const { acts, exchange, shown, lastAdvice } = c;
  const followed =
    lastAdvice === null
      ? undefined
      : acts.find((act) => FULFILLED_BY[lastAdvice].includes(act.kind) && SKILLS.includes(act.kind));
  const told = countWords(exchange.partner) >= A_LONG_ANSWER;
  const answered =
    told && !/\?\s*$/.test(exchange.partner)
      ? acts.find((act) => act.kind === "closed-question" && (shown.get(act.kind) ?? 0) < 2)
      : undefined;
  const praised =
    followed ??
    SKILLS.flatMap((kind) => acts.find((act) => act.kind === kind) ?? []).find(
      (act) => (shown.get(act.kind) ?? 0) < 2,
    ) ??
    answered;
  const isLight = acts.every((act) => ["thanks", "agreement", "farewell", "greeting", "statement"].includes(act.kind));
  const settled =
    isLight &&
    ((shown.get("recap") ?? 0) > 0 || c.view.exchanges.slice(4, -1).some(({ partner }) => findStep(partner) !== null));
  const wasQuiet = c.comments.at(-1) === NOTHING_TO_ADD;
  if (settled) return NOTHING_TO_ADD;
  // Everything in it has been shown before, and it worked: no need to say so a third time.
  const goesWell =
    !praised &&
    !wasQuiet &&
    acts.some((act) => SKILLS.includes(act.kind)) &&
    told &&
    findStep(exchange.partner) === null;
  if (goesWell) return NOTHING_TO_ADD;
  const advice =
    countWords(exchange.invitee) > A_LONG_MESSAGE && lastAdvice !== "one-thing"
      ? "one-thing"
      : acts.some((act) => act.kind === "recap")
        ? null
        : nextAdvice(c);
  const credit = praised && CREDITS[praised.kind];
  if (praised && credit) {
    const effect = choose(told || credit.less.length === 0 ? credit.more : credit.less, c);
    return write(c, praised.words, followed ? `${choose(TAKEN_UP, c)} ${effect}` : effect, advice);
  }
  const words = acts[0]?.words ?? "";
  return advice === null ? NOTHING_TO_ADD : write(c, words, choose(GAPS[advice] ?? [], c), advice);
};

/**
 * The coach's comment on the newest exchange: a literal quote of the invitee's, what it did to the partner, one line to try.
 * The first one orients. What was advised last time is not advised again; what was followed is credited; a skill that has been
 * shown twice is not spoken of. At most 60 words.
 */
export const composeComment = (view: CoachView, random: Random): string => {
  const exchange = view.exchanges.at(-1);
  if (!exchange) return NOTHING_TO_ADD;
  const before = view.exchanges.slice(0, -1);
  const shown = new Map<ActKind, number>();
  const lately = (index: number) =>
    before
      .slice(Math.max(0, index - 8), index)
      .map(({ partner }) => partner)
      .join("\n");
  before.forEach(({ invitee }, index) => {
    for (const { kind } of tagActs(invitee, lately(index))) shown.set(kind, (shown.get(kind) ?? 0) + 1);
  });
  const comments = before.flatMap(({ comment }) => comment ?? []);
  const acts = tagActs(exchange.invitee, lately(before.length));
  const lastAdvice = recogniseAdvice(comments.findLast((comment) => comment !== NOTHING_TO_ADD));
  const c: Case = { view, exchange, acts, shown, comments, lastAdvice, random };
  if (comments.length === 0) return orient(c);
  if (before.some(({ partner }) => HAS_LEFT.test(partner))) return commentOnTheEnd(c);
  const [act] = acts;
  return act && BLOWS[act.kind] ? commentOnBlow(c, act) : commentOnTalk(c);
};

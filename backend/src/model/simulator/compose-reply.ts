import { composeGreeting } from "./compose-greeting.ts";
import { composeProposal } from "./compose-proposal.ts";
import { foldHistory, WALK_OUT_AT } from "./fold-history.ts";
import type { Turn } from "./fold-history.ts";
import { findNounPhrases } from "./noun-phrase.ts";
import type { Persona, VoiceLine } from "./persona.ts";
import {
  AFTER_WALK_OUT,
  CLOSINGS,
  ECHOES,
  NO_ANSWER,
  ONCE_MORE,
  PUSH_BACK,
  QUESTIONS,
  REACTIONS,
  WALK_OUTS,
  WARNINGS,
} from "./reply-phrases.ts";
import type { Mood } from "./reply-phrases.ts";
import { freshFirst, sayUnsaid } from "./say-unsaid.ts";
import { moodOf } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { shuffle } from "./seeded-random.ts";
import type { Random } from "./seeded-random.ts";
import { HOSTILE_ACTS } from "./tag-acts.ts";
import type { ActKind } from "./act-kinds.ts";
import { capitalize, countShared, countWords, subjectWords } from "./words.ts";

/** A line of the persona's that takes up a word is said only where that word was spoken. */
const TAKES_UP: [RegExp, RegExp][] = [
  [/^always\b/i, /\balways\b/i],
  [/^never\b/i, /\bnever\b/i],
  [/^cheap\b/i, /\bcheap\b/i],
  [/^don't care/i, /\bcare\b/i],
  [/calm/i, /calm/i],
  [/nonsense/i, /nonsense|ridiculous|limit|absurd/i],
  [/stroke/i, /stroke|die|dead|death|kill/i],
  [/private/i, /report|licen[cs]e|tell|doctor|boss/i],
  [/a number/i, /\d|per ?cent|half|rate/i],
  [/funny/i, /lol|haha|joke|funny|😂|🤣/i],
  [/nice part/i, /\bbut\b|at least/i],
  [/how i take/i, /\btak|tablet|pill|\bday|morning|night/i],
  [/cold flat/i, /cold|freez|cough|warm|heat|shiver|degree|°/i],
  [/^there it is/i, /stupid|ignorant|selfish|you people|dumb|idiot/i],
  [/orders/i, /./],
  [/plan with/i, /\d|month|week|date|january|monday|friday|when/i],
  [/the dates/i, /\balways\b|never|keep|every/i],
];

const fitsMessage = (line: string, message: string): boolean =>
  TAKES_UP.every(([said, needs]) => !said.test(line) || needs.test(message));

const voiceLines = (lines: VoiceLine[], kind: ActKind, message: string): string[] => {
  const words = subjectWords(message);
  return lines
    .filter((line) => line.acts.includes(kind) && fitsMessage(line.line, message))
    .sort(
      (one, other) => countShared(words, subjectWords(other.trigger)) - countShared(words, subjectWords(one.trigger)),
    )
    .map((line) => line.line);
};

const listReactions = ({ persona, standing, message, said, random }: Scene, kind: ActKind): string[] => {
  const own = voiceLines(
    HOSTILE_ACTS.includes(kind) || kind === "yes-but" ? persona.hurts : persona.softens,
    kind,
    message,
  );
  const mood = moodOf(standing);
  // Their own words once; after that, anybody's.
  const unused = own.filter((line) => !said.some((text) => text.includes(line)));
  return [...unused, ...freshFirst(shuffle(REACTIONS[kind][mood], random), said)];
};

const listEchoes = ({ standing, message, said, random }: Scene, tone: Mood | "stung"): string[] => {
  const recent = said.slice(-6).join(" ").toLowerCase();
  const phrase = findNounPhrases(message).find(({ turned }) => !recent.includes(turned.toLowerCase()));
  if (!phrase || standing.outcome === "walked-out") return [];
  return freshFirst(
    shuffle(ECHOES[tone], random).map((echo) =>
      capitalize(echo.replace("%", echo.startsWith("%") ? capitalize(phrase.turned) : phrase.turned)),
    ),
    said,
  );
};

const DAYS =
  /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|september|october|tomorrow|tonight|morning\b/i;
/** How far a question concerns a text: by shared words, and a question for a day by any day. */
const countTouch = (question: string, words: Set<string>, text: string): number =>
  countShared(words, subjectWords(text)) +
  (/\b(?:when|which day|what day|what time|how soon|date)\b/i.test(question) && DAYS.test(text) ? 1 : 0);

/** The sentence that answered this question before, if one did; the newest first. */
const findAnswered = ({ persona, standing }: Scene): string | null => {
  const question = standing.acts.find(({ kind }) => kind === "closed-question")?.words ?? "";
  const words = subjectWords(question);
  const sentences = standing.told.toReversed().flatMap((index) => (persona.facts[index] ?? "").split(/(?<=[.!?]) /));
  return (
    sentences
      .map((text) => ({ text, touch: countTouch(question, words, text) }))
      .filter(({ touch }) => touch > 0)
      .sort((one, other) => other.touch - one.touch)[0]?.text ?? null
  );
};

/** The next fact that this message has earned, or null. A question that touches one brings that one out. */
const chooseFact = ({ persona, standing, said }: Scene): string | null => {
  const { told, trust, tension, acts } = standing;
  const kinds = acts.map((act) => act.kind);
  const last = persona.facts.length - 1;
  const untold = persona.facts.map((_, index) => index).filter((index) => !told.includes(index));
  if (untold.length === 0 || tension >= 8.5) return null;
  const earns = kinds.some((kind) =>
    ["open-question", "reflection", "validation", "i-statement", "offer", "proposal", "apology", "recap"].includes(
      kind,
    ),
  );
  const asked = acts
    .filter(({ kind }) => kind === "open-question" || kind === "closed-question")
    .map(({ words }) => words);
  const words = subjectWords(asked.join(" "));
  const touches = (index: number) =>
    index === last ? 0 : countTouch(asked.join(" "), words, persona.facts[index] ?? "");
  const toldJustNow = persona.facts.some((fact) => said.at(-1)?.includes(fact));
  const passes =
    kinds.some((kind) => ["closed-question", "statement", "agreement", "thanks", "yes-but"].includes(kind)) &&
    !toldJustNow &&
    trust >= 1.5;
  if (!earns && !passes && !untold.some((index) => touches(index) > 0)) return null;
  const open = untold.filter((index) =>
    index === last
      ? told.length >= last - 1 && trust >= 5.5 && tension <= 5.5
      : index <= told.length + 2 && trust >= index * 0.75,
  );
  const touched = open.filter((index) => touches(index) > 0).sort((one, other) => touches(other) - touches(one))[0];
  const chosen = touched ?? open[0];
  return chosen === undefined ? null : (persona.facts[chosen] ?? null);
};

const composeWalkOut = (scene: Scene): string => {
  const { standing, said, random } = scene;
  if (standing.since === 0) return sayUnsaid([freshFirst(shuffle(WALK_OUTS, random), said)], said, standing.messages);
  const apologises = standing.acts.some((act) => act.kind === "apology");
  const apology = AFTER_WALK_OUT.apology.filter((line) => !said.some((text) => text.includes(line)));
  if (apologises && apology.length > 0) return sayUnsaid([shuffle(apology, random)], said, standing.messages);
  const seconds = freshFirst(shuffle(AFTER_WALK_OUT.second.slice(1), random), said);
  return sayUnsaid(
    [freshFirst(shuffle(AFTER_WALK_OUT.first, random), said), standing.since % 3 === 1 ? ["", ...seconds] : seconds],
    said,
    standing.messages,
  );
};

/** Asks for a day, a name, a number: "yes and no" is no answer to that. */
const asksDetail = ({ standing }: Scene): boolean =>
  standing.acts.some(
    ({ kind, words }) =>
      kind === "closed-question" && /^\W*(?:\w+\W+)?(?:which|when|where|who|whose|how|what)\b/i.test(words),
  );

const composeOpen = (scene: Scene): string => {
  const { standing, said, random } = scene;
  const kind = standing.acts[0]?.kind ?? "statement";
  const mood = moodOf(standing);
  const reactions = listReactions(scene, kind);
  if (HOSTILE_ACTS.includes(kind)) {
    const tails = standing.strikes >= WALK_OUT_AT - 1.05 ? WARNINGS : PUSH_BACK;
    const echoes = random() < 0.35 ? listEchoes(scene, "stung") : [];
    return sayUnsaid([reactions, echoes, freshFirst(shuffle(tails, random), said)], said, standing.messages);
  }
  if (kind === "greeting") return composeGreeting(scene, reactions);
  if (standing.acts.some((act) => act.kind === "proposal"))
    return composeProposal(scene, kind === "proposal" ? [] : reactions, chooseFact(scene));
  const confused = kind === "gibberish" || kind === "other-language" || kind === "off-topic";
  const fact = confused ? null : chooseFact(scene);
  const answered = fact === null && kind === "closed-question" && asksDetail(scene) ? findAnswered(scene) : null;
  if (answered !== null)
    return sayUnsaid(
      [
        freshFirst(shuffle(ONCE_MORE, random), said),
        [answered],
        ["", ...freshFirst(shuffle(QUESTIONS[mood], random), said)],
      ],
      said,
      standing.messages,
    );
  const first =
    kind !== "closed-question"
      ? reactions
      : fact !== null
        ? listReactions(scene, "open-question")
        : asksDetail(scene) && standing.outcome === "open"
          ? freshFirst(shuffle(NO_ANSWER[mood], random), said)
          : reactions;
  const isShort = fact === null || (countWords(fact) <= 14 && !/[.?!] /.test(fact));
  const echoes = !confused && isShort && random() < (kind === "statement" ? 0.85 : 0.4) ? listEchoes(scene, mood) : [];
  const ends =
    kind === "gibberish" || kind === "other-language"
      ? [""]
      : standing.outcome === "resolved"
        ? CLOSINGS
        : QUESTIONS[mood];
  const tails = fact === null ? freshFirst(shuffle(ends, random), said) : [fact];
  return sayUnsaid(
    [
      first,
      echoes,
      confused && ends.length === 1 ? ["", ...freshFirst(shuffle(QUESTIONS[mood], random), said)] : tails,
    ],
    said,
    standing.messages,
  );
};

/**
 * The partner's next reply, read from the conversation alone: a reaction by what the invitee did and how tense it is, their own
 * noun phrase with the pronouns turned, and the next fact or a question.
 * @param turns the conversation so far; the last one is the invitee's
 */
export const composeReply = (persona: Persona, turns: Turn[], random: Random): string => {
  const standing = foldHistory(persona, turns);
  const said = turns.filter((turn) => turn.role === "assistant").map((turn) => turn.text);
  const scene: Scene = { persona, standing, message: turns.at(-1)?.text ?? "", said, random };
  return standing.outcome === "walked-out" ? composeWalkOut(scene) : composeOpen(scene);
};

import type { AdviceKey } from "./comment-phrases.ts";
import { firstWords } from "./first-words.ts";
import { findNounPhrases, turnPronouns } from "./noun-phrase.ts";
import { isStockPhrase } from "./reply-phrases.ts";
import { tagActs } from "./tag-acts.ts";
import { capitalize, countWords, isEmptyWord } from "./words.ts";

const QUOTES = /["“”„«»]/g;
const sentences = (text: string): string[] =>
  text
    .replace(QUOTES, "")
    .split(/(?<=[.!?…])\s+|\n+/)
    .map((one) => one.trim())
    .filter(Boolean);
const lowerStart = (text: string): string =>
  (isEmptyWord(/^[\p{L}'’]+/u.exec(text)?.[0] ?? "") ||
    /^(?:Half|Most|Both|Some|Last|Twenty|Forty|Anything|Every|Each|Two|Three)\b/.test(text)) &&
  !/^I\b/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
const unended = (text: string): string => text.replace(/[\s.!?…,;:]+$/, "");

/** A sentence of the partner's, said back: "I sat there from eight." → "you sat there from eight". The fullest one. */
const sayBack = (partner: string, fits: (sentence: string) => boolean): string | null => {
  const telling = sentences(partner).filter(
    (one) => !isStockPhrase(one) && !one.endsWith("?") && countWords(one) >= 4 && countWords(one) <= 22 && fits(one),
  );
  for (const one of telling.sort((some, other) => countWords(other) - countWords(some))) {
    const turned = turnPronouns(unended(one));
    if (
      turned !== null &&
      !/^(?:so|well|yes|no|then|and|but|thank|let|go|ask|try|say|please|do not|don't|tell|think|take|leave|put|come|all right|right|good|fine|hm|ah|oh|correct|exactly|okay)\b/i.test(
        turned,
      )
    )
      return lowerStart(turned);
  }
  return null;
};
/** A sentence in which the partner moves: "I could try one at night." */
export const findStep = (partner: string): string | null =>
  sayBack(
    partner,
    (one) =>
      countWords(one) >= 7 &&
      /\b(?:i|we|you) (?:could|can|will|'ll|would stay|would take)\b(?! not|n't| only| understand| see| feel| rather| follow| do as| tell| remember| say| keep| think| take that| pretend| find| speak| live|'t)/i.test(
        one,
      ),
  );

/** The invitee's own first statement, where it is short enough to be kept. */
const ownStatement = (invitee: string): string | null => {
  const own = sentences(invitee).find(
    (one) =>
      !one.endsWith("?") &&
      countWords(one) >= 3 &&
      countWords(one) <= 11 &&
      !/^(?:so|then|ok|okay|yes|no|hi|hello|hey|good|thank|thanks|sorry|i'?m sorry|i got)\b/i.test(one),
  );
  return own === undefined ||
    tagActs(own).some(({ kind }) => ["open-question", "closed-question", "other-language", "gibberish"].includes(kind))
    ? null
    : capitalize(unended(own));
};
/** What stood before the but. */
const beforeBut = (invitee: string): string | null => {
  const half = /(?:^|[.!?]\s+)([^.!?\n]{8,90}?),?\s+but\b/i.exec(invitee.replace(QUOTES, ""))?.[1];
  return half === undefined ? null : capitalize(unended(half));
};

const PAST = /^(?:\w+ed|told|came|said|went|gave|took|kept|made|did|was|were|had|got|paid|sent|been|let)\b/i;
const cutClause = (text: string, most: number): string =>
  unended(
    firstWords(
      (/^[^,.;!?\n]+/.exec(text)?.[0] ?? "")
        .split(/ (?:and|or|but|because|so|as long as|until|when) /i)[0]
        ?.replace(QUOTES, "")
        .trim() ?? "",
      most,
    ),
  );

/** What can be seen, and so be named without judging: "cancel", "leave", not "ruin". */
const SEEN =
  /^(?:do (?:this|that)|leave|come|ignore|cancel|forget|interrupt|promise|say|put|make|talk|shout|send|call|change|keep|walk|tell|go|take (?:my|the|his|her)|turn)\b/i;

const sayEffect = (invitee: string, about: string | null): string[] => {
  const plain = invitee.replace(/’/g, "'");
  const care = /\b(?:don'?t|do not|dont)(?: \w+)? care about ([^,.;!?\n]+)/i.exec(plain)?.[1];
  const never = /\byou(?:'ve| have)? never ([^,.;!?\n]+)/i.exec(plain)?.[1];
  const always =
    /\byou(?: \w+)? (?:all?ways|constantly) ([^,.;!?\n]+)/i.exec(plain)?.[1] ??
    /\byou(?: just)? (keep [^,.;!?\n]+)/i.exec(plain)?.[1];
  const lines: string[] = [];
  if (never && !PAST.test(never)) lines.push(`It would mean a lot to me if you could ${cutClause(never, 8)}.`);
  if (care) lines.push(`It is hard for me to believe that you care about ${cutClause(care, 6)}. How do you see it?`);
  if (always && SEEN.test(always)) lines.push(`When you ${cutClause(always, 8)}, it wears me down. What is behind it?`);
  if (about !== null)
    lines.push(
      `I'm upset about ${about}. How did it come to this?`,
      `It gets to me, this with ${about}. What happened?`,
    );
  return [
    ...lines,
    "I find this hard to talk about. How do you see it?",
    "I'm angry, and I'd like to understand. What happened?",
  ];
};

const askNotOrder = (invitee: string, about: string | null): string[] => {
  const plain = invitee.replace(/’/g, "'").replace(/take it or leave it/i, "");
  const wish =
    /\b(?:you (?:must|have to|need to|should|ought to|(?:'d )?better|had better)|(?:want|need|expect) you to)(?: just)? ([^,.;!?\n]+)/i.exec(
      plain,
    )?.[1] ??
    /(?:^|[.!?]\s+)(?:just |now )?((?:fix|send|give|stop|pay|answer|listen|sign|do|get|make|take|hurry)\b[^,.;!?\n]+)/i.exec(
      plain,
    )?.[1];
  const lines =
    wish && !/^(?:be|see|understand|know|reali[sz]e|feel|accept|stop being)\b/i.test(wish)
      ? [`Could you ${lowerStart(cutClause(wish, 9))}? What would you need for that?`]
      : [];
  return [
    ...lines,
    ...(about === null ? [] : [`What would it take, on your side, with ${about}?`]),
    "What would it take for you to say yes?",
    "I have a wish. May I say why it matters to me?",
  ];
};

/**
 * Lines to try for an advice, made of the invitee's own words, or of the partner's where the advice is to say them back.
 * The best first, no quotation marks; none where the advice does not fit what was said.
 */
export const composeTries = (advice: AdviceKey, invitee: string, partner: string): string[] => {
  const phrases = findNounPhrases(invitee.replace(QUOTES, ""))
    .map(({ spoken }) => spoken)
    .filter((phrase) => !/\b(?:lawyer|solicitor|council|police|court|press)$/i.test(phrase));
  const mine = phrases.find((phrase) => /^(?:my|our) /.test(phrase)) ?? null;
  const about = phrases.find((phrase) => /^(?:the|these) /.test(phrase)) ?? null;
  const theirs =
    findNounPhrases(
      sentences(partner)
        .filter((one) => !isStockPhrase(one))
        .join(" "),
    ).find(({ turned }) => /^(?:your|the) /.test(turned))?.turned ?? null;
  const heard = sayBack(partner, (one) => countWords(one) <= 16);
  const step = findStep(partner);
  const statement = ownStatement(invitee);
  const isOwn = statement !== null && /\b(?:i|i'm|im|my|we|our|me)\b/i.test(statement);
  const lines: Record<AdviceKey, () => (string | null)[]> = {
    "say-effect": () => sayEffect(invitee, mine ?? about),
    "ask-instead": () => [
      about && `What happened with ${about}, from your side?`,
      "What got in the way?",
      "What is this like, on your side?",
      "What happened, from your side?",
    ],
    "no-threat": () => [
      mine && `I'm worried about ${mine}. What is possible, from your side?`,
      about && `I don't want this to go further. What can we do about ${about}?`,
      "I'd rather settle this with you. What is possible, from your side?",
      "I need us to get somewhere today. What would you need for that?",
    ],
    "stay-with-it": () => [
      heard && `So ${heard}. What is the worst of it?`,
      theirs && `What is the worst of it, with ${theirs}?`,
      "I can hear that this weighs on you. What is the worst of it?",
    ],
    "ask-not-order": () => askNotOrder(invitee, mine ?? about),
    "drop-but": () => [
      beforeBut(invitee) && `${beforeBut(invitee)}. What is that like for you?`,
      "I understand that. What is the hardest part?",
      "That makes sense. Tell me more.",
    ],
    "plain-words": () => ["I'd like to talk with you. Is now a good time?", "I have one question for you."],
    "back-to-it": () => [
      heard && `You were saying that ${heard}. Go on.`,
      "Let us go back. What matters most to you in this?",
      "I lost the thread. Where were we?",
    ],
    "one-thing": () => [
      statement && `${statement}. What do you say to that?`,
      (mine ?? about) && `The main thing for me is ${mine ?? about}. What can we do?`,
      "One thing only, for now. What do you say to it?",
    ],
    "say-back": () => [
      heard && `So ${heard}. What is that like for you?`,
      heard && `So ${heard}. Did I get that right?`,
      theirs && `So it is about ${theirs}. Tell me more.`,
    ],
    "ask-open": () => [
      statement && `${statement}. ${isOwn ? "How does that look from your side?" : "What was that like for you?"}`,
      about && `What can you tell me about ${about}?`,
      "What matters most to you in this?",
      "How is it for you, all this?",
    ],
    "own-need": () => [
      mine && `I'm worried about ${mine}, and I'd like your help with it.`,
      mine && `It is about ${mine}, for me. That is what I need from today.`,
    ],
    "make-offer": () => [
      "What could I do that would make this easier for you?",
      theirs && `Shall we look at ${theirs} together?`,
      "If I took one thing off you, what should it be?",
    ],
    "fix-it": () => [
      step && `So ${step}. Shall we say that?`,
      step && `Let me say it once more: ${step}. Is that agreed?`,
    ],
  };
  return lines[advice]().flatMap((line) => (line === null || line === "" ? [] : [line.replace(QUOTES, "")]));
};

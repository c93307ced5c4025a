import { ASKS_FOR_TIME, SAYS_HELLO } from "./act-rules.ts";
import { GO_AHEAD, HOW_ANSWERS, TIME_ANSWERS } from "./answer-phrases.ts";
import { OPENERS, QUESTIONS } from "./reply-phrases.ts";
import { freshFirst, sayUnsaid } from "./say-unsaid.ts";
import { moodOf } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { shuffle } from "./seeded-random.ts";

/** The greeting that was given, given back; null where there was none. */
const greetBack = (message: string): string | null => {
  const [, part] = /^\W*good (morning|afternoon|evening)\b/i.exec(message) ?? [];
  if (part !== undefined) return `Good ${part.toLowerCase()}.`;
  return /^\W*(?:hi|hello|hey|hiya|greetings|good day)\b/i.test(message) ? "Hello." : null;
};

/**
 * Answers a greeting as one does: greets back, says how one is or whether there is time where that was asked, and asks what it is
 * about. No fact is told for it.
 * @param reactions the partner's greetings, the freshest first
 */
export const composeGreeting = (scene: Scene, reactions: string[]): string => {
  const { standing, message, said, random } = scene;
  const mood = moodOf(standing);
  const choose = (options: string[]) => freshFirst(shuffle(options, random), said);
  const back = greetBack(message);
  const greetings = back === null || said.some((text) => text.startsWith(back)) ? [] : [back];
  const request = message
    .split(/[.!?\n]+/)
    .map((clause) => clause.trim())
    .find((clause) => ASKS_FOR_TIME.test(clause));
  const answers = SAYS_HELLO.test(message) ? HOW_ANSWERS[mood] : request === undefined ? [] : TIME_ANSWERS[mood];
  const openers = request === undefined ? OPENERS : OPENERS.filter((line) => !/minutes/.test(line));
  const tails = / about /i.test(request ?? "") ? GO_AHEAD : openers;
  const slots = [
    answers.length === 0 ? [...greetings, ...reactions] : greetings,
    choose(answers),
    [...choose(tails), ...choose(QUESTIONS[mood])],
  ];
  return sayUnsaid(
    slots.filter((slot) => slot.length > 0),
    said,
    standing.messages,
  );
};

import { PROPOSAL_ANSWERS, PROPOSAL_TAILS } from "./answer-phrases.ts";
import { CLOSINGS } from "./reply-phrases.ts";
import { freshFirst, sayUnsaid } from "./say-unsaid.ts";
import { moodOf } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { shuffle } from "./seeded-random.ts";
import { capitalize } from "./words.ts";

const WEEKDAY = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i;
const DAY = new RegExp(`${WEEKDAY.source}|\\b(?:tomorrow|tonight|next week|next month|the weekend)\\b`, "i");

const readDay = (text: string): string | null => {
  const day = DAY.exec(text)?.[0].toLowerCase();
  return day === undefined ? null : WEEKDAY.test(day) ? capitalize(day) : day;
};

/**
 * Answers a proposal: accepts it where the tension is low, hedges where it is not, or where the step that the partner can take is
 * for another day. Once there is trust, it brings that step out, even with something left untold.
 * @param reactions to what else the message does, the freshest first; may be empty
 * @param earned the fact that the message has earned, which is a reason to hedge; null for none
 */
export const composeProposal = (scene: Scene, reactions: string[], earned: string | null): string => {
  const { persona, standing, message, said, random } = scene;
  const last = persona.facts.length - 1;
  const step = persona.facts[last] ?? "";
  const proposed = standing.acts.find(({ kind }) => kind === "proposal")?.words ?? "";
  const day = readDay(proposed) ?? (reactions.length === 0 ? readDay(message) : null);
  const otherDay = WEEKDAY.exec(step)?.[0].toLowerCase();
  const clashes = day !== null && otherDay !== undefined && day.toLowerCase() !== otherDay;
  const answer = moodOf(standing) === "warm" && !clashes ? "accept" : "hedge";
  const brings =
    !standing.told.includes(last) &&
    standing.told.length >= last - 3 &&
    standing.trust >= 5.5 &&
    standing.tension <= 5.5;
  const fact = brings ? step : answer === "hedge" ? earned : earned === step ? step : null;
  const { plain, withDay } = PROPOSAL_ANSWERS[answer];
  const named =
    day === null
      ? []
      : withDay.map((line) => capitalize(line.replace("%", line.startsWith("%") ? capitalize(day) : day)));
  const answers = freshFirst([...shuffle(named, random), ...shuffle(plain, random)], said);
  const tails =
    fact !== null
      ? [fact]
      : freshFirst(
          shuffle(answer === "accept" && standing.outcome === "resolved" ? CLOSINGS : PROPOSAL_TAILS[answer], random),
          said,
        );
  return sayUnsaid(reactions.length === 0 ? [answers, tails] : [reactions, answers, tails], said, standing.messages);
};

import { composeAside } from "./compose-aside.ts";
import { composeComment } from "./compose-comment.ts";
import { composeReply } from "./compose-reply.ts";
import type { Turn } from "./fold-history.ts";
import { parsePersona } from "./persona.ts";
import { readCoachTurns } from "./read-coach-turns.ts";
import { seedRandom } from "./seeded-random.ts";

export type SimulatedLane = "partner" | "coach";

/** The fixed user turn that stands before a partner's opening line. */
const SCENE_BEGINS = "(The scene begins. You speak first.)";

export const laneOf = (system: string): SimulatedLane => (/^\s*# You are the coach/.test(system) ? "coach" : "partner");

/**
 * What the simulator says to a request: read from its system text and its turns alone, the same for the same seed.
 * @param system the joined system text
 */
export const converse = (system: string, turns: Turn[], seed: string): string => {
  const random = seedRandom(seed, system, ...turns.map(({ role, text }) => `${role}\0${text}`));
  if (laneOf(system) === "partner")
    return composeReply(
      parsePersona(system),
      turns.filter(({ text }) => text !== SCENE_BEGINS),
      random,
    );
  const view = readCoachTurns(system, turns);
  return view.wants === "aside" ? composeAside(view, random) : composeComment(view, random);
};

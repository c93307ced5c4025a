import { CoachPolicy } from "../protocol/coach-policy.ts";

export { CoachPolicy };

/** A policy that cannot be read comments on each exchange: a coach too many is seen at once, one too few is not. */
export const readCoachPolicy = (json: unknown): CoachPolicy => CoachPolicy.safeParse(json).data ?? { when: "each" };

export const commentsOn = (policy: CoachPolicy, exchangeNumber: number): boolean =>
  policy.when === "each" || (policy.when === "every" && exchangeNumber % policy.every === 0);

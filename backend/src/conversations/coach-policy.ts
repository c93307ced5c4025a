import { z } from "zod";

/** When the coach comments: never, on each exchange, on every n-th, only when asked, or once at the end. */
export const CoachPolicy = z.discriminatedUnion("when", [
  z.object({ when: z.literal("off") }),
  z.object({ when: z.literal("each") }),
  z.object({ when: z.literal("every"), every: z.int().min(2).max(50) }),
  z.object({ when: z.literal("request") }),
  z.object({ when: z.literal("end") }),
]);
export type CoachPolicy = z.infer<typeof CoachPolicy>;

/** A policy that cannot be read comments on each exchange: a coach too many is seen at once, one too few is not. */
export const readCoachPolicy = (json: unknown): CoachPolicy => CoachPolicy.safeParse(json).data ?? { when: "each" };

export const commentsOn = (policy: CoachPolicy, exchangeNumber: number): boolean =>
  policy.when === "each" || (policy.when === "every" && exchangeNumber % policy.every === 0);

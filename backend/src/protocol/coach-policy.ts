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

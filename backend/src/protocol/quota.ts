import { z } from "zod";
import { safeText } from "./ids.ts";

export const QuotaLevel = z.enum(["ok", "warning", "last", "exhausted"]);
export type QuotaLevel = z.infer<typeof QuotaLevel>;

/** What an invitation may spend, in tokens; people are shown `aboutExchanges`. */
export const QuotaState = z.object({
  tokens: z.int().nonnegative(),
  used: z.int().nonnegative(),
  reserved: z.int().nonnegative(),
  remaining: z.int().nonnegative(),
  /** floor(remaining / the next reservation): the worst case, exact at the end */
  exchangesLeft: z.int().nonnegative(),
  /** what people are shown ("about 5 more"): ordinary exchanges, as they are really charged, until none fits */
  aboutExchanges: z.int().nonnegative(),
  level: QuotaLevel,
});
export type QuotaState = z.infer<typeof QuotaState>;

export const Quota = z.object({ tokens: z.int().positive().max(1_000_000_000_000), label: safeText.min(1).max(120) });
export type Quota = z.infer<typeof Quota>;

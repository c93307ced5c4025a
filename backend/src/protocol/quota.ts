import { z } from "zod";

export const QuotaLevel = z.enum(["ok", "warning", "last", "exhausted"]);
export type QuotaLevel = z.infer<typeof QuotaLevel>;

/** What an invitation may spend, in tokens; people are shown `exchangesLeft`. */
export const QuotaState = z.object({
  tokens: z.int().nonnegative(),
  used: z.int().nonnegative(),
  reserved: z.int().nonnegative(),
  remaining: z.int().nonnegative(),
  exchangesLeft: z.int().nonnegative(),
  level: QuotaLevel,
});
export type QuotaState = z.infer<typeof QuotaState>;

export const Quota = z.object({ tokens: z.int().positive().max(1_000_000_000_000), label: z.string().min(1).max(120) });
export type Quota = z.infer<typeof Quota>;

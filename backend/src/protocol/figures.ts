import { z } from "zod";
import { page, safeText, Timestamp } from "./ids.ts";

/** A day (UTC), as 2026-11-23. */
const Day = z.iso.date();
const count = z.int().nonnegative();
export const FigureKind = z.enum(["real", "simulated", "trial"]);
export const FunnelStep = z.enum(["created", "opened", "claimed", "started", "exchanged", "completed"]);

const narrowing = {
  /** first and last day, both included; by default the last 30 days */
  from: Day.optional(),
  to: Day.optional(),
  site: safeText.max(64).optional(),
  /** a scenario's id; 0: none was chosen yet */
  scenario: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
  preset: safeText.max(200).optional(),
  cohort: safeText.max(200).optional(),
  /** by default what is real: neither on the simulator nor a trial of staff's */
  kind: FigureKind.optional(),
};
/** What figures are narrowed to. `none` as site, preset or cohort: those without one. */
export const FigureQuery = z.object({
  ...narrowing,
  model: safeText.max(200).optional(),
  by: z.enum(["model", "scenario", "preset", "cohort", "site", "lane"]).optional(),
});
export type FigureQuery = z.infer<typeof FigureQuery>;

const cursor = safeText.max(200).optional();
export const CallQuery = z.object({
  ...narrowing,
  cursor,
  model: safeText.max(200).optional(),
  lane: z.enum(["partner", "coach"]).optional(),
  /** only calls that went wrong */
  problem: z.literal("any").optional(),
});
export const StepQuery = z.object({ ...narrowing, cursor, step: FunnelStep.optional() });
export const CommentQuery = z.object({ ...narrowing, cursor, was: z.enum(["made", "delivered", "seen"]).optional() });
export const EventQuery = z.object({
  ...narrowing,
  cursor,
  name: safeText.max(100).optional(),
  detail: safeText.max(100).optional(),
});

/** Milliseconds, about: read from counts of calls by spans. */
const Latency = z.object({ half: count, most: count }).nullable();
/** What model calls came to. */
export const CallFigures = z.object({
  calls: count,
  /** calls that went wrong */
  problems: count,
  /** calls whose counts upstream did not tell to the end */
  estimated: count,
  inputTokens: count,
  cacheWriteTokens: count,
  cacheReadTokens: count,
  outputTokens: count,
  chargedTokens: count,
  overrunTokens: count,
  /** what the calls of priced models come to, in `currency`; null where none of these models has a price */
  cost: z.number().nullable(),
  /** to the first token, and to the end: half of the calls were faster than `half`, 95 % than `most` */
  firstToken: Latency,
  duration: Latency,
});
export type CallFigures = z.infer<typeof CallFigures>;

/** GET /v1/admin/usage: from rollups, never from the rows themselves */
export const UsageFigures = z.object({
  from: Day,
  to: Day,
  /** of `series`: hours where the span is at most two days */
  grain: z.enum(["hour", "day"]),
  /** rows that are not counted yet; 10000: that many or more */
  pending: count,
  /** of `cost`; null: no model has a price */
  currency: z.string().nullable(),
  /** models that were called and have no price */
  unpriced: z.array(z.string()),
  total: CallFigures,
  series: z.array(
    z.object({
      at: Timestamp,
      calls: count,
      problems: count,
      chargedTokens: count,
      cost: z.number().nullable(),
      /** exchanges that were completed */
      exchanges: count,
      /** comments that were made */
      comments: count,
      firstToken: Latency,
    }),
  ),
  by: z.enum(["model", "scenario", "preset", "cohort", "site", "lane"]),
  groups: z.array(CallFigures.extend({ key: z.string(), label: z.string() })),
  /** of the invitations that were made in these days: how far they have come until now */
  funnel: z.array(z.object({ step: FunnelStep, count })),
  exchanges: z.array(z.object({ status: z.string(), count })),
  comments: z.object({
    made: count,
    delivered: count,
    seen: count,
    missing: z.array(z.object({ why: z.string(), count })),
  }),
  events: z.array(z.object({ name: z.string(), detail: z.string(), count })),
});
export type UsageFigures = z.infer<typeof UsageFigures>;

/** GET /v1/admin/usage/facets: what figures can be narrowed to */
export const Facets = z.object({
  sites: z.array(z.object({ id: z.string(), label: z.string() })),
  scenarios: z.array(z.object({ id: z.int(), label: z.string() })),
  presets: z.array(z.string()),
  cohorts: z.array(z.string()),
});
export type Facets = z.infer<typeof Facets>;

/** One model call. GET /v1/admin/usage/calls, newest first */
export const CallRow = z.object({
  id: z.string(),
  at: Timestamp,
  sessionId: z.int().nullable(),
  invitationId: z.string().nullable(),
  model: z.string(),
  lane: z.string(),
  inputTokens: count,
  outputTokens: count,
  chargedTokens: count,
  estimated: z.boolean(),
  problem: z.string().nullable(),
  firstTokenMs: count.nullable(),
  durationMs: count.nullable(),
});
export type CallRow = z.infer<typeof CallRow>;
export const CallRowPage = page(CallRow);

/** An invitation that has come to a step. GET /v1/admin/usage/invitations, the newest invitation first */
export const StepRow = z.object({
  id: z.string(),
  label: z.string().nullable(),
  scenario: z.string().nullable(),
  cohort: z.string().nullable(),
  madeAt: Timestamp,
  /** how far it has come until now */
  furthest: FunnelStep,
});
export type StepRow = z.infer<typeof StepRow>;
export const StepRowPage = page(StepRow);

/** A comment of the coach's. GET /v1/admin/usage/comments, newest first */
export const CommentRow = z.object({
  id: z.int(),
  sessionId: z.int(),
  at: Timestamp,
  deliveredAt: Timestamp.nullable(),
  seenAt: Timestamp.nullable(),
  helpful: z.boolean().nullable(),
});
export type CommentRow = z.infer<typeof CommentRow>;
export const CommentRowPage = page(CommentRow);

/** What happened: docs/telemetry.md says what each name means. GET /v1/admin/telemetry, newest first */
export const EventRow = z.object({
  id: z.string(),
  at: Timestamp,
  name: z.string(),
  properties: z.record(z.string(), z.unknown()),
  sessionId: z.int().nullable(),
  userId: z.string().nullable(),
});
export type EventRow = z.infer<typeof EventRow>;
export const EventRowPage = page(EventRow);

import { z } from "zod";
import { CoachMissing, SessionStatus } from "./conversation.ts";
import { BranchId, page, safeText, Timestamp } from "./ids.ts";
import { StaffNote } from "./notes.ts";

// What staff look at beside a session itself: an invitee's whole journey, alerts, what a model call saw.

const Status = z.enum(["running", "completed", "stopped", "failed"]);
/** how something that was said begins; null: nothing was */
const Start = z.string().nullable();
const entry = { id: z.string(), at: Timestamp };
const inSession = { ...entry, sessionId: z.int() };

/**
 * GET /v1/admin/invitations/:id/way-on: what an invitee needs to go on; nothing of a revoked one. `failed`: their last exchange,
 * where it failed and may be tried again. `days`, `tokens`: what is suggested to extend and to top up by, null where that is not
 * needed. `exchanges`: about how many fit then, the failed one included
 */
export const WayOn = z.object({
  failed: z
    .object({ exchangeId: z.string(), sessionId: z.int(), number: z.int(), problemCode: z.string().nullable() })
    .nullable(),
  days: z.int().nullable(),
  tokens: z.int().nullable(),
  exchanges: z.int().nullable(),
});
export type WayOn = z.infer<typeof WayOn>;

/** One thing on the way of an invitee. `id` is unique within the journey. */
export const JourneyEntry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("invitation"), ...entry, step: z.enum(["made", "opened", "claimed", "revoked"]) }),
  /** what staff did to it (or to the group's that it belongs to), as the audit trail has it */
  z.object({
    kind: z.literal("act"),
    ...entry,
    action: z.string(),
    detail: z.record(z.string(), z.unknown()),
    /** null: the command line */
    by: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  }),
  z.object({
    kind: z.literal("session"),
    ...inSession,
    scenario: z.object({ name: z.string(), version: z.int() }),
    status: SessionStatus,
    endedAt: Timestamp.nullable(),
    lastActivityAt: Timestamp,
    simulated: z.boolean(),
  }),
  z.object({
    kind: z.literal("exchange"),
    ...inSession,
    number: z.int(),
    /** null: the main line */
    branchId: BranchId.nullable(),
    /** which other try of the session it is in, from 1, by when they were made; null: the main line */
    tryNumber: z.int().nullable(),
    persona: z.string(),
    attempt: z.int(),
    status: Status,
    problemCode: z.string().nullable(),
    endedAt: Timestamp.nullable(),
    user: z.string(),
    partner: Start,
    coach: Start,
    coachMissing: CoachMissing.nullable(),
    chargedTokens: z.int(),
  }),
  z.object({
    kind: z.literal("aside"),
    ...inSession,
    number: z.int(),
    status: Status,
    problemCode: z.string().nullable(),
    question: z.string(),
    answer: Start,
    chargedTokens: z.int(),
  }),
  z.object({ kind: z.literal("branch"), ...inSession, fromNumber: z.int(), tryNumber: z.int() }),
  z.object({ kind: z.literal("note"), ...entry, sessionId: z.int().nullable(), note: StaffNote }),
  z.object({
    kind: z.literal("event"),
    ...entry,
    sessionId: z.int().nullable(),
    name: z.string(),
    properties: z.record(z.string(), z.unknown()),
  }),
]);
export type JourneyEntry = z.infer<typeof JourneyEntry>;
/** GET /v1/admin/invitations/:id/journey, the newest first */
export const JourneyPage = page(JourneyEntry);
export type JourneyPage = z.infer<typeof JourneyPage>;
export const JourneyQuery = z.object({
  cursor: safeText.max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});

export const ALERT_KINDS = ["stuck", "exhausted", "upstream", "coach-missing", "overrun", "spend"] as const;
export const AlertKind = z.enum(ALERT_KINDS);
export type AlertKind = z.infer<typeof AlertKind>;
/** Something of the last 14 days that staff should know of; read from what happened, never written itself. */
export const StaffAlert = z.object({
  /** what it is told by, when it is marked */
  id: z.string(),
  kind: AlertKind,
  at: Timestamp,
  /** by whoever asks */
  seen: z.boolean(),
  invitation: z.object({ id: z.string(), label: z.string().nullable() }).nullable(),
  sessionId: z.int().nullable(),
  exchangeNumber: z.int().nullable(),
  /** of a failed exchange, or of calls that upstream did not answer */
  problemCode: z.string().nullable(),
  model: z.string().nullable(),
  /** calls that failed within the hour; null: of one thing */
  calls: z.int().nullable(),
  /** beyond what was held */
  tokens: z.int().nullable(),
  /** a ceiling's name, `all` or a site's key, and what share of it is spent */
  scope: z.string().nullable(),
  share: z.number().nullable(),
  /** upstream's circuit breaker of the server that answered: it refuses at once while it is open */
  breaker: z.enum(["closed", "half-open", "open"]).nullable(),
});
export type StaffAlert = z.infer<typeof StaffAlert>;
/** GET /v1/admin/alerts, the newest first, without those that whoever asks has dismissed */
export const StaffAlertPage = page(StaffAlert);
export const AlertQuery = z.object({
  kind: AlertKind.optional(),
  cursor: safeText.max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
const AlertIds = z.array(safeText.min(1).max(120)).max(100);
/** POST /v1/admin/alerts/marks: for oneself alone; `restored` takes back a dismissal. */
export const MarkAlerts = z
  .strictObject({ seen: AlertIds.optional(), dismissed: AlertIds.optional(), restored: AlertIds.optional() })
  .refine((body) => Object.values(body).some((ids) => (ids?.length ?? 0) > 0), { error: "nothing to mark" });
export type MarkAlerts = z.infer<typeof MarkAlerts>;

/** A message, told by how it begins. */
export const KnownMessage = z.object({
  id: z.int(),
  role: z.enum(["user", "partner", "coach"]),
  start: z.string(),
  exchangeNumber: z.int().nullable(),
  tryNumber: z.int().nullable(),
  asideNumber: z.int().nullable(),
});
export type KnownMessage = z.infer<typeof KnownMessage>;
/** Why a message that had been said was not in a call: what the partner may not see, and what no context keeps. */
export const WhyUnseen = z.enum(["comment", "aside", "other-try", "not-answered", "left-out"]);
export type WhyUnseen = z.infer<typeof WhyUnseen>;
export const ModelCallView = z.object({
  id: z.string(),
  lane: z.enum(["partner", "coach"]),
  attempt: z.int(),
  at: Timestamp,
  model: z.string(),
  requestedModel: z.string().nullable(),
  inputTokens: z.int(),
  cacheWriteTokens: z.int(),
  cacheReadTokens: z.int(),
  outputTokens: z.int(),
  chargedTokens: z.int(),
  estimated: z.boolean(),
  firstTokenMs: z.int().nullable(),
  durationMs: z.int(),
  stopReason: z.string().nullable(),
  problemCode: z.string().nullable(),
  /** upstream's own id of the request */
  requestId: z.string().nullable(),
  /** SHA-256 of the request as it was sent; empty: erased */
  promptHash: z.string(),
  /** ids of messages that were in it, in order */
  hadRead: z.array(z.int()),
  /** messages that had been said by then and were not in it */
  couldNotSee: z.array(z.object({ id: z.int(), why: WhyUnseen })),
});
export type ModelCallView = z.infer<typeof ModelCallView>;
/** GET /v1/admin/sessions/:id/calls: the calls of one lane of an exchange, or of an aside, in the order they ended */
export const ModelCalls = z.object({
  scenario: z.object({ name: z.string(), version: z.int() }),
  calls: z.array(ModelCallView),
  /** all that `calls` name */
  messages: z.array(KnownMessage),
});
export type ModelCalls = z.infer<typeof ModelCalls>;
export const ModelCallsQuery = z
  .object({
    exchange: safeText.max(64).optional(),
    lane: z.enum(["partner", "coach"]).optional(),
    aside: safeText.max(64).optional(),
  })
  .refine((query) => (query.exchange === undefined) !== (query.aside === undefined), {
    error: "name an exchange or an aside",
    path: ["exchange"],
  })
  .refine((query) => query.exchange === undefined || query.lane !== undefined, {
    error: "name the lane of the exchange",
    path: ["lane"],
  });

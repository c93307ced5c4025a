import { z } from "zod";
import { AsideId, BranchId, ExchangeId, LanguageTag, MessageId, safeText, SessionId, Timestamp } from "./ids.ts";
import { QuotaState } from "./quota.ts";
import { RecordingId } from "./recordings.ts";

export const SessionStatus = z.enum(["ACTIVE", "PAUSED", "COMPLETED", "ABANDONED"]);
export type SessionStatus = z.infer<typeof SessionStatus>;
export const Lane = z.enum(["partner", "coach"]);
export type Lane = z.infer<typeof Lane>;
export const MessageRole = z.enum(["user", "partner", "coach"]);
export const ExchangeEnd = z.enum(["completed", "stopped", "failed"]);
export type ExchangeEnd = z.infer<typeof ExchangeEnd>;
/** Why an exchange has no comment. */
export const CoachMissing = z.enum(["policy", "nothing-to-add", "failed"]);
export type CoachMissing = z.infer<typeof CoachMissing>;

/** The order of a transcript is (exchange number, lane): user, partner, coach; never the message id. */
export const Message = z.object({
  id: MessageId,
  role: MessageRole,
  content: z.string(),
  /** null in the opening line */
  exchangeId: ExchangeId.nullable(),
  /** number of the exchange; 0 in the opening line and in asides */
  exchangeNumber: z.int().nonnegative(),
  attempt: z.int().positive().nullable(),
  stopReason: z.string().nullable(),
  timestamp: Timestamp,
  /** of a comment: when it was first delivered, and seen */
  deliveredAt: Timestamp.nullable(),
  seenAt: Timestamp.nullable(),
  /** of a comment: whether the invitee found it helpful; null: they did not say */
  helpful: z.boolean().nullable(),
  /** where it was spoken: the recording, at an address that is good for a short time. Read the message again for another */
  audioUrl: z.url().optional(),
});
export type Message = z.infer<typeof Message>;

/** An exchange as the transcript needs it: how it ended, and why a comment is missing. */
export const ExchangeView = z.object({
  id: ExchangeId,
  number: z.int().positive(),
  attempt: z.int().positive(),
  status: z.enum(["running", "completed", "stopped", "failed"]),
  coachMissing: CoachMissing.nullable(),
  problemCode: z.string().nullable(),
  /** an own retry is possible: POST /v1/exchanges/:id/retry */
  retryable: z.boolean(),
});
export type ExchangeView = z.infer<typeof ExchangeView>;

/** "Try that again": another go from before exchange `fromNumber`. Below it the parent's line is shared, which stays as it was. */
export const BranchView = z.object({
  id: BranchId,
  /** null: from the main line */
  parentId: BranchId.nullable(),
  fromNumber: z.int().positive(),
  /** number of its last exchange; `fromNumber` - 1 while it has none */
  exchangeCount: z.int().nonnegative(),
  createdAt: Timestamp,
  /** its own only, in order */
  messages: z.array(Message),
  exchanges: z.array(ExchangeView),
});
export type BranchView = z.infer<typeof BranchView>;

/** A private question to the coach with its answer: not an exchange, never seen by the partner. */
export const AsideView = z.object({
  id: AsideId,
  /** counted over the session from 1 */
  number: z.int().positive(),
  /** where it was asked: the line, and that line's last exchange (0 before the first) */
  branchId: BranchId.nullable(),
  afterNumber: z.int().nonnegative(),
  status: z.enum(["running", "completed", "stopped", "failed"]),
  question: Message,
  answer: Message.nullable(),
  problemCode: z.string().nullable(),
});
export type AsideView = z.infer<typeof AsideView>;

/** An aside's answer so far. */
export const OpenAside = z.object({ asideId: AsideId, text: z.string() });
export type OpenAside = z.infer<typeof OpenAside>;

/** A lane's text so far, of an exchange that still runs. */
export const OpenExchange = z.object({
  exchangeId: ExchangeId,
  branchId: BranchId.nullable(),
  number: z.int().positive(),
  attempt: z.int().positive(),
  partnerText: z.string(),
  partnerEnded: z.boolean(),
  coachText: z.string(),
  /** of `coachText`: a comment is tried twice, so the coach's lane may be an attempt ahead */
  coachAttempt: z.int().positive(),
});
export type OpenExchange = z.infer<typeof OpenExchange>;

export const ScenarioView = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  partnerPersona: z.string(),
  goal: z.string(),
  /** who speaks first */
  opener: z.enum(["invitee", "partner"]),
});
export type ScenarioView = z.infer<typeof ScenarioView>;

export const SessionSummary = z.object({
  id: SessionId,
  status: SessionStatus,
  scenario: ScenarioView,
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  lastActivityAt: Timestamp,
  totalMessages: z.int().nonnegative(),
  durationSeconds: z.int().nonnegative(),
  simulated: z.boolean(),
  /** BCP 47: what partner and coach write in; null: they answer as they are written to */
  locale: z.string().nullable(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

export const SessionView = SessionSummary.extend({
  /** of the main line, in order */
  messages: z.array(Message),
  exchanges: z.array(ExchangeView),
  branches: z.array(BranchView),
  asides: z.array(AsideView),
  openExchanges: z.array(OpenExchange),
  openAsides: z.array(OpenAside),
  quota: QuotaState,
  /** how many staff are watching now */
  observers: z.int().nonnegative(),
  /** where the log stands: pass it as Last-Event-ID to miss nothing after this view */
  cursor: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;

export const StartSession = z.strictObject({
  scenarioSlug: safeText.min(1).max(200).optional(),
  new: z.boolean().optional(),
  /** what partner and coach shall write in, where the scenario has that language */
  locale: LanguageTag.optional(),
});
export type StartSession = z.infer<typeof StartSession>;
/** content: at most 8,000 UTF-16 units, not only white space */
const content = safeText.max(8_000).refine((text) => text.trim().length > 0, { error: "must not be empty" });
export const SendMessage = z.strictObject({
  content,
  /** the line to go on in; left out: the main line */
  branchId: BranchId.nullable().optional(),
  /** what was spoken, kept by POST /v1/sessions/:id/recordings; one message's at most */
  recordingId: RecordingId.optional(),
});
export type SendMessage = z.infer<typeof SendMessage>;
export const ChangeSession = z.strictObject({ status: z.enum(["ACTIVE", "PAUSED", "COMPLETED"]) });
export type ChangeSession = z.infer<typeof ChangeSession>;
export const StopExchange = z.strictObject({ lane: Lane.optional() });
export type StopExchange = z.infer<typeof StopExchange>;
/** POST /v1/exchanges/:id/branches. With content its first exchange is started at once; without, an empty line is made. */
export const StartBranch = z
  .strictObject({ content: content.optional(), recordingId: RecordingId.optional() })
  .refine(({ content, recordingId }) => content !== undefined || recordingId === undefined, {
    error: "a recording needs its content",
    path: ["content"],
  });
export type StartBranch = z.infer<typeof StartBranch>;
export const MadeBranch = BranchView.pick({ id: true, parentId: true, fromNumber: true, exchangeCount: true });
export type MadeBranch = z.infer<typeof MadeBranch>;
/** POST /v1/sessions/:id/asides; `branchId`: the line the invitee is in */
export const AskAside = z.strictObject({ content, branchId: BranchId.nullable().optional() });
export type AskAside = z.infer<typeof AskAside>;
export const AcceptedAside = z.object({ asideId: AsideId, number: z.int().positive() });

export const AcceptedExchange = z.object({
  exchangeId: ExchangeId,
  number: z.int().positive(),
  attempt: z.int().positive(),
  branchId: BranchId.nullable(),
});
/** POST /v1/sessions/:id/seen: comments that were half visible for a second */
export const MarkSeen = z.strictObject({ messageIds: z.array(MessageId).min(1).max(100) });
export type MarkSeen = z.infer<typeof MarkSeen>;
/** POST /v1/sessions/:id/feedback: what the invitee thinks of one of the coach's comments; `helpful` null takes it back */
export const RateComment = z.strictObject({ messageId: MessageId, helpful: z.boolean().nullable() });
export type RateComment = z.infer<typeof RateComment>;
/** Any UUID, whatever its version or variant: it is only compared. */
export const IdempotencyKey = z.guid();

import { z } from "zod";
import {
  AsideView,
  BranchView,
  CoachMissing,
  ExchangeEnd,
  ExchangeView,
  Lane,
  MadeBranch,
  Message,
  OpenAside,
  OpenExchange,
  SessionStatus,
  SessionSummary,
} from "./conversation.ts";
import { AsideId, BranchId, ExchangeId, MessageId, Timestamp } from "./ids.ts";
import { StreamProblemCode } from "./problems.ts";
import { QuotaState } from "./quota.ts";

const delta = { exchangeId: ExchangeId, attempt: z.int().positive(), text: z.string(), offset: z.int().nonnegative() };

/**
 * One event of a session's log. On the wire: `event:` is `type`, `data:` the rest as JSON, `id:` the log's cursor.
 * `offset` counts UTF-16 units of the lane's text in that attempt; a higher attempt clears the lane.
 */
export const StreamEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("exchange-start"),
    exchangeId: ExchangeId,
    number: z.int().positive(),
    attempt: z.int().positive(),
    /** null: the main line */
    branchId: BranchId.nullable(),
    /** the branch, where this exchange is its first */
    branch: MadeBranch.optional(),
    userMessage: Message,
  }),
  z.object({ type: z.literal("partner-delta"), ...delta }),
  z.object({
    type: z.literal("partner-end"),
    exchangeId: ExchangeId,
    attempt: z.int().positive(),
    message: Message.nullable(),
    stopReason: z.string(),
  }),
  z.object({ type: z.literal("coach-delta"), ...delta }),
  z.object({
    type: z.literal("coach-end"),
    exchangeId: ExchangeId,
    attempt: z.int().positive(),
    message: Message.nullable(),
    missing: CoachMissing.optional(),
  }),
  QuotaState.extend({ type: z.literal("quota") }),
  z.object({
    type: z.literal("problem"),
    exchangeId: ExchangeId.optional(),
    asideId: AsideId.optional(),
    lane: Lane.optional(),
    code: StreamProblemCode,
    detail: z.string(),
    retryable: z.boolean(),
  }),
  z.object({
    type: z.literal("exchange-end"),
    exchangeId: ExchangeId,
    attempt: z.int().positive(),
    status: ExchangeEnd,
    retryable: z.boolean(),
  }),
  z.object({ type: z.literal("aside-start"), aside: AsideView }),
  z.object({ type: z.literal("aside-delta"), asideId: AsideId, text: z.string(), offset: z.int().nonnegative() }),
  z.object({
    type: z.literal("aside-end"),
    asideId: AsideId,
    status: ExchangeEnd,
    message: Message.nullable(),
    /** why there is no answer; its text comes in a `problem` event before */
    problemCode: StreamProblemCode.nullable(),
  }),
  z.object({ type: z.literal("session"), status: SessionStatus }),
  /** staff have changed until when the invitation goes on; where that is to come, a `problem` that said `expired` holds no longer */
  z.object({ type: z.literal("invitation"), expiresAt: Timestamp }),
  /** the invitee has said what they think of a comment; null: taken back */
  z.object({ type: z.literal("comment-rated"), messageId: MessageId, helpful: z.boolean().nullable() }),
  z.object({ type: z.literal("presence"), observers: z.int().nonnegative() }),
  /** this sign-in has ended while the stream was open; nothing comes after it */
  z.object({ type: z.literal("reauth"), reason: z.string() }),
  z.object({
    type: z.literal("snapshot"),
    session: SessionSummary,
    messages: z.array(Message),
    exchanges: z.array(ExchangeView),
    branches: z.array(BranchView),
    asides: z.array(AsideView),
    openExchanges: z.array(OpenExchange),
    openAsides: z.array(OpenAside),
    quota: QuotaState,
    observers: z.int().nonnegative(),
  }),
]);
export type StreamEvent = z.infer<typeof StreamEvent>;
export type StreamEventType = StreamEvent["type"];

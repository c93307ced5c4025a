import { z } from "zod";
import {
  CoachMissing,
  ExchangeEnd,
  ExchangeView,
  Lane,
  Message,
  OpenExchange,
  SessionStatus,
  SessionSummary,
} from "./conversation.ts";
import { ExchangeId } from "./ids.ts";
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
  z.object({ type: z.literal("session"), status: SessionStatus }),
  z.object({ type: z.literal("presence"), observers: z.int().nonnegative() }),
  z.object({
    type: z.literal("snapshot"),
    session: SessionSummary,
    messages: z.array(Message),
    exchanges: z.array(ExchangeView),
    openExchanges: z.array(OpenExchange),
    quota: QuotaState,
  }),
]);
export type StreamEvent = z.infer<typeof StreamEvent>;
export type StreamEventType = StreamEvent["type"];

import type { CoachMissing, ExchangeView, Message, QuotaState, SessionSummary, StreamEvent } from "../api/protocol.ts";

/** One lane of one attempt: the text so far, and the stored message once there is one. */
export type LaneState = {
  /** a coach that fails is tried again by itself: then its lane is ahead of the exchange's own attempt */
  readonly attempt: number;
  readonly text: string;
  readonly message: Message | null;
  readonly ended: boolean;
};
export type ExchangeProblem = { readonly code: string; readonly detail: string };
export type ExchangeState = {
  readonly id: string;
  readonly number: number;
  readonly attempt: number;
  readonly user: Message | null;
  readonly partner: LaneState;
  readonly coach: LaneState;
  readonly status: ExchangeView["status"];
  readonly coachMissing: CoachMissing | null;
  readonly retryable: boolean;
  readonly problem: ExchangeProblem | null;
};

/** A session as its log tells it. Null until the first snapshot. */
export type SessionState = {
  readonly session: SessionSummary;
  /** what the partner says before anything else */
  readonly opening: Message | null;
  /** by number, ascending */
  readonly exchanges: readonly ExchangeState[];
  readonly quota: QuotaState;
  /** null until the log has said so */
  readonly observers: number | null;
  /** of the invitation, rather than of an exchange: expired, revoked, exhausted */
  readonly problem: ExchangeProblem | null;
};
export type LogEvent = StreamEvent;

export const emptyLane = (attempt: number, ended = false): LaneState => ({ attempt, text: "", message: null, ended });

/** The partner still speaks, so the next message has to wait. */
export const partnerIsSpeaking = (exchange: ExchangeState): boolean =>
  exchange.status === "running" && !exchange.partner.ended;
export const speakingExchange = (state: SessionState | null): ExchangeState | null =>
  state?.exchanges.findLast(partnerIsSpeaking) ?? null;
export const lastNumber = (state: SessionState | null): number => state?.exchanges.at(-1)?.number ?? 0;

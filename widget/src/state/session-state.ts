import type {
  AsideView,
  BranchView,
  CoachMissing,
  ExchangeView,
  Message,
  QuotaState,
  SessionSummary,
} from "../api/protocol.ts";

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
  /** the line that it was made in; null: the main one */
  readonly branchId: string | null;
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

/** Another line: its parent's exchanges below `fromNumber`, then its own. */
export type BranchState = Readonly<Pick<BranchView, "id" | "parentId" | "fromNumber">>;
/** A private question with its answer; `text` is the answer so far. */
export type AsideState = Readonly<AsideView> & { readonly text: string };

/** A session as its log tells it. Null until the first snapshot. */
export type SessionState = {
  readonly session: SessionSummary;
  /** what the partner says before anything else */
  readonly opening: Message | null;
  /** of all lines, by number, ascending */
  readonly exchanges: readonly ExchangeState[];
  /** in the order in which they were made */
  readonly branches: readonly BranchState[];
  /** in the order in which they were asked */
  readonly asides: readonly AsideState[];
  readonly quota: QuotaState;
  /** how many of the staff are watching */
  readonly observers: number;
  /** until when the invitation goes on, where that was changed while this was read */
  readonly expiresAt: string | null;
  /** of the invitation, rather than of an exchange: expired, revoked, exhausted */
  readonly problem: ExchangeProblem | null;
};

export const emptyLane = (attempt: number, ended = false): LaneState => ({ attempt, text: "", message: null, ended });

/** The partner still speaks, so the next message has to wait. */
export const partnerIsSpeaking = (exchange: ExchangeState): boolean =>
  exchange.status === "running" && !exchange.partner.ended;
export const speakingExchange = (state: SessionState | null): ExchangeState | null =>
  state?.exchanges.findLast(partnerIsSpeaking) ?? null;
/** Something runs: until it ends its worst case is reserved, so what is left is not known. */
export const isSpending = ({ exchanges, asides }: SessionState): boolean =>
  [exchanges, asides].some((all) => all.some(({ status }) => status === "running"));
/** Nothing more can be said. */
export const isUsedUp = (state: SessionState): boolean => state.quota.level === "exhausted" && !isSpending(state);
export const lastNumber = (counted: readonly { readonly number: number }[] = []): number => counted.at(-1)?.number ?? 0;

import type { ExchangeView, Message, StreamEvent } from "../api/protocol.ts";
import { applyAsideEvent, asideFromView } from "./apply-aside-event.ts";
import { keepSame } from "./keep-same.ts";
import { emptyLane, type ExchangeState, type LaneState, type SessionState } from "./session-state.ts";

type Snapshot = Extract<StreamEvent, { type: "snapshot" }>;
type Delta = Extract<StreamEvent, { type: "partner-delta" | "coach-delta" }>;

const newExchange = (id: string, branchId: string | null, number: number, attempt: number): ExchangeState => ({
  id,
  branchId,
  number,
  attempt,
  user: null,
  partner: emptyLane(attempt),
  coach: emptyLane(attempt),
  status: "running",
  coachMissing: null,
  retryable: false,
  problem: null,
});

const laneOf = (message: Message, attempt: number): LaneState => ({
  attempt: message.attempt ?? attempt,
  text: message.content,
  message,
  ended: true,
});

/** A message that came in an attempt which was tried again since has no place in the transcript. */
const isCurrent = (message: Message, attempt: number): boolean =>
  message.attempt === null || message.attempt >= attempt;

const fromView = (
  { id, number, attempt, status, coachMissing, retryable, problemCode }: ExchangeView,
  branchId: string | null,
): ExchangeState => {
  const ended = status !== "running";
  return {
    ...newExchange(id, branchId, number, attempt),
    status,
    coachMissing,
    retryable,
    problem: problemCode === null ? null : { code: problemCode, detail: "" },
    partner: emptyLane(attempt, ended),
    coach: emptyLane(attempt, ended || coachMissing !== null),
  };
};

const applySnapshot = ({
  session,
  messages,
  exchanges,
  branches,
  asides,
  openExchanges,
  openAsides,
  quota,
  observers,
}: Snapshot): SessionState => {
  const inOrder = branches.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  const lines = [{ id: null, messages, exchanges }, ...inOrder];
  const byId = new Map<string, ExchangeState>();
  for (const line of lines) for (const view of line.exchanges) byId.set(view.id, fromView(view, line.id));
  for (const open of openExchanges) {
    const { exchangeId, branchId, number, attempt, partnerText, partnerEnded } = open;
    const known = byId.get(exchangeId) ?? newExchange(exchangeId, branchId, number, attempt);
    byId.set(exchangeId, {
      ...known,
      attempt,
      partner: { attempt, text: partnerText, message: null, ended: partnerEnded },
      coach: { ...known.coach, attempt: open.coachAttempt, text: open.coachText },
    });
  }
  let opening: Message | null = null;
  const place = (message: Message, branchId: string | null): void => {
    if (message.exchangeId === null) {
      if (message.role === "partner") opening = message;
      return;
    }
    const { exchangeId, exchangeNumber } = message;
    const exchange = byId.get(exchangeId) ?? newExchange(exchangeId, branchId, exchangeNumber, message.attempt ?? 1);
    const part =
      message.role === "user"
        ? { user: message }
        : isCurrent(message, exchange.attempt)
          ? { [message.role]: laneOf(message, exchange.attempt) }
          : {};
    byId.set(exchange.id, { ...exchange, ...part });
  };
  for (const line of lines) for (const message of line.messages) place(message, line.id);
  return {
    session,
    opening,
    exchanges: [...byId.values()].toSorted((a, b) => a.number - b.number),
    branches: inOrder.map(({ id, parentId, fromNumber }) => ({ id, parentId, fromNumber })),
    asides: asides.map((view) => asideFromView(view, openAsides)).toSorted((a, b) => a.number - b.number),
    quota,
    observers,
    expiresAt: null,
    problem: null,
  };
};

/** Replaces one exchange; all others keep their identity, so that only what changed is drawn again. */
const change = (
  state: SessionState,
  id: string,
  attempt: number,
  next: (exchange: ExchangeState) => ExchangeState,
): SessionState => {
  const at = state.exchanges.findIndex((exchange) => exchange.id === id);
  const before = state.exchanges[at];
  if (!before || attempt < before.attempt) return state;
  const after = next(before);
  return after === before ? state : { ...state, exchanges: state.exchanges.with(at, after) };
};

/** The lane as that attempt finds it: a higher one clears it, and it alone; null where a later one has begun. */
const laneAt = (lane: LaneState, attempt: number): LaneState | null =>
  attempt < lane.attempt ? null : attempt > lane.attempt ? emptyLane(attempt) : lane;

/** Appends what is new. Text that is there already changes nothing; a gap is left for the stored message to fill. */
const extend = (before: LaneState, { attempt, text, offset }: Delta): LaneState => {
  const lane = laneAt(before, attempt);
  if (lane === null) return before;
  const { length } = lane.text;
  if (lane.ended || offset > length || offset + text.length <= length) return lane;
  return { ...lane, text: lane.text + text.slice(length - offset) };
};

const end = (before: LaneState, { attempt, message }: { attempt: number; message: Message | null }): LaneState => {
  const lane = laneAt(before, attempt);
  return lane === null ? before : { ...lane, text: message?.content ?? lane.text, message, ended: true };
};

const startExchange = (state: SessionState, event: Extract<StreamEvent, { type: "exchange-start" }>): SessionState => {
  const { exchangeId, number, attempt, branchId, branch, userMessage } = event;
  // an exchange that was accepted ends what stood in the way of all of them
  const cleared = state.problem === null ? state : { ...state, problem: null };
  if (cleared.exchanges.some(({ id }) => id === exchangeId))
    return change(cleared, exchangeId, attempt, (exchange) => ({
      ...(attempt > exchange.attempt ? newExchange(exchangeId, exchange.branchId, exchange.number, attempt) : exchange),
      user: userMessage,
    }));
  const begun = { ...newExchange(exchangeId, branchId, number, attempt), user: userMessage };
  const isNew = branch && cleared.branches.every(({ id }) => id !== branch.id);
  return {
    ...cleared,
    exchanges: [...cleared.exchanges, begun].toSorted((a, b) => a.number - b.number),
    branches: isNew
      ? [...cleared.branches, { id: branch.id, parentId: branch.parentId, fromNumber: branch.fromNumber }]
      : cleared.branches,
  };
};

/**
 * The session after one event of its log. Pure and idempotent: an event applied twice, or one of an attempt that was
 * tried again since, changes nothing. Before the first snapshot everything but a snapshot is ignored.
 */
export const applyStreamEvent = (state: SessionState | null, event: StreamEvent): SessionState | null => {
  if (event.type === "snapshot") return keepSame(state, applySnapshot(event));
  if (state === null) return null;
  switch (event.type) {
    case "exchange-start":
      return startExchange(state, event);
    case "partner-delta":
    case "coach-delta": {
      const lane = event.type === "partner-delta" ? "partner" : "coach";
      return change(state, event.exchangeId, event.attempt, (exchange) => {
        const extended = extend(exchange[lane], event);
        return extended === exchange[lane] ? exchange : { ...exchange, [lane]: extended };
      });
    }
    case "partner-end":
      return change(state, event.exchangeId, event.attempt, (exchange) => ({
        ...exchange,
        partner: end(exchange.partner, event),
      }));
    case "coach-end":
      return change(state, event.exchangeId, event.attempt, (exchange) => ({
        ...exchange,
        coach: end(exchange.coach, event),
        coachMissing: event.missing ?? null,
      }));
    case "exchange-end":
      return change(state, event.exchangeId, event.attempt, (exchange) => ({
        ...exchange,
        status: event.status,
        retryable: event.retryable,
        partner: { ...exchange.partner, ended: true },
        coach: { ...exchange.coach, ended: true },
      }));
    case "problem": {
      const { exchangeId, asideId, code, detail, lane } = event;
      // the end of an aside says for itself why it has no answer
      if (asideId !== undefined) return state;
      if (exchangeId === undefined) return { ...state, problem: { code, detail } };
      // what befell the coach shows as a missing comment
      return lane === "coach"
        ? state
        : change(state, exchangeId, Infinity, (exchange) => ({ ...exchange, problem: { code, detail } }));
    }
    case "quota": {
      const { type: _type, ...quota } = event;
      return { ...state, quota };
    }
    case "session":
      // when it ended, if it did, the event does not say
      return event.status === state.session.status
        ? state
        : { ...state, session: { ...state.session, status: event.status, endedAt: null } };
    case "invitation": {
      const { expiresAt } = event;
      const problem = state.problem?.code === "expired" ? null : state.problem;
      return { ...state, expiresAt, problem };
    }
    case "aside-start":
    case "aside-delta":
    case "aside-end": {
      const asides = applyAsideEvent(state.asides, event);
      return asides === state.asides ? state : { ...state, asides };
    }
    case "comment-rated": {
      const { messageId, helpful } = event;
      const rated = state.exchanges.find(({ coach }) => coach.message?.id === messageId);
      if (!rated?.coach.message || rated.coach.message.helpful === helpful) return state;
      const message = { ...rated.coach.message, helpful };
      return change(state, rated.id, Infinity, (exchange) => ({ ...exchange, coach: { ...exchange.coach, message } }));
    }
    case "presence":
      return { ...state, observers: event.observers };
    default:
      return state;
  }
};

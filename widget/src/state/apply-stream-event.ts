import type { Message, StreamEvent } from "../api/protocol.ts";
import { emptyLane, type ExchangeState, type LaneState, type SessionState } from "./session-state.ts";

type Snapshot = Extract<StreamEvent, { type: "snapshot" }>;
type Delta = Extract<StreamEvent, { type: "partner-delta" | "coach-delta" }>;

const newExchange = (id: string, number: number, attempt: number): ExchangeState => ({
  id,
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

const applySnapshot = (
  before: SessionState | null,
  { session, messages, exchanges, openExchanges, quota }: Snapshot,
): SessionState => {
  const byId = new Map<string, ExchangeState>();
  for (const view of exchanges) {
    const { id, number, attempt, status, coachMissing, retryable, problemCode } = view;
    const ended = status !== "running";
    const problem = problemCode === null ? null : { code: problemCode, detail: "" };
    byId.set(id, {
      ...newExchange(id, number, attempt),
      status,
      coachMissing,
      retryable,
      problem,
      partner: emptyLane(attempt, ended),
      coach: emptyLane(attempt, ended || coachMissing !== null),
    });
  }
  for (const { exchangeId, number, attempt, partnerText, partnerEnded, coachText } of openExchanges) {
    const known = byId.get(exchangeId) ?? newExchange(exchangeId, number, attempt);
    byId.set(exchangeId, {
      ...known,
      attempt,
      partner: { attempt, text: partnerText, message: null, ended: partnerEnded },
      coach: { ...known.coach, text: coachText },
    });
  }
  let opening: Message | null = null;
  for (const message of messages) {
    if (message.exchangeId === null) {
      if (message.role === "partner") opening = message;
      continue;
    }
    const exchange =
      byId.get(message.exchangeId) ?? newExchange(message.exchangeId, message.exchangeNumber, message.attempt ?? 1);
    const place =
      message.role === "user"
        ? { user: message }
        : isCurrent(message, exchange.attempt)
          ? { [message.role]: laneOf(message, exchange.attempt) }
          : {};
    byId.set(exchange.id, { ...exchange, ...place });
  }
  return {
    session,
    opening,
    exchanges: [...byId.values()].toSorted((a, b) => a.number - b.number),
    quota,
    observers: before?.observers ?? null,
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
  const { exchangeId, number, attempt, userMessage } = event;
  // an exchange that was accepted ends what stood in the way of all of them
  const cleared = state.problem === null ? state : { ...state, problem: null };
  if (cleared.exchanges.some(({ id }) => id === exchangeId))
    return change(cleared, exchangeId, attempt, (exchange) => ({
      ...(attempt > exchange.attempt ? newExchange(exchangeId, exchange.number, attempt) : exchange),
      user: userMessage,
    }));
  const exchanges = [...cleared.exchanges, { ...newExchange(exchangeId, number, attempt), user: userMessage }];
  return { ...cleared, exchanges: exchanges.toSorted((a, b) => a.number - b.number) };
};

/**
 * The session after one event of its log. Pure and idempotent: an event applied twice, or one of an attempt that was
 * tried again since, changes nothing. Before the first snapshot everything but a snapshot is ignored.
 */
export const applyStreamEvent = (state: SessionState | null, event: StreamEvent): SessionState | null => {
  if (event.type === "snapshot") return applySnapshot(state, event);
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
      const { exchangeId, code, detail, lane } = event;
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
    case "presence":
      return { ...state, observers: event.observers };
    default:
      return state;
  }
};

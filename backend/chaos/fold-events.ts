import type { Message } from "../src/protocol/conversation.ts";
import type { StreamEvent } from "../src/protocol/stream-events.ts";
import type { Entry } from "./event-parser.ts";
import { foldView, type Folded, type Lane, newExchange, newLane } from "./fold-view.ts";

/** `repeated`: what a lost owner may still tell after another has ended its work; else as wrong as the rest */
type Complain = { wrong: (text: string) => void; repeated: (text: string) => void };
type Delta = { attempt: number; text: string; offset: number };

/** Appends a delta; what an unbroken log can never hold is told to `wrong`. `sure`: nothing of this lane came by a snapshot. */
const extend = (before: Lane, { attempt, text, offset }: Delta, sure: boolean, { wrong, repeated }: Complain): Lane => {
  if (attempt < before.attempt) return before;
  const now = attempt > before.attempt ? newLane(attempt) : before;
  if (now.ended === "event") repeated("a delta after the end of its lane");
  if (now.ended) return now;
  const { length } = now.text;
  if (offset > length) wrong(`a gap: ${length} units are here, the delta begins at ${offset}`);
  else if (sure && offset !== length) wrong(`a delta told twice: ${length} units are here, it begins at ${offset}`);
  if (offset > length || offset + text.length <= length) return now;
  return { ...now, text: now.text + text.slice(length - offset) };
};

const endLane = (before: Lane, attempt: number, message: Message | null, { wrong, repeated }: Complain): Lane => {
  if (attempt < before.attempt) return before;
  const now = attempt > before.attempt ? newLane(attempt) : before;
  if (now.ended === "event") (now.message === (message?.content ?? null) ? repeated : wrong)("a lane ended twice");
  if (message && !now.ended && now.text !== message.content)
    wrong(`the text told is not the text stored: ${JSON.stringify(now.text)} and ${JSON.stringify(message.content)}`);
  return { ...now, message: message?.content ?? null, ended: "event" };
};

/**
 * A strict reader: one cursor's state of a session, and what it saw that it never should.
 * @param onRepeat what comes after an end, or an end again in the same words: to be expected only where an owner was lost
 */
export const createFold = (onWrong: (text: string) => void, onRepeat: (text: string) => void = onWrong) => {
  let state: Folded | null = null;
  let seen = new Set<string>();
  /** exchanges and asides of which a part came by a snapshot: there a delta may be told again */
  let unsure = new Set<string>();

  const apply = (event: StreamEvent): void => {
    if (event.type === "snapshot") {
      state = foldView({ ...event, status: event.session.status });
      unsure = new Set([...state.exchanges.keys(), ...state.asides.keys()]);
      return;
    }
    if (!state) return onWrong(`the first event is ${event.type}, no snapshot`);
    const told = JSON.stringify(event).slice(0, 300);
    const wrong = (text: string): void => onWrong(`${text} (${told})`);
    const repeated = (text: string): void => onRepeat(`${text} (${told})`);
    if (event.type === "session") state.status = event.status;
    if (event.type === "presence") state.observers = event.observers;
    if (event.type === "exchange-start") {
      const known = state.exchanges.get(event.exchangeId);
      if (known && event.attempt <= known.attempt) {
        if (!unsure.has(event.exchangeId)) wrong("an exchange started twice");
        known.user = event.userMessage.content;
        return;
      }
      unsure.delete(event.exchangeId);
      const made = newExchange(event.exchangeId, event.branchId, event.number, event.attempt);
      state.exchanges.set(event.exchangeId, { ...made, user: event.userMessage.content });
    }
    if (
      event.type === "partner-delta" ||
      event.type === "coach-delta" ||
      event.type === "partner-end" ||
      event.type === "coach-end" ||
      event.type === "exchange-end"
    ) {
      const exchange = state.exchanges.get(event.exchangeId);
      if (!exchange) return wrong("an event of an exchange that never started");
      if (event.attempt < exchange.attempt) return;
      if (exchange.ended === "event") {
        // a comment at the session's end comes after the exchange's own; what a lost owner told is told again
        if (event.type === "partner-delta") repeated("a delta after the exchange's end");
        if (event.type === "exchange-end")
          (event.status === exchange.status ? repeated : wrong)("an exchange ended twice");
      }
      // The one comment at the session's end: the lane, left out before, begins.
      const isComment = event.type === "coach-delta" || (event.type === "coach-end" && event.missing !== "policy");
      if (isComment && exchange.ended && exchange.missing === "policy") {
        exchange.coach = newLane(event.attempt);
        exchange.missing = null;
      }
      const sure = !unsure.has(event.exchangeId);
      if (event.type === "partner-delta") exchange.partner = extend(exchange.partner, event, sure, { wrong, repeated });
      if (event.type === "coach-delta") exchange.coach = extend(exchange.coach, event, sure, { wrong, repeated });
      if (event.type === "partner-end")
        exchange.partner = endLane(exchange.partner, event.attempt, event.message, { wrong, repeated });
      if (event.type === "coach-end") {
        exchange.coach = endLane(exchange.coach, event.attempt, event.message, { wrong, repeated });
        exchange.missing = event.missing ?? null;
      }
      if (event.type === "exchange-end") {
        exchange.status = event.status;
        exchange.ended = "event";
      }
    }
    if (event.type === "aside-start") {
      if (state.asides.has(event.aside.id)) {
        if (!unsure.has(event.aside.id)) wrong("an aside started twice");
        return;
      }
      const { id, number, status, question } = event.aside;
      state.asides.set(id, { id, number, status, question: question.content, answer: newLane(1) });
    }
    if (event.type === "aside-delta" || event.type === "aside-end") {
      const aside = state.asides.get(event.asideId);
      if (!aside) return wrong("an event of an aside that never started");
      const sure = !unsure.has(event.asideId);
      if (event.type === "aside-delta")
        aside.answer = extend(aside.answer, { ...event, attempt: 1 }, sure, { wrong, repeated });
      else {
        aside.answer = endLane(aside.answer, 1, event.message, { wrong, repeated });
        aside.status = event.status;
      }
    }
  };

  return {
    get state() {
      return state;
    },
    /** A reader that comes back without a cursor. */
    forget: (): void => {
      state = null;
      seen = new Set();
    },
    take: ({ id, event }: Entry): void => {
      if (event.type !== "snapshot" && id !== null) {
        if (seen.has(id)) onWrong(`${id} was given twice`);
        seen.add(id);
      }
      apply(event);
    },
  };
};
export type Fold = ReturnType<typeof createFold>;

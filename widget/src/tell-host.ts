import type { Emit } from "./panel-handle.ts";
import type { LaneState, SessionState } from "./state/session-state.ts";

const isNew = (before: LaneState | undefined, { message }: LaneState): boolean =>
  message !== null && before?.message?.id !== message.id;

const tellMessages = (before: SessionState, { session, exchanges }: SessionState, emit: Emit): void => {
  if (exchanges === before.exchanges) return;
  // a long conversation is as quickly looked through as a short one: most of it is the same as before
  const same = new Set(before.exchanges);
  for (const exchange of exchanges) {
    if (same.has(exchange)) continue;
    const known = before.exchanges.find(({ id }) => id === exchange.id);
    const { id: exchangeId, user, partner, coach } = exchange;
    const tell = (role: "user" | "partner" | "coach", messageId: number): void =>
      emit("message", { sessionId: session.id, exchangeId, messageId, role });
    if (user && !known?.user) tell("user", user.id);
    if (partner.message && isNew(known?.partner, partner)) tell("partner", partner.message.id);
    if (coach.message && isNew(known?.coach, coach)) tell("coach", coach.message.id);
  }
};

/**
 * Tells the host page what has changed in the session, once each: not what was there when it came on the screen, no words, and
 * nothing of what is asked in private.
 */
export const tellHost = (emit: Emit): ((state: SessionState | null) => void) => {
  let before: SessionState | null = null;
  return (state) => {
    if (!state) return;
    const { session, quota } = state;
    const known = before?.session.id === session.id ? before : null;
    before = state;
    const { level, aboutExchanges, exchangesLeft } = quota;
    if (known) tellMessages(known, state, emit);
    const left = known?.quota;
    if (level !== left?.level || aboutExchanges !== left.aboutExchanges || exchangesLeft !== left.exchangesLeft)
      emit("quota", { sessionId: session.id, level, aboutExchanges, exchangesLeft });
    if (known && known.session.status !== "COMPLETED" && session.status === "COMPLETED")
      emit("ended", { sessionId: session.id });
  };
};

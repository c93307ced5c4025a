import type { ExchangeState, SessionState } from "./session-state.ts";

const isSame = (a: ExchangeState, b: ExchangeState): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * A session told anew as a whole, after a gap or by another tab: exchanges that are as they were before stay the same objects, so
 * that only what has changed meanwhile is drawn again.
 */
export const keepSame = (known: SessionState | null, told: SessionState): SessionState => {
  if (known === null || known.session.id !== told.session.id) return told;
  const before = new Map(known.exchanges.map((exchange) => [exchange.id, exchange]));
  return {
    ...told,
    exchanges: told.exchanges.map((exchange) => {
      const same = before.get(exchange.id);
      return same && isSame(same, exchange) ? same : exchange;
    }),
  };
};

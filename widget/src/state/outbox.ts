import type { BrowserStore } from "./browser-store.ts";
import type { ExchangeState } from "./session-state.ts";

/** A message on its way. `key` is its client id and its idempotency key: sent again after a reload, it stays one message. */
export type Pending = {
  readonly key: string;
  readonly content: string;
  /** the last exchange known when it was written: it can only become a later one */
  readonly afterNumber: number;
  /** once the server has taken it */
  readonly exchangeId: string | null;
  /** `waiting`: no answer yet, it goes out again by itself */
  readonly state: "sending" | "waiting";
  /** a try got no answer, so the server may have it although the log does not show it yet */
  readonly uncertain: boolean;
};

export type Outbox = { keep: (pending: Pending) => void; drop: (key: string) => void; list: () => Pending[] };

const parsePending = (text: string | null): Pending | null => {
  try {
    const { key, content, afterNumber } = JSON.parse(text ?? "") as Record<string, unknown>;
    if (typeof key !== "string" || typeof content !== "string" || typeof afterNumber !== "number") return null;
    // nobody knows how far it came before the page went
    return { key, content, afterNumber, exchangeId: null, state: "sending", uncertain: true };
  } catch {
    return null;
  }
};

/** What was sent in one session and not yet acknowledged; survives a reload. */
export const createOutbox = (store: BrowserStore, sessionId: number): Outbox => {
  const prefix = `pending:${sessionId}:`;
  return {
    keep: ({ key, content, afterNumber }) => store.write(prefix + key, JSON.stringify({ key, content, afterNumber })),
    drop: (key) => store.forget(prefix + key),
    list: () =>
      store
        .names(prefix)
        .map((name) => parsePending(store.read(name)))
        .filter((pending) => pending !== null),
  };
};

/**
 * The exchange that a pending message has become, so that the own echo and the stored message never show as twins:
 * by the id that the server answered, or before that answer by being later than what was known, with the same words.
 */
export const findStored = (pending: Pending, exchanges: readonly ExchangeState[]): ExchangeState | null =>
  exchanges.find(({ id, number, user }) =>
    pending.exchangeId === null
      ? number > pending.afterNumber && user?.content === pending.content
      : id === pending.exchangeId,
  ) ?? null;

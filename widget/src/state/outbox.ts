import type { BrowserStore } from "./browser-store.ts";
import type { SessionState } from "./session-state.ts";

/**
 * Words on their way: to the partner, where `aside` is false, else in private to the coach. `key` is their client id and
 * their idempotency key: sent again after a reload, by the same request, they stay one message.
 */
export type Pending = {
  readonly key: string;
  readonly content: string;
  readonly aside: boolean;
  /** the line they go on in; null: the main one */
  readonly branchId: string | null;
  /** the exchange that they try again: they begin a line of their own, from before it */
  readonly fromExchangeId: string | null;
  /** what was spoken, kept by the server before; left out: it was written */
  readonly recordingId?: string;
  /** the last exchange of the line (in private: the last aside) known when they were written: they can only become a later one */
  readonly afterNumber: number;
  /** how many branches were known by then */
  readonly afterBranches: number;
  /** once the server has taken them: the id of the exchange or aside */
  readonly storedAs: string | null;
  /** `waiting`: no answer yet, it goes out again by itself */
  readonly state: "sending" | "waiting";
  /** a try got no answer, so the server may have it although the log does not show it yet */
  readonly uncertain: boolean;
};

export type Outbox = {
  keep: (pending: Pending) => void;
  drop: (key: string) => void;
  has: (key: string) => boolean;
  /** in the order in which they were written */
  list: () => Pending[];
  /** Hears when another tab has kept something. Returns what stops it. */
  watch: (listener: () => void) => () => void;
  /**
   * Does the work while no other tab looks after these words, for as long as its promise is open; waits for that where one does:
   * until they have arrived, or that tab is closed. At once where the browser has no locks.
   */
  lookAfter: (key: string, signal: AbortSignal, work: () => Promise<void>) => void;
};

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const parsePending = (text: string | null): Pending | null => {
  try {
    const { key, content, afterNumber, ...kept } = JSON.parse(text ?? "") as Record<string, unknown>;
    if (typeof key !== "string" || typeof content !== "string" || typeof afterNumber !== "number") return null;
    return {
      key,
      content,
      afterNumber,
      afterBranches: Number(kept["afterBranches"] ?? 0),
      aside: kept["aside"] === true,
      branchId: textOrNull(kept["branchId"]),
      fromExchangeId: textOrNull(kept["fromExchangeId"]),
      ...(typeof kept["recordingId"] === "string" ? { recordingId: kept["recordingId"] } : {}),
      storedAs: null,
      // nobody knows how far it came before the page went
      state: "sending",
      uncertain: true,
    };
  } catch {
    return null;
  }
};

/** What was sent in one session and not yet acknowledged; survives a reload. */
export const createOutbox = (store: BrowserStore, sessionId: number): Outbox => {
  const prefix = `pending:${sessionId}:`;
  return {
    keep: ({ storedAs: _storedAs, state: _state, uncertain: _uncertain, ...kept }) =>
      store.write(prefix + kept.key, JSON.stringify(kept)),
    drop: (key) => store.forget(prefix + key),
    has: (key) => store.read(prefix + key) !== null,
    list: () =>
      store
        .names(prefix)
        .map((name) => parsePending(store.read(name)))
        .filter((pending) => pending !== null)
        .toSorted((a, b) => a.afterNumber - b.afterNumber),
    watch: (listener) => store.watch(prefix, (_, value) => value !== null && listener()),
    lookAfter: (key, signal, work) => {
      const { locks } = navigator;
      const done = locks ? locks.request(store.space + prefix + key, { signal }, work) : work();
      // left before its turn came
      done.catch(() => {});
    },
  };
};

/**
 * What pending words have become, so that the own echo and the stored message never show as twins: by the id that the
 * server answered, or before that answer by being later than what was known, in the same line, with the same words.
 */
export const findStored = (
  { aside, content, branchId, fromExchangeId, afterNumber, afterBranches, storedAs }: Pending,
  { exchanges, branches, asides }: SessionState,
): { readonly id: string; readonly branchId: string | null } | null => {
  const isIts = (id: string, number: number, words: string | undefined): boolean =>
    storedAs === null ? number > afterNumber && words === content : id === storedAs;
  if (aside) return asides.find(({ id, number, question }) => isIts(id, number, question.content)) ?? null;
  const isInLine = (line: string | null): boolean =>
    fromExchangeId === null ? line === branchId : branches.findIndex(({ id }) => id === line) >= afterBranches;
  return (
    exchanges.find(
      ({ id, number, user, branchId: line }) =>
        isIts(id, number, user?.content) && (storedAs !== null || isInLine(line)),
    ) ?? null
  );
};

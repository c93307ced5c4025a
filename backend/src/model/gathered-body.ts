import type { IncomingMessage } from "node:http";

/**
 * A response's body, piece by piece, everything that is there in one piece. After `gather(ms)` the reader is woken at most once in
 * that time: what comes meanwhile is only put aside, so that a stream of small frames costs a wake for each span, not for each
 * frame. The end and a broken line are told at once.
 */
export type GatheredBody = AsyncIterable<Uint8Array> & { gather: (ms: number) => void };

type Waiting = { resolve: (result: IteratorResult<Uint8Array>) => void; reject: (error: unknown) => void };

export const readGathered = (incoming: IncomingMessage, signal: AbortSignal | null): GatheredBody => {
  let pieces: Uint8Array[] = [];
  let waiting: Waiting | null = null;
  let failure: unknown = null;
  let ended = false;
  let spanMs = 0;
  let wokenAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const take = (): Uint8Array => {
    const [only] = pieces;
    const piece = pieces.length === 1 && only ? only : Buffer.concat(pieces);
    pieces = [];
    wokenAt = performance.now();
    return piece;
  };
  const wake = (): void => {
    timer = undefined;
    if (!waiting) return;
    const { resolve, reject } = waiting;
    if (pieces.length > 0) resolve({ value: take(), done: false });
    else if (failure !== null) reject(failure);
    else if (ended) resolve({ value: undefined, done: true });
    else return;
    waiting = null;
  };
  /** Once for all that has come, now or when the span since the last time is over. */
  const wakeInTime = (): void => {
    if (timer) return;
    const wait = wokenAt + spanMs - performance.now();
    if (spanMs > 0 && wait > 1) timer = setTimeout(wake, wait);
    else queueMicrotask(wake);
  };
  const finish = (error: unknown): void => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
    if (error !== null) failure ??= error;
    ended = true;
    wake();
  };
  const leave = (): void => {
    incoming.destroy();
    finish(new DOMException("This operation was aborted", "AbortError"));
  };

  incoming.on("data", (piece: Uint8Array) => {
    // One read of the socket may hold many frames: the reader is woken once, after all of them.
    if (pieces.push(piece) === 1 && waiting) wakeInTime();
  });
  incoming.on("end", () => finish(null));
  incoming.on("error", finish);
  incoming.on("close", () => {
    if (!incoming.complete) finish(new Error("the connection was closed in the middle of the answer"));
  });
  if (signal?.aborted) leave();
  else signal?.addEventListener("abort", leave, { once: true });

  return {
    gather: (ms) => {
      spanMs = ms;
    },
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve, reject) => {
          waiting = { resolve, reject };
          if (ended) wake();
          else if (pieces.length > 0) wakeInTime();
        }),
      return: async () => {
        if (!ended) incoming.destroy();
        clearTimeout(timer);
        signal?.removeEventListener("abort", leave);
        return { value: undefined, done: true };
      },
    }),
  };
};

import type { IncomingMessage } from "node:http";
import { gatherFor } from "./gathering-agent.ts";

/**
 * A response's body, piece by piece, everything that is there in one piece. After `gather(ms)` its connection is read at most once
 * in that time, so that a stream of small frames costs a wake for each span, not for each frame.
 */
export type GatheredBody = AsyncIterable<Uint8Array> & { gather: (ms: number) => void };

type Waiting = { resolve: (result: IteratorResult<Uint8Array>) => void; reject: (error: unknown) => void };

export const readGathered = (incoming: IncomingMessage, signal: AbortSignal | null): GatheredBody => {
  const connection = incoming.socket;
  let pieces: Uint8Array[] = [];
  let waiting: Waiting | null = null;
  let failure: unknown = null;
  let ended = false;

  const take = (): Uint8Array => {
    const [only] = pieces;
    const piece = pieces.length === 1 && only ? only : Buffer.concat(pieces);
    pieces = [];
    return piece;
  };
  const wake = (): void => {
    if (!waiting) return;
    const { resolve, reject } = waiting;
    if (pieces.length > 0) resolve({ value: take(), done: false });
    else if (failure !== null) reject(failure);
    else if (ended) resolve({ value: undefined, done: true });
    else return;
    waiting = null;
  };
  const finish = (error: unknown): void => {
    signal?.removeEventListener("abort", leave);
    // The connection is kept for the next call, which is read as it comes until it says otherwise.
    gatherFor(connection, 0);
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
    if (pieces.push(piece) === 1 && waiting) queueMicrotask(wake);
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
      if (!ended) gatherFor(connection, ms);
    },
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve, reject) => {
          waiting = { resolve, reject };
          if (ended || pieces.length > 0) wake();
        }),
      return: async () => {
        if (!ended) incoming.destroy();
        signal?.removeEventListener("abort", leave);
        return { value: undefined, done: true };
      },
    }),
  };
};

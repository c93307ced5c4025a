import { ApiProblem } from "./api-problem.ts";
import type { Connection } from "./connection.ts";
import type { StreamEvent } from "./protocol.ts";
import { readEventStream } from "./read-event-stream.ts";
import { readStreamEvent } from "./read-stream-event.ts";
import { waitBeforeReconnect } from "./wait-before-reconnect.ts";

type Follow = {
  open: (cursor: string | null, signal: AbortSignal) => Promise<Response>;
  /** where somebody else left off; null: from a snapshot */
  from?: string | null;
  /** what came, and where the log stands after it; without an event it is a mere sign of life */
  apply: (events: StreamEvent[], cursor: string | null) => void;
  onConnection: (connection: Connection) => void;
  /** the server says that this sign-in has ended; rejects where it cannot be renewed */
  renew: () => Promise<void>;
  /** the log cannot be followed any more: signed out, or no such session */
  onLost: (problem: ApiProblem) => void;
  random?: () => number;
};

export type Following = {
  stop: () => void;
  /** somebody looks at it now: what waits for the next try need not wait, and a connection that may be dead is opened anew */
  hurry: () => void;
};

/** The server comments every 15 s, so silence is a dead connection that the browser has not noticed. */
export const SILENCE_MS = 40_000;

const isFinal = (problem: unknown): problem is ApiProblem =>
  problem instanceof ApiProblem && [401, 403, 404].includes(problem.status);

/**
 * Follows a session's log for as long as it is wanted: resumes after the last event applied, reconnects with jittered
 * back-off, at once when the page is shown or comes online.
 */
export const followEvents = ({
  open,
  from = null,
  apply,
  renew,
  onConnection,
  onLost,
  random = Math.random,
}: Follow): Following => {
  let stopped = false;
  let cursor = from;
  let failures = 0;
  let current = new AbortController();
  let endWait: (() => void) | null = null;
  let lastSign = 0;

  const readOnce = async (): Promise<void> => {
    // a network that swallows everything gives no answer either
    const tooLong = setTimeout(() => current.abort(), SILENCE_MS);
    const response = await open(cursor, current.signal).finally(() => clearTimeout(tooLong));
    onConnection("live");
    if (!response.body) throw new Error("an event stream without a body");
    for await (const entries of readEventStream(response.body, SILENCE_MS)) {
      lastSign = Date.now();
      failures = 0;
      const events: StreamEvent[] = [];
      for (const entry of entries) {
        // the cursor also moves past events that this client does not know
        if (entry.id !== undefined) cursor = entry.id;
        const event = readStreamEvent(entry.type, entry.data);
        if (event) events.push(event);
      }
      if (stopped) return;
      apply(events, cursor);
      // nothing comes after it
      if (events.some(({ type }) => type === "reauth")) return renew();
    }
  };

  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!stopped) {
      current = new AbortController();
      const openedAt = (lastSign = Date.now());
      let pause = 0;
      try {
        onConnection("connecting");
        await readOnce();
        // a server that closes at once, again and again, is not hurried
        if (Date.now() - openedAt < 1000) failures += 1;
      } catch (problem) {
        if (stopped) return;
        if (isFinal(problem)) return onLost(problem);
        // a cursor that the server cannot read is dropped: a snapshot comes instead
        if (problem instanceof ApiProblem && problem.status === 422) cursor = null;
        if (problem instanceof ApiProblem && problem.retryAfter) pause = problem.retryAfter * 1000;
        if (!current.signal.aborted) failures += 1;
      }
      if (stopped) return;
      if (failures > 0) onConnection("broken");
      await wait(Math.max(pause, waitBeforeReconnect(failures, random)));
    }
  };

  const hurry = (surelyDead = false): void => {
    endWait?.();
    if (surelyDead || Date.now() - lastSign > 20_000) current.abort();
  };
  const wake = (event: Event): void => {
    // a page out of the back-forward cache, or asleep for long, holds a connection that is dead without knowing
    if (document.visibilityState !== "hidden")
      hurry(event.type === "online" || (event as PageTransitionEvent).persisted);
  };
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", wake);
  void run();

  return {
    hurry,
    stop: () => {
      stopped = true;
      removeEventListener("online", wake);
      removeEventListener("pageshow", wake);
      document.removeEventListener("visibilitychange", wake);
      endWait?.();
      current.abort();
    },
  };
};

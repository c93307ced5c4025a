import { ProblemError } from "./problem.ts";
import { readEventNames } from "./read-event-names.ts";

type Follow = {
  open: (cursor: string | null, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  /** something of this type happened */
  onEvent: (type: string, data: string) => void;
  /** whether the stream is there; the server's own closing, once a minute, is not told */
  onOpen: (open: boolean) => void;
  random?: () => number;
};

// The server comments every 15 s: silence is a connection that died unnoticed.
const SILENCE_MS = 40_000;
const LONGEST_WAIT_MS = 30_000;
/** Signed out, not allowed, no such session: asking again changes nothing. */
const FINAL = new Set([401, 403, 404]);

/** ms; full jitter, so that those who lost one server do not come back in one wave */
export const waitBefore = (failures: number, random: () => number): number =>
  failures === 0 ? 0 : Math.round(random() * Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures));

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });

/**
 * Follows a stream until the function it returns is called: resumes after the last event read, at once when the server
 * closed it, else with back-off; gives up where asking again changes nothing.
 */
export const followEvents = ({ open, onEvent, onOpen, random = Math.random }: Follow): (() => void) => {
  const left = new AbortController();
  const { signal } = left;
  let cursor: string | null = null;
  let failures = 0;

  const readOnce = async (): Promise<void> => {
    const body = await open(cursor, signal);
    if (!signal.aborted) onOpen(true);
    for await (const events of readEventNames(body, SILENCE_MS)) {
      if (signal.aborted) return;
      failures = 0;
      for (const event of events) {
        cursor = event.id ?? cursor;
        onEvent(event.type, event.data);
      }
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const openedAt = Date.now();
      let pause = 0;
      try {
        await readOnce();
        // A server that closes at once, again and again, is not hurried.
        if (Date.now() - openedAt < 1_000) failures += 1;
      } catch (thrown) {
        const problem = thrown instanceof ProblemError ? thrown.problem : null;
        if (problem !== null && FINAL.has(problem.status)) break;
        // A cursor that the server cannot read is dropped: a snapshot comes instead.
        if (problem?.status === 422) cursor = null;
        pause = (problem?.retryAfterSeconds ?? 0) * 1_000;
        failures += 1;
      }
      if (failures > 0 && !signal.aborted) onOpen(false);
      await wait(Math.max(pause, waitBefore(failures, random)), signal);
    }
    // Whoever left has been told already, and may have come back by another stream.
    if (!signal.aborted) onOpen(false);
  };
  void run();
  return () => {
    left.abort();
    onOpen(false);
  };
};

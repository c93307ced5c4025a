import { ApiProblem } from "../api/api-problem.ts";
import type { SignInStatus } from "../api/protocol.ts";

/** Waits, at most that many milliseconds. Rejects when `signal` aborts. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;
type Ended = { status: "ready" } | { status: "failed"; code: string };
type Poll = {
  status: () => Promise<SignInStatus>;
  signal: AbortSignal;
  pause?: Pause;
  now?: () => number;
};

/** as long as a sign-in lives */
export const LONGEST_MS = 10 * 60_000;
const FIRST_MS = 1_000;
const SLOWEST_MS = 5_000;

/** Ends early when one comes back to the page, or online: then there may be an answer. */
export const pauseUntilBack: Pause = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const ears = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      ears.abort();
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const { signal: heard } = ears;
    addEventListener("focus", end, { signal: heard });
    addEventListener("online", end, { signal: heard });
    signal.addEventListener("abort", end, { signal: heard });
    if (signal.aborted) end();
  });

/**
 * Asks until the provider has answered, ever more slowly, for ten minutes. Whether the window is still open says nothing: a
 * provider's policy cuts it off at once. No answer (offline, a server that restarts) is no end.
 * Rejects with what `signal` was aborted for, or with the `ApiProblem` that ended it.
 */
export const pollSignIn = async ({ status, signal, pause = pauseUntilBack, now = Date.now }: Poll): Promise<Ended> => {
  const until = now() + LONGEST_MS;
  for (let wait = FIRST_MS; now() < until; wait = Math.min(SLOWEST_MS, wait * 1.25)) {
    await pause(wait, signal);
    try {
      const told = await status();
      signal.throwIfAborted();
      if (told.status === "ready") return { status: "ready" };
      if (told.status === "failed") return { status: "failed", code: told.code ?? "sign-in-failed" };
    } catch (problem) {
      if (!(problem instanceof ApiProblem && problem.passing)) throw problem;
      if (problem.retryAfter) await pause(problem.retryAfter * 1000, signal);
    }
  }
  return { status: "failed", code: "sign-in-expired" };
};

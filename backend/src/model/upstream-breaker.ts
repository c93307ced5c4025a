import { circuitBreaker, CircuitState, ConsecutiveBreaker, DelegateBackoff, handleWhenResult } from "cockatiel";
import { Problem } from "../problem.ts";
import { ModelProblem } from "./language-model.ts";

/** What the start of a call came to: the first event, or why there was none. */
type Begun<T> = { begun: T } | { failed: unknown };
type DownCode = "upstream-unavailable" | "upstream-overloaded";

/** It opens after so many calls in a row that upstream did not begin to answer. */
const FAILURES = 5;
/** Milliseconds for which it stays open: the first time, and at most after trials that failed. */
const OPEN_MS = { first: 5_000, most: 30_000 };

/** Upstream is down, or so busy that it does not answer: not what is wrong with one request, a key or a model. */
const downCode = (error: unknown): DownCode | null => {
  if (!(error instanceof ModelProblem)) return null;
  if (error.code === "upstream-overloaded") return "upstream-overloaded";
  return error.code === "upstream-unavailable" || error.code === "upstream-stalled" ? "upstream-unavailable" : null;
};

const TEXT: Record<DownCode, string> = {
  "upstream-overloaded": "The service that answers is overloaded. Nothing was stored; send it again in a moment.",
  "upstream-unavailable": "The service that answers cannot be reached. Nothing was stored; send it again in a moment.",
};

export type BreakerState = "closed" | "half-open" | "open";
export type UpstreamBreaker = ReturnType<typeof createUpstreamBreaker>;

/**
 * A circuit breaker over the beginning of model calls, in this process. After five in a row that upstream did not begin
 * to answer it is open for some seconds: people are told at once instead of after three tries. Then one call is let
 * through; the others wait for what becomes of it.
 * @param openMs milliseconds it stays open, the first time and at most
 */
export const createUpstreamBreaker = (settings: { failures?: number; openMs?: typeof OPEN_MS } = {}) => {
  const { failures = FAILURES, openMs = OPEN_MS } = settings;
  let lastCode: DownCode = "upstream-unavailable";
  let opened = { at: 0, forMs: 0 };
  const policy = circuitBreaker(
    handleWhenResult((result) => {
      const error = (result as Begun<unknown> & { failed?: unknown }).failed;
      const code = downCode(error);
      if (code) lastCode = code;
      // A trial that its reader stopped has shown nothing.
      return (
        code !== null ||
        (error !== undefined && !(error instanceof ModelProblem) && policy.state === CircuitState.HalfOpen)
      );
    }),
    {
      breaker: new ConsecutiveBreaker(failures),
      halfOpenAfter: new DelegateBackoff(({ attempt, result }) => {
        const error = (result as { value?: { failed?: unknown } }).value?.failed;
        const asked = error instanceof ModelProblem ? (error.retryAfterMs ?? 0) : 0;
        const forMs = Math.min(openMs.most, Math.max(openMs.first * 2 ** (attempt - 1), asked));
        opened = { at: Date.now(), forMs };
        return forMs;
      }),
    },
  );
  const leftMs = (): number =>
    policy.state === CircuitState.Open ? Math.max(0, opened.at + opened.forMs - Date.now()) : 0;
  const problemNow = (): ModelProblem =>
    new ModelProblem(lastCode, "upstream was down a moment ago: not asked", { retryable: true });
  return {
    state: (): BreakerState => (policy.state === CircuitState.Closed ? "closed" : leftMs() > 0 ? "open" : "half-open"),
    /** Whether a call would be refused now: the answer to "try again?". */
    isOpen: (): boolean => leftMs() > 0,
    /** To be called before anything is stored. @throws Problem upstream-unavailable, upstream-overloaded, with the seconds left */
    refuse: (): void => {
      const left = leftMs();
      if (left > 0) throw new Problem(lastCode, TEXT[lastCode], { retryAfter: Math.ceil(left / 1000) });
    },
    /**
     * Begins a call: `begin` settles with its first event. What it throws is thrown on.
     * @throws ModelProblem without a call where the breaker is open
     */
    begin: async <T>(begin: () => Promise<T>): Promise<T> => {
      if (leftMs() > 0) throw problemNow();
      const result: Begun<T> = await policy
        .execute(async (): Promise<Begun<T>> => {
          try {
            return { begun: await begin() };
          } catch (error) {
            return { failed: error };
          }
        })
        .catch((): never => {
          // Only the breaker itself throws here: somebody's trial failed while this call waited for it.
          throw problemNow();
        });
      if ("failed" in result) throw result.failed;
      return result.begun;
    },
    /** Tells of every change of state. */
    onChange: (listener: (state: BreakerState) => void): void => {
      policy.onStateChange((state) =>
        listener(state === CircuitState.Open ? "open" : state === CircuitState.HalfOpen ? "half-open" : "closed"),
      );
    },
  };
};

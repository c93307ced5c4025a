import type { SimulatedLane } from "./converse.ts";

/** What can go wrong on demand. Statuses come instead of an answer; the rest happen to one. */
type FaultKind =
  | "unauthorized"
  | "model-not-found"
  | "rate-limited"
  | "server-error"
  | "overloaded"
  | "error-event"
  | "cut"
  | "stall"
  | "malformed"
  | "max-tokens"
  | "refusal"
  | "slow";
const FAULT_KINDS: readonly FaultKind[] = [
  "unauthorized",
  "model-not-found",
  "rate-limited",
  "server-error",
  "overloaded",
  "error-event",
  "cut",
  "stall",
  "malformed",
  "max-tokens",
  "refusal",
  "slow",
];

export type FaultSpec = {
  kind: FaultKind;
  /** how many matching requests it strikes; 1 */
  times?: number;
  /** matching requests that are spared first; 0 */
  skip?: number;
  lane?: SimulatedLane;
  model?: string;
  /** of cut, stall, error-event and malformed: before any byte, before the first event, or after some tokens (the default) */
  at?: "headers" | "start" | "midway";
  /** tokens sent before it strikes midway, or in all for max-tokens and refusal; half of the answer */
  afterTokens?: number;
  /** of rate-limited and overloaded: seconds; 1 */
  retryAfter?: number;
  /** of error-event: overloaded_error */
  errorType?: string;
  /** of stall: pings go on, so that the socket is not silent */
  pings?: boolean;
  /** of slow: before the first token; 5,000 ms */
  delayMs?: number;
};
/** In-process only: a test of the whole request body. */
export type Fault = FaultSpec & { when?: (body: unknown) => boolean };

export type FaultQueue = {
  add: (fault: Fault) => void;
  clear: () => void;
  take: (request: { body: unknown; lane: SimulatedLane; model: string }) => Fault | null;
  waiting: () => number;
};

/** Faults in the order in which they were ordered; a request takes the first that fits it. */
export const createFaultQueue = (): FaultQueue => {
  const queue: { fault: Fault; skip: number; left: number }[] = [];
  return {
    add: (fault) => void queue.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 }),
    clear: () => void queue.splice(0),
    waiting: () => queue.reduce((sum, { left }) => sum + left, 0),
    take: ({ body, lane, model }) => {
      for (const entry of queue) {
        const { fault } = entry;
        if (
          (fault.lane && fault.lane !== lane) ||
          (fault.model && fault.model !== model) ||
          (fault.when && !fault.when(body))
        )
          continue;
        if (entry.skip > 0) {
          entry.skip--;
          continue;
        }
        entry.left--;
        if (entry.left <= 0) queue.splice(queue.indexOf(entry), 1);
        return fault;
      }
      return null;
    },
  };
};

/** Parses a fault that comes over HTTP. @throws Error that says what is wrong */
export const parseFault = (body: unknown): FaultSpec => {
  if (typeof body !== "object" || body === null) throw new Error("a fault is an object");
  const spec = body as Record<string, unknown>;
  if (!FAULT_KINDS.some((kind) => kind === spec["kind"])) throw new Error(`kind is one of ${FAULT_KINDS.join(", ")}`);
  for (const name of ["times", "skip", "afterTokens", "retryAfter", "delayMs"])
    if (spec[name] !== undefined && (typeof spec[name] !== "number" || !(spec[name] >= 0)))
      throw new Error(`${name} is a number, at least 0`);
  if (spec["lane"] !== undefined && spec["lane"] !== "partner" && spec["lane"] !== "coach")
    throw new Error("lane is partner or coach");
  if (spec["at"] !== undefined && spec["at"] !== "headers" && spec["at"] !== "start" && spec["at"] !== "midway")
    throw new Error("at is headers, start or midway");
  return spec as FaultSpec;
};

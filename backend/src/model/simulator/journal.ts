import type { SimulatedLane } from "./converse.ts";
import type { InputUsage } from "./prompt-cache.ts";

type BilledUsage = InputUsage & { output_tokens: number };
/** One request, and what became of it. Filled in as it goes; `endedAt` is null while it runs. */
export type JournalEntry = {
  id: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
  lane: SimulatedLane | null;
  model: string | null;
  status: number | null;
  /** What this request costs: exact once it ended; an answer that was cut off costs the tokens that had been made. Null: nothing. */
  usage: BilledUsage | null;
  stopReason: string | null;
  /** text tokens handed to the socket */
  outputTokensSent: number;
  textSent: string;
  cutOff: boolean;
  fault: string | null;
  startedAt: string;
  endedAt: string | null;
};

/** Headers worth keeping. A key is never among them. */
const KEPT = [
  "anthropic-version",
  "anthropic-beta",
  "content-type",
  "user-agent",
  "x-stainless-retry-count",
  "x-stainless-timeout",
];
export const keepHeaders = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(KEPT.flatMap((name) => (typeof headers[name] === "string" ? [[name, headers[name]]] : [])));

/** Adds an entry and forgets the oldest beyond the limit. */
export const writeJournal = (journal: JournalEntry[], limit: number, entry: JournalEntry): JournalEntry => {
  journal.push(entry);
  if (journal.length > limit) journal.splice(0, journal.length - limit);
  return entry;
};

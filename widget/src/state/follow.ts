import type { ApiProblem } from "../api/api-problem.ts";
import type { Connection } from "../api/connection.ts";
import type { SessionState } from "./session-state.ts";

/** How the log changes what is known of the session. */
export type Change = (state: SessionState | null) => SessionState | null;

/** What a conversation wants of its log. */
export type Wants = {
  /** the same in every tab of this browser that has this session open */
  name: string;
  open: (cursor: string | null, signal: AbortSignal) => Promise<Response>;
  /** the server says that this sign-in has ended; rejects where it cannot be renewed */
  renew: () => Promise<void>;
  /** in the order in which they came */
  apply: (change: Change) => void;
  /** what is known by now, with all that was applied */
  read: () => SessionState | null;
  onConnection: (connection: Connection) => void;
  /** the log cannot be followed any more: signed out, or no such session */
  onLost: (problem: ApiProblem) => void;
};

/** Follows a session's log for as long as it is wanted. Returns what stops it. */
export type Follow = (wants: Wants) => () => void;

const RETRY_MS = 2_000;
type Later = { readonly followLog: Follow };

/** Follows by a file that is fetched first; where it cannot be fetched, it is asked for again. */
export const followBy =
  (fetchIt: () => Promise<Later>): Follow =>
  (wants) => {
    let stop: (() => void) | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const begin = async (): Promise<void> => {
      try {
        const { followLog } = await fetchIt();
        if (!stopped) stop = followLog(wants);
      } catch {
        if (stopped) return;
        wants.onConnection("broken");
        timer = setTimeout(() => void begin(), RETRY_MS);
      }
    };
    void begin();
    return () => {
      stopped = true;
      clearTimeout(timer);
      stop?.();
    };
  };

const fetchIt = () => import("./follow-log.ts");
export const followLater = followBy(fetchIt);
/** So that nobody waits for it: fetched beside the first question to the server. */
export const warmFollow = (): void => void fetchIt().catch(() => {});

import type { ApiProblem } from "../api/api-problem.ts";
import type { Connection } from "../api/connection.ts";
import { SILENCE_MS, type Following } from "../api/follow-events.ts";
import type { StreamEvent } from "../api/protocol.ts";
import { createUuid } from "./browser-store.ts";
import type { Change, Wants } from "./follow.ts";
import { keepSame } from "./keep-same.ts";
import type { SessionState } from "./session-state.ts";

/** What the tabs of one session say to each other. A channel keeps the order of what one tab says. */
type Word =
  /** somebody new, or somebody who was asleep: where does the log stand? */
  | { kind: "ask"; from: string; cursor: string | null }
  /** `state`: null where the one who asked has it already, or where nothing is known yet */
  | { kind: "state"; to: string; state: SessionState | null; cursor: string | null; connection: Connection }
  /** what came between two cursors; without an event it is a mere sign of life */
  | { kind: "events"; after: string | null; events: StreamEvent[]; cursor: string | null }
  | { kind: "connection"; connection: Connection };

type Reader = {
  from: string | null;
  tell: (events: StreamEvent[], cursor: string | null) => void;
  onConnection: (connection: Connection) => void;
  onLost: (problem: ApiProblem) => void;
};

/** A channel is open to all of the page's own scripts: what no tab of ours says is passed over. */
const isWord = (data: unknown): data is Word => {
  const { kind, events } = (data ?? {}) as { kind?: unknown; events?: unknown };
  return typeof kind === "string" && (kind !== "events" || Array.isArray(events));
};

/**
 * Where tabs of one build meet. After an upgrade a tab may still run the one before, which knows the session in another shape: each build
 * reads the log for itself.
 * @param address of a file of the build: `…/v/HASH/…`
 */
export const meetingOf = (name: string, address: string): string =>
  [name, /\/v\/(\w+)/.exec(address)?.[1] ?? ""].join(" ").trim();

/** How long the tab with the connection may take to say that it is there. */
const ANSWER_MS = 2_000;
const LOOK_MS = 10_000;

const canShare = (): boolean =>
  typeof navigator !== "undefined" && Boolean(navigator.locks) && typeof BroadcastChannel === "function";

/**
 * One connection for all tabs that have a session open. Who holds the lock of its name reads the log and tells the others what
 * came, with the cursor after it; they apply the same changes in the same order. When that tab goes, the browser hands the
 * lock on, and the next one reads on from its own cursor: nothing is missed, and applying something twice changes nothing. A tab
 * that holds the lock and says nothing (frozen, crashed, another version) loses it to one that is looked at.
 * Where the browser cannot (no locks outside secure contexts), each tab reads for itself.
 */
export const shareLog = (
  { name: session, apply, read, onConnection, onLost }: Wants,
  follow: (reader: Reader) => Following,
  changeOf: (events: StreamEvent[]) => Change,
): (() => void) => {
  if (!canShare()) return follow({ from: null, tell: (events) => apply(changeOf(events)), onConnection, onLost }).stop;

  const name = meetingOf(session, import.meta.url);
  const me = createUuid();
  const channel = new BroadcastChannel(name);
  let cursor: string | null = null;
  let connection: Connection = "connecting";
  /** ends this tab's turn; null while another one has it */
  let yieldTurn: (() => void) | null = null;
  let following: Following | null = null;
  /** waiting for the lock, or having it; null while this page sleeps */
  let inLine: AbortController | null = null;
  let unanswered: ReturnType<typeof setTimeout> | null = null;
  let heardAt = Date.now();
  let stopped = false;

  const say = (word: Word): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel reaches its own origin alone
    if (!stopped) channel.postMessage(word);
  };
  const hearConnection = (now: Connection): void => {
    connection = now;
    onConnection(now);
  };

  const endTurn = (): void => {
    following?.stop();
    following = null;
    yieldTurn?.();
    yieldTurn = null;
  };
  const answered = (): void => {
    if (unanswered !== null) clearTimeout(unanswered);
    unanswered = null;
  };

  /** This tab's turn, for as long as it has the lock. */
  const lead = (): Promise<void> => {
    answered();
    endTurn();
    if (stopped) return Promise.resolve();
    return new Promise<void>((resolve) => {
      yieldTurn = resolve;
      following = follow({
        from: cursor,
        tell: (events, next) => {
          if (events.length > 0) apply(changeOf(events));
          say({ kind: "events", after: cursor, events, cursor: next });
          cursor = next;
        },
        onConnection: (now) => {
          hearConnection(now);
          say({ kind: "connection", connection });
        },
        onLost: (problem) => {
          // the next in line finds out for itself
          endTurn();
          onLost(problem);
        },
      });
    });
  };

  const request = (options: LockOptions): void => {
    navigator.locks.request(name, options, lead).then(
      () => {},
      (error: unknown) => {
        // given up in favour of taking it
        if (stopped || options.signal?.aborted) return;
        endTurn();
        if (error instanceof Error && error.name === "AbortError") {
          // taken by a tab that could not hear this one
          standInLine();
          ask();
          return;
        }
        // A page that is being left is refused at once, each time: asking again at once would never end (WebKit). A timer of such
        // a page does not run, and one that is shown again stands in line then.
        inLine = null;
        setTimeout(() => stopped || inLine !== null || wake(), ANSWER_MS);
      },
    );
  };
  const standInLine = (): void => {
    inLine = new AbortController();
    request({ signal: inLine.signal });
  };
  const ask = (): void => {
    if (yieldTurn || stopped || unanswered !== null) return;
    say({ kind: "ask", from: me, cursor });
    unanswered = setTimeout(() => {
      unanswered = null;
      // who is not looked at can wait for its turn
      if (stopped || yieldTurn || document.visibilityState !== "visible") return;
      inLine?.abort();
      request({ steal: true });
    }, ANSWER_MS);
  };

  const hearEvents = ({ after, events, cursor: next }: Extract<Word, { kind: "events" }>): void => {
    // what came before is not here: the whole is asked for
    if (after !== cursor && events.every(({ type }) => type !== "snapshot")) return ask();
    cursor = next;
    if (events.length > 0) apply(changeOf(events));
  };
  const answer = (asked: Extract<Word, { kind: "ask" }>): void => {
    // read first: it brings what waits to be applied up to the cursor
    const known = read();
    say({ kind: "state", to: asked.from, state: asked.cursor === cursor ? null : known, cursor, connection });
    following?.hurry();
  };
  channel.onmessage = ({ data }: MessageEvent<unknown>): void => {
    if (!isWord(data)) return;
    if (yieldTurn) {
      if (data.kind === "ask") answer(data);
      return;
    }
    if (data.kind === "ask") return;
    heardAt = Date.now();
    if (data.kind === "events") return hearEvents(data);
    if (data.kind === "state") {
      if (data.to !== me) return;
      answered();
      const { state } = data;
      if (state !== null) {
        cursor = data.cursor;
        apply((known) => keepSame(known, state));
      }
    }
    if (connection !== data.connection) hearConnection(data.connection);
  };

  /** a page that is put to sleep hands the connection on */
  const sleep = (event: Event): void => {
    if (event.type === "pagehide" && !(event as PageTransitionEvent).persisted) return;
    endTurn();
    inLine?.abort();
    inLine = null;
  };
  const wake = (): void => {
    if (inLine === null) standInLine();
    if (document.visibilityState === "visible") ask();
  };
  const watch = setInterval(() => {
    if (document.visibilityState === "visible" && Date.now() - heardAt > SILENCE_MS + LOOK_MS) ask();
  }, LOOK_MS);
  const heard: readonly [EventTarget, string, (event: Event) => void][] = [
    [document, "freeze", sleep],
    [globalThis, "pagehide", sleep],
    [document, "resume", wake],
    [globalThis, "pageshow", wake],
    [globalThis, "online", wake],
    [document, "visibilitychange", wake],
  ];
  for (const [target, type, listener] of heard) target.addEventListener(type, listener);

  standInLine();
  ask();

  return () => {
    endTurn();
    stopped = true;
    inLine?.abort();
    answered();
    clearInterval(watch);
    for (const [target, type, listener] of heard) target.removeEventListener(type, listener);
    channel.close();
  };
};

import { batch, computed, type ReadonlySignal, type Signal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { ApiProblem, isShutOut } from "../api/api-problem.ts";
import { waitBeforeReconnect } from "../api/wait-before-reconnect.ts";
import { findStored, type Outbox, type Pending } from "./outbox.ts";
import type { SessionState } from "./session-state.ts";

/** the wire's limit, in UTF-16 units */
export const LONGEST_MESSAGE = 8_000;

/** What the wire refuses in a text (NUL, lone surrogates) never leaves the composer. */
export const cleanText = (text: string): string => text.replaceAll("\0", "").toWellFormed().trim();

const A_MOMENT_MS = 500;

type Surroundings = {
  api: InviteeApi;
  sessionId: number;
  outbox: Outbox;
  /** which of what is kept there: private questions to the coach, or words to the partner */
  aside: boolean;
  /** what is on its way now */
  pending: Signal<Pending | null>;
  state: ReadonlySignal<SessionState | null>;
  /** the log shows it: it is not on its way any more */
  onStored?: (pending: Pending, stored: { branchId: string | null }) => void;
  /** refused for good, or taken back: the words have to go where they can be changed */
  onReturned: (pending: Pending) => void;
  onProblem: (problem: unknown) => void;
};

/**
 * Brings one thing at a time to the server: kept until it has it, sent again by the same request under the same key. What
 * does not arrive waits and goes out by itself; what is refused for good is given back. One tab looks after each: what a closed
 * one has left behind, an open one goes on with.
 */
export const createDelivery = ({
  api,
  sessionId,
  outbox,
  aside,
  pending,
  state,
  onStored = () => {},
  onReturned,
  onProblem,
}: Surroundings) => {
  /** what the log shows of it */
  const stored = computed(() => (pending.value && state.value ? findStored(pending.value, state.value) : null));
  /** pending, unless the log already shows it */
  const unsent = computed(() => (stored.value === null ? pending.value : null));
  let disposed = false;
  let posting = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const left = new AbortController();
  /** those that this tab looks after, or waits to */
  const known = new Set<string>();
  const queue: (() => void)[] = [];
  /** by key: there is nothing to look after any more */
  const ends = new Map<string, () => void>();

  const drop = (key: string): void => {
    outbox.drop(key);
    ends.get(key)?.();
    ends.delete(key);
  };
  const untilDropped = (key: string): Promise<void> => new Promise((resolve) => void ends.set(key, resolve));

  const request = async ({ fromExchangeId, branchId, key, content, recordingId }: Pending): Promise<string> => {
    if (aside) return (await api.askAside(sessionId, key, content, branchId)).asideId;
    const spoken: [] | [string] = recordingId ? [recordingId] : [];
    const accepted =
      fromExchangeId === null
        ? api.sendMessage(sessionId, key, content, branchId, ...spoken)
        : api.startBranch(fromExchangeId, key, content, ...spoken);
    return (await accepted).exchangeId;
  };

  /** The log has moved on: what it shows is not on its way any more, once the server has said that it is the same. */
  const settle = (): void => {
    const { value: going } = pending;
    if (!going || going.storedAs === null || stored.value === null) return;
    onStored(going, stored.value);
    pending.value = null;
    goOn();
  };

  const giveBack = (going: Pending): void => {
    drop(going.key);
    pending.value = null;
    onReturned(going);
    goOn();
  };
  /** The next of what was left behind. */
  const goOn = (): void => {
    if (pending.peek() === null && !disposed) queue.shift()?.();
  };

  const waitForNextTry = (going: Pending, problem: ApiProblem, wasOnline: boolean): void => {
    tries += 1;
    // no answer does not mean that it did not arrive, except where there was no network to leave by
    pending.value = { ...going, state: "waiting", uncertain: going.uncertain || (problem.status === 0 && wasOnline) };
    const pause = Math.max((problem.retryAfter ?? 0) * 1000, 1000, waitBeforeReconnect(tries, Math.random));
    timer = setTimeout(() => void post(), pause);
    if (problem.status !== 0) onProblem(problem);
  };

  const post = async (): Promise<void> => {
    const going = pending.peek();
    if (!going || going.storedAs !== null || posting || disposed) return;
    posting = true;
    clearTimeout(timer);
    const wasOnline = navigator.onLine;
    try {
      pending.value = { ...going, state: "sending" };
      const storedAs = await request(going);
      tries = 0;
      // from here on the server has it
      drop(going.key);
      batch(() => {
        pending.value = { ...going, storedAs };
        settle();
      });
    } catch (problem) {
      // a sign-in that is gone keeps the message: what brings one back brings both back
      if (disposed || isShutOut(problem)) return onProblem(problem);
      if (problem instanceof ApiProblem && problem.passing) return waitForNextTry(going, problem, wasOnline);
      batch(() => {
        giveBack(going);
        onProblem(problem);
      });
    } finally {
      posting = false;
      // what was left behind came next while this one's answer was looked at
      if (pending.peek()?.key !== going.key) void post();
    }
  };

  /** The same request under the same key, so that it stays one message. */
  const takeUp = (going: Pending): Promise<void> => {
    if (disposed || !outbox.has(going.key)) return Promise.resolve();
    const dropped = untilDropped(going.key);
    queue.push(() => {
      pending.value = going;
      void post();
    });
    goOn();
    return dropped;
  };
  /** What is kept and nobody in this tab knows of: from before a reload, or of another tab. */
  const lookAround = (): void => {
    if (disposed) return;
    for (const going of outbox.list()) {
      if (going.aside !== aside || known.has(going.key)) continue;
      known.add(going.key);
      outbox.lookAfter(going.key, left.signal, () => takeUp(going));
    }
  };
  lookAround();
  // not at once: the tab that wrote it is just getting in line itself
  const stopWatching = outbox.watch(() => setTimeout(lookAround, A_MOMENT_MS));

  return {
    unsent,
    stored,
    settle,
    /** Kept first, then sent. */
    dispatch: (words: Omit<Pending, "storedAs" | "state" | "uncertain">): void => {
      const going: Pending = { ...words, storedAs: null, state: "sending", uncertain: false };
      known.add(going.key);
      outbox.keep(going);
      const dropped = untilDropped(going.key);
      outbox.lookAfter(going.key, left.signal, () => dropped);
      pending.value = going;
      void post();
    },
    sendNow: () => void post(),
    /** there is a line again */
    sendWaiting: (): void => {
      if (pending.peek()?.state === "waiting") void post();
    },
    /** Back into the draft, but only what the server certainly has not: otherwise the same words could be said twice. */
    takeBack: (): void => {
      const back = unsent.peek();
      if (!back || back.state !== "waiting" || back.uncertain || posting) return;
      clearTimeout(timer);
      batch(() => giveBack(back));
    },
    dispose: (): void => {
      disposed = true;
      stopWatching();
      left.abort();
      for (const end of ends.values()) end();
      clearTimeout(timer);
    },
  };
};

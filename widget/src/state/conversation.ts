import { batch, computed, signal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { ApiProblem, isLoginLost } from "../api/api-problem.ts";
import { followEvents, waitBeforeReconnect, type Connection } from "../api/follow-events.ts";
import { applyStreamEvent } from "./apply-stream-event.ts";
import { createUuid, type BrowserStore } from "./browser-store.ts";
import { createOutbox, findStored, type Pending } from "./outbox.ts";
import { lastNumber, speakingExchange, type LogEvent, type SessionState } from "./session-state.ts";

/** the wire's limit, in UTF-16 units */
export const LONGEST_MESSAGE = 8_000;
export type Notice = { code: string; detail: string };
type Follow = typeof followEvents;
type Surroundings = {
  api: InviteeApi;
  store: BrowserStore;
  sessionId: number;
  onLoginLost: () => void;
  onExchange?: (exchangeId: string) => void;
  follow?: Follow;
  /** gathers what arrives within a frame into one drawing */
  schedule?: (work: () => void) => void;
};

const eachFrame = (work: () => void): void => {
  // a hidden tab draws no frames, but it still has to read
  if (document.visibilityState === "hidden") setTimeout(work, 50);
  else requestAnimationFrame(work);
};

/** What the wire refuses in a text (NUL, lone surrogates) never leaves the composer. */
const cleanText = (text: string): string => text.replaceAll("\0", "").toWellFormed().trim();

/**
 * One session: what its log says, what is on its way, and the verbs of the invitee.
 * `dispose` when it is left; the pending message and the draft stay in the store.
 */
export const createConversation = ({
  api,
  store,
  sessionId,
  onLoginLost,
  onExchange,
  follow = followEvents,
  schedule = eachFrame,
}: Surroundings) => {
  const outbox = createOutbox(store, sessionId);
  const draftName = `draft:${sessionId}`;
  const state = signal<SessionState | null>(null);
  const pending = signal<Pending | null>(outbox.list()[0] ?? null);
  const draft = signal(store.read(draftName) ?? "");
  const connection = signal<Connection>("connecting");
  const notice = signal<Notice | null>(null);
  /** exchange whose Stop was pressed and not yet answered */
  const stopping = signal<string | null>(null);
  /** exchange being tried again */
  const retrying = signal<string | null>(null);
  const speaking = computed(() => speakingExchange(state.value));
  /** pending, unless the log already shows it */
  const unsent = computed(() =>
    pending.value && state.value && findStored(pending.value, state.value.exchanges) ? null : pending.value,
  );

  let disposed = false;
  let posting = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryKey: { exchangeId: string; key: string } | null = null;
  let waitingEvents: LogEvent[] = [];

  const write = (text: string): void => {
    draft.value = text;
    if (text === "") store.forget(draftName);
    else store.write(draftName, text);
  };

  const report = (problem: unknown): void => {
    if (disposed) return;
    if (isLoginLost(problem)) onLoginLost();
    else
      notice.value =
        problem instanceof ApiProblem
          ? { code: problem.code, detail: problem.detail }
          : { code: "internal", detail: String(problem) };
  };

  /** Refused for good: the words go back to where they can be changed, before anything newer. */
  const giveBack = (refused: Pending): void => {
    outbox.drop(refused.key);
    pending.value = null;
    write(draft.peek() === "" ? refused.content : `${refused.content}\n\n${draft.peek()}`);
  };

  const post = async (): Promise<void> => {
    const going = pending.peek();
    if (!going || going.exchangeId !== null || posting || disposed) return;
    posting = true;
    clearTimeout(timer);
    try {
      pending.value = { ...going, state: "sending" };
      const { exchangeId } = await api.sendMessage(sessionId, going.key, going.content);
      tries = 0;
      // from here on the server has it
      outbox.drop(going.key);
      const shown = state.peek()?.exchanges.some(({ id }) => id === exchangeId);
      pending.value = shown ? null : { ...going, exchangeId };
      onExchange?.(exchangeId);
    } catch (problem) {
      // a sign-in that is gone keeps the message: the same link brings both back
      if (disposed || isLoginLost(problem)) return report(problem);
      if (problem instanceof ApiProblem && problem.passing) {
        tries += 1;
        pending.value = { ...going, state: "waiting" };
        timer = setTimeout(
          () => void post(),
          Math.max((problem.retryAfter ?? 0) * 1000, 1000, waitBeforeReconnect(tries, Math.random)),
        );
        if (problem.status !== 0) report(problem);
        return;
      }
      batch(() => {
        giveBack(going);
        report(problem);
      });
    } finally {
      posting = false;
    }
  };

  const apply = (events: LogEvent[]): void => {
    batch(() => {
      state.value = events.reduce(applyStreamEvent, state.peek());
      const { value: known } = state;
      if (!known) return;
      const acknowledged = pending.peek()?.exchangeId;
      if (acknowledged && known.exchanges.some(({ id }) => id === acknowledged)) pending.value = null;
      if (stopping.peek() !== speaking.peek()?.id) stopping.value = null;
      if (retrying.peek() === speaking.peek()?.id) retrying.value = null;
    });
  };
  const flush = (): void => {
    const events = waitingEvents;
    waitingEvents = [];
    if (!disposed && events.length > 0) apply(events);
  };

  const stopFollowing = follow({
    open: (cursor, signal) => api.openEvents(sessionId, cursor, signal),
    apply: (events) => {
      const idle = waitingEvents.length === 0;
      waitingEvents.push(...events);
      if (idle) schedule(flush);
    },
    onConnection: (now) => {
      connection.value = now;
      // what could not be sent goes out as soon as there is a line
      if (now === "live" && pending.peek()?.state === "waiting") void post();
    },
    onLost: (problem) => report(problem),
  });
  // kept from before a reload: the same key, so that it stays one message
  void post();

  const changeStatus = async (status: "ACTIVE" | "PAUSED" | "COMPLETED"): Promise<boolean> => {
    try {
      await api.changeSession(sessionId, status);
      const known = state.peek();
      if (known) state.value = { ...known, session: { ...known.session, status } };
      return true;
    } catch (problem) {
      report(problem);
      return false;
    }
  };

  return {
    sessionId,
    state,
    pending,
    unsent,
    draft,
    connection,
    notice,
    speaking,
    stopping,
    retrying,
    write,
    /** Takes the draft and sends it; leaves it where it is while that cannot be. */
    send: (): "sent" | "empty" | "speaking" | "pending" | "too-long" => {
      const content = cleanText(draft.peek());
      if (content === "") return "empty";
      if (content.length > LONGEST_MESSAGE) return "too-long";
      if (speaking.peek()) return "speaking";
      if (pending.peek()) return "pending";
      const going: Pending = {
        key: createUuid(),
        content,
        afterNumber: lastNumber(state.peek()),
        exchangeId: null,
        state: "sending",
      };
      outbox.keep(going);
      batch(() => {
        pending.value = going;
        notice.value = null;
        write("");
      });
      void post();
      return "sent";
    },
    sendNow: () => void post(),
    takeBack: (): void => {
      const back = pending.peek();
      if (back && back.state === "waiting" && back.exchangeId === null && !posting) {
        clearTimeout(timer);
        batch(() => giveBack(back));
      }
    },
    stop: async (): Promise<void> => {
      const exchange = speaking.peek();
      if (!exchange || stopping.peek() === exchange.id) return;
      stopping.value = exchange.id;
      await api.stopExchange(exchange.id).catch((problem: unknown) => {
        stopping.value = null;
        report(problem);
      });
    },
    retry: async (exchangeId: string): Promise<void> => {
      if (retrying.peek() === exchangeId) return;
      batch(() => {
        retrying.value = exchangeId;
        notice.value = null;
      });
      // one key for one wish: a second click after a lost answer is no second attempt
      if (retryKey?.exchangeId !== exchangeId) retryKey = { exchangeId, key: createUuid() };
      try {
        await api.retryExchange(exchangeId, retryKey.key);
        retryKey = null;
      } catch (problem) {
        if (!(problem instanceof ApiProblem && problem.passing)) retryKey = null;
        report(problem);
      } finally {
        retrying.value = null;
      }
    },
    stepOut: () => changeStatus("PAUSED"),
    comeBack: () => changeStatus("ACTIVE"),
    end: () => changeStatus("COMPLETED"),
    markSeen: (messageIds: number[]) => void api.markSeen(sessionId, messageIds).catch(() => {}),
    dismiss: (): void => {
      notice.value = null;
    },
    dispose: (): void => {
      disposed = true;
      clearTimeout(timer);
      stopFollowing();
    },
  };
};
export type Conversation = ReturnType<typeof createConversation>;

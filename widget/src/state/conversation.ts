import { batch, computed, effect, signal, type Signal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { ApiProblem, isShutOut } from "../api/api-problem.ts";
import { followEvents, type Connection } from "../api/follow-events.ts";
import type { InvitationView, SessionSummary } from "../api/protocol.ts";
import { applyStreamEvent } from "./apply-stream-event.ts";
import { createAsking } from "./asking.ts";
import { whyClosed } from "./closed.ts";
import { createUuid, type BrowserStore } from "./browser-store.ts";
import { noticeOf, type Notice } from "./notice.ts";
import { createOutbox } from "./outbox.ts";
import { createSending } from "./sending.ts";
import { speakingExchange, type LogEvent, type SessionState } from "./session-state.ts";

type Follow = typeof followEvents;
type Surroundings = {
  api: InviteeApi;
  store: BrowserStore;
  sessionId: number;
  /** as it was when one came in */
  invitation?: Signal<InvitationView | null>;
  onLoginLost: (problem: ApiProblem) => void;
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

/**
 * One session: what its log says, and the verbs of the invitee.
 * `dispose` when it is left; the pending message and the draft stay in the store.
 */
export const createConversation = ({
  api,
  store,
  sessionId,
  invitation = signal(null),
  onLoginLost,
  onExchange = () => {},
  follow = followEvents,
  schedule = eachFrame,
}: Surroundings) => {
  const state = signal<SessionState | null>(null);
  const connection = signal<Connection>("connecting");
  const notice = signal<Notice | null>(null);
  /** exchange whose Stop was pressed and not yet answered */
  const stopping = signal<string | null>(null);
  /** exchange being tried again */
  const retrying = signal<string | null>(null);
  const speaking = computed(() => speakingExchange(state.value));
  /** the code of why nothing more can be said, though the session is not over; null: it can */
  const closed = computed(() => whyClosed([state.value?.problem, notice.value], invitation.value));
  let disposed = false;
  let retryKey: { exchangeId: string; key: string } | null = null;
  let waitingEvents: LogEvent[] = [];
  let endAsked = false;

  /** nothing more to say here: the session was left, or the sign-in is gone and the panel says so */
  const isLost = (problem: unknown): boolean => {
    if (disposed) return true;
    if (!isShutOut(problem)) return false;
    onLoginLost(problem);
    return true;
  };
  const report = (problem: unknown): void => {
    if (!isLost(problem)) notice.value = noticeOf(problem);
  };

  const outbox = createOutbox(store, sessionId);
  const sending = createSending({
    api,
    store,
    sessionId,
    outbox,
    state,
    isSpeaking: () => speaking.peek() !== null,
    onAccepted: onExchange,
    onProblem: report,
  });
  const asking = createAsking({
    api,
    store,
    sessionId,
    outbox,
    state,
    // a line that is still on its way has no id yet: it is asked in the one that it leaves
    branchId: () => {
      const [line, going] = [sending.line.peek(), sending.pending.peek()];
      return going?.key === line ? going.branchId : line;
    },
    isLost,
  });

  // what was to be tried again is there to be read
  const stopLeaving = effect(() => {
    if (closed.value !== null) sending.leaveTry();
  });

  const adopt = (session: SessionSummary): void => {
    const known = state.peek();
    if (known) state.value = { ...known, session };
  };
  /** The log says that the session has ended, perhaps in another tab; the session itself says when, and how long it was. */
  const askForEnd = ({ session }: SessionState): void => {
    if (endAsked || session.status !== "COMPLETED" || session.endedAt !== null) return;
    endAsked = true;
    api.session(sessionId).then(adopt, () => (endAsked = false));
  };

  const apply = (events: LogEvent[]): void => {
    batch(() => {
      const told = (state.value = events.reduce(applyStreamEvent, state.peek()));
      if (told === null) return;
      askForEnd(told);
      sending.settle();
      asking.settle();
      if (asking.stopping.peek() !== asking.running.peek()?.id) asking.stopping.value = null;
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
    renew: api.renew,
    apply: (events) => {
      const idle = waitingEvents.length === 0;
      waitingEvents.push(...events);
      if (idle) schedule(flush);
    },
    onConnection: (now) => {
      connection.value = now;
      if (now !== "live") return;
      sending.sendWaiting();
      asking.sendWaiting();
    },
    onLost: (problem) => report(problem),
  });

  const changeStatus = async (status: "ACTIVE" | "PAUSED" | "COMPLETED"): Promise<boolean> => {
    try {
      adopt(await api.changeSession(sessionId, status));
      return true;
    } catch (problem) {
      report(problem);
      return false;
    }
  };

  return {
    api,
    invitation,
    sessionId,
    state,
    connection,
    notice,
    closed,
    store,
    speaking,
    stopping,
    retrying,
    ...sending,
    asking,
    send: () =>
      batch(() => {
        const outcome = sending.send();
        if (outcome === "sent") notice.value = null;
        return outcome;
      }),
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
    /** Whoever invited may have extended it: the invitation says. */
    lookAgain: async (): Promise<void> => {
      try {
        const me = await api.me();
        const told = state.peek();
        batch(() => {
          invitation.value = me.invitation;
          notice.value = null;
          if (told) state.value = { ...told, problem: null };
        });
      } catch (problem) {
        report(problem);
      }
    },
    stepOut: () => changeStatus("PAUSED"),
    comeBack: () => changeStatus("ACTIVE"),
    end: async (): Promise<boolean> => {
      // its answer has the times, so the log's word of it need not be followed by a question
      endAsked = true;
      return (endAsked = await changeStatus("COMPLETED"));
    },
    markSeen: (messageIds: number[]) => void api.markSeen(sessionId, messageIds).catch(() => {}),
    dismiss: (): void => {
      notice.value = null;
    },
    dispose: (): void => {
      disposed = true;
      stopLeaving();
      sending.dispose();
      asking.dispose();
      stopFollowing();
    },
  };
};
export type Conversation = ReturnType<typeof createConversation>;

import { batch, computed, effect, signal, type Signal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { ApiProblem, isShutOut } from "../api/api-problem.ts";
import type { Connection } from "../api/connection.ts";
import type { InvitationView, SessionSummary } from "../api/protocol.ts";
import { createAsking } from "./asking.ts";
import { endingSoon, whyClosed } from "./closed.ts";
import { createUuid, type BrowserStore } from "./browser-store.ts";
import { followLater, type Change, type Follow } from "./follow.ts";
import { parseNoteTiming, type NoteTiming } from "./note-timing.ts";
import { noticeOf, type Notice } from "./notice.ts";
import { createOutbox } from "./outbox.ts";
import { createOutline } from "./outline.ts";
import { createSending } from "./sending.ts";
import { speakingExchange, type SessionState } from "./session-state.ts";
import { tellUse } from "./tell-use.ts";

/** refusals that a top-up answers */
const FOR_WANT_OF_QUOTA = new Set(["exhausted", "kept-for-exchange"]);

type Surroundings = {
  api: InviteeApi;
  store: BrowserStore;
  sessionId: number;
  /** as it was when one came in */
  invitation?: Signal<InvitationView | null>;
  onLoginLost: (problem: ApiProblem) => void;
  /** what is known, each time that changes */
  onState?: (state: SessionState | null) => void;
  follow?: Follow;
  /** gathers what arrives within a moment into one drawing */
  schedule?: (work: () => void) => void;
};

/** Words come 20 times a second at most: as smooth to read as 60, and a slow device has time for the rest of its page. */
const DRAWING_MS = 50;
const createPace = (): ((work: () => void) => void) => {
  let drawnAt = 0;
  return (work) => {
    const draw = (now: number): void => {
      drawnAt = now;
      work();
    };
    // a hidden tab draws no frames, but it still has to read
    if (document.visibilityState === "hidden") setTimeout(work, 50);
    else setTimeout(() => requestAnimationFrame(draw), Math.max(0, drawnAt + DRAWING_MS - 16 - performance.now()));
  };
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
  onState = () => {},
  follow = followLater,
  schedule = createPace(),
}: Surroundings) => {
  /** all that the log has said */
  const state = signal<SessionState | null>(null);
  const outlined = createOutline(state);
  const { outline } = outlined;
  const connection = signal<Connection>("connecting");
  const notice = signal<Notice | null>(null);
  /** exchange whose Stop was pressed and not yet answered */
  const stopping = signal<string | null>(null);
  /** exchange being tried again */
  const retrying = signal<string | null>(null);
  const speaking = computed(() => speakingExchange(outline.value));
  /** the code of why nothing more can be said, though the session is not over; null: it can */
  const closed = computed(() => whyClosed([outline.value?.problem, notice.value], invitation.value));
  const timingName = `notes:${sessionId}`;
  const noteTiming = signal(parseNoteTiming(store.read(timingName)));
  /** what notes wait for; null: they are shown, as all of them are once it is over */
  const held = computed((): NoteTiming | null =>
    noteTiming.value === "at-once" || outline.value?.session.status === "COMPLETED" ? null : noteTiming.value,
  );
  /** when nothing more can be said, where that is soon */
  const endsSoon = computed(() => endingSoon(invitation.value));
  let disposed = false;
  let retryKey: { exchangeId: string; key: string } | null = null;
  let waiting: Change[] = [];
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

  const succeeds = (asked: Promise<unknown>): Promise<boolean> =>
    asked.then(
      () => true,
      (problem: unknown) => {
        report(problem);
        return false;
      },
    );

  const outbox = createOutbox(store, sessionId);
  const sending = createSending({
    api,
    store,
    sessionId,
    outbox,
    state: outline,
    isSpeaking: () => speaking.peek() !== null,
    onProblem: report,
  });
  const asking = createAsking({
    api,
    store,
    sessionId,
    outbox,
    state: outline,
    // a line that is still on its way has no id yet: it is asked in the one that it leaves
    branchId: () => {
      const [line, going] = [sending.line.peek(), sending.pending.peek()];
      return going?.key === line ? going.branchId : line;
    },
    isLost,
  });

  const use = tellUse({ api, sessionId, connection, notice, pending: sending.pending, speaking });
  const stopTelling = effect(() => onState(outline.value));
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

  /** Staff gave it more time, or less: what had closed for that is open again. Where that is past, too, the server tells so next. */
  const changeExpiry = (expiresAt: string): void => {
    const known = invitation.peek();
    if (known) invitation.value = { ...known, expiresAt, state: known.state === "expired" ? "active" : known.state };
    if (notice.peek()?.code === "expired") notice.value = null;
  };

  const flush = (): void => {
    const changes = waiting;
    waiting = [];
    if (disposed || changes.length === 0) return;
    batch(() => {
      const known = state.peek();
      const before = known?.expiresAt ?? null;
      const told = (state.value = changes.reduce((known, change) => change(known), state.peek()));
      if (told === null) return;
      if (told.expiresAt !== null && told.expiresAt !== before) changeExpiry(told.expiresAt);
      // topped up: what did not fit may fit now
      if (known && told.quota.tokens > known.quota.tokens && FOR_WANT_OF_QUOTA.has(notice.peek()?.code ?? ""))
        notice.value = null;
      askForEnd(told);
      sending.settle();
      asking.settle();
      if (asking.stopping.peek() !== asking.running.peek()?.id) asking.stopping.value = null;
      if (stopping.peek() !== speaking.peek()?.id) stopping.value = null;
      if (retrying.peek() === speaking.peek()?.id) retrying.value = null;
    });
  };

  const stopFollowing = follow({
    name: `${store.space}log:${sessionId}`,
    open: (cursor, signal) => api.openEvents(sessionId, cursor, signal),
    renew: api.renew,
    apply: (change) => {
      if (waiting.push(change) === 1) schedule(flush);
    },
    read: () => {
      flush();
      return state.peek();
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
    ...outlined,
    connection,
    notice,
    closed,
    endsSoon,
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
    noteTiming,
    held,
    setNoteTiming: (timing: NoteTiming): void => {
      noteTiming.value = timing;
      store.write(timingName, timing);
    },
    /** The coach need not comment on that one. Resolves with whether it was told. */
    skipNote: (exchangeId: string): Promise<boolean> => succeeds(api.stopExchange(exchangeId, "coach")),
    /** What one thinks of a comment; null: nothing any more. Resolves with whether that is known there. */
    rateNote: (messageId: number, helpful: boolean | null): Promise<boolean> =>
      succeeds(api.rateComment(sessionId, messageId, helpful)),
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
    beShown: use.beShown,
    dispose: (): void => {
      disposed = true;
      stopLeaving();
      stopTelling();
      use.dispose();
      sending.dispose();
      asking.dispose();
      stopFollowing();
    },
  };
};
export type Conversation = ReturnType<typeof createConversation>;

import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { createUuid, type BrowserStore } from "./browser-store.ts";
import { cleanText, createDelivery, LONGEST_MESSAGE } from "./delivery.ts";
import type { Outbox, Pending } from "./outbox.ts";
import { noticeOf, type Notice } from "./notice.ts";
import { lastNumber, type SessionState } from "./session-state.ts";

type Surroundings = {
  api: InviteeApi;
  store: BrowserStore;
  sessionId: number;
  outbox: Outbox;
  state: ReadonlySignal<SessionState | null>;
  /** the line that one is in, as the server knows it */
  branchId: () => string | null;
  isLost: (problem: unknown) => boolean;
};

/**
 * Private questions to the coach: a draft of its own, one question on its way at a time, one answer at a time, beside whatever
 * runs between the invitee and the partner.
 */
export const createAsking = ({ api, store, sessionId, outbox, state, branchId, isLost }: Surroundings) => {
  const draftName = `question:${sessionId}`;
  const draft = signal(store.read(draftName) ?? "");
  const pending = signal<Pending | null>(null);
  const notice = signal<Notice | null>(null);
  const running = computed(() => state.value?.asides.findLast(({ status }) => status === "running") ?? null);
  /** the aside whose Stop was pressed and not yet answered */
  const stopping = signal<string | null>(null);

  const write = (text: string): void => {
    draft.value = text;
    if (text === "") store.forget(draftName);
    else store.write(draftName, text);
  };
  const report = (problem: unknown): void => {
    if (!isLost(problem)) notice.value = noticeOf(problem);
  };
  const delivery = createDelivery({
    api,
    sessionId,
    outbox,
    aside: true,
    pending,
    state,
    onReturned: ({ content }) => write(draft.peek() === "" ? content : `${content}\n\n${draft.peek()}`),
    onProblem: report,
  });

  // one draft for all tabs: what is written or asked in one is so in the others
  const stopWatching = store.watch(draftName, (_, text) => {
    draft.value = text ?? "";
  });

  return {
    ...delivery,
    draft,
    pending,
    notice,
    running,
    stopping,
    write,
    /** Takes the draft, or the words of a question that failed; leaves them where they are while they cannot be asked. */
    ask: (again?: string): "sent" | "empty" | "running" | "pending" | "too-long" => {
      const content = cleanText(again ?? draft.peek());
      if (content === "") return "empty";
      if (content.length > LONGEST_MESSAGE) return "too-long";
      if (pending.peek()) return "pending";
      if (running.peek()) return "running";
      batch(() => {
        notice.value = null;
        delivery.dispatch({
          key: createUuid(),
          content,
          aside: true,
          branchId: branchId(),
          fromExchangeId: null,
          afterNumber: lastNumber(state.peek()?.asides),
          afterBranches: 0,
        });
        if (again === undefined) write("");
      });
      return "sent";
    },
    stop: async (): Promise<void> => {
      const aside = running.peek();
      if (!aside || stopping.peek() === aside.id) return;
      stopping.value = aside.id;
      await api.stopAside(aside.id).catch((problem: unknown) => {
        stopping.value = null;
        report(problem);
      });
    },
    dismiss: (): void => {
      notice.value = null;
    },
    dispose: (): void => {
      stopWatching();
      delivery.dispose();
    },
  };
};

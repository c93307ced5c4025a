import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { createUuid, type BrowserStore } from "./browser-store.ts";
import { cleanText, createDelivery, LONGEST_MESSAGE } from "./delivery.ts";
import { draftOf } from "./drafts.ts";
import { createLineChoice } from "./line-choice.ts";
import type { LineId } from "./lines.ts";
import type { Outbox, Pending } from "./outbox.ts";
import { lastNumber, type ExchangeState, type SessionState } from "./session-state.ts";

type Surroundings = {
  api: InviteeApi;
  store: BrowserStore;
  sessionId: number;
  outbox: Outbox;
  state: ReadonlySignal<SessionState | null>;
  /** the partner still speaks: nothing goes out meanwhile */
  isSpeaking: () => boolean;
  onProblem: (problem: unknown) => void;
};

/**
 * The words to the partner: the draft, or the words of an exchange that is tried again; and the one message on its way,
 * given back when it is refused for good. The words are always in exactly one place.
 */
export const createSending = ({ api, store, sessionId, outbox, state, isSpeaking, onProblem }: Surroundings) => {
  const pending = signal<Pending | null>(null);
  const lines = createLineChoice({ store, sessionId, state, pending });
  const { line, trying, tryingId, shown } = lines;
  const kept = draftOf(store, sessionId);
  const lineDraft = signal(kept.read());
  const tryDraftName = (exchangeId: string): string => `${kept.name}:${exchangeId}`;
  const tryDraft = signal(tryingId.value === null ? "" : (store.read(tryDraftName(tryingId.value)) ?? ""));
  const draft = computed(() => (trying.value === null ? lineDraft : tryDraft).value);

  /** id of the recording that goes with the next message */
  const spokenName = `spoken:${sessionId}`;
  const spoken = signal(store.read(spokenName));
  const attach = (recordingId: string | null): void => {
    spoken.value = recordingId;
    if (recordingId === null) store.forget(spokenName);
    else store.write(spokenName, recordingId);
  };
  const writeInLine = (text: string): void => {
    lineDraft.value = text;
    kept.write(text);
  };
  /** before anything newer */
  const writeBefore = (words: string): void =>
    writeInLine(lineDraft.peek() === "" ? words : `${words}\n\n${lineDraft.peek()}`);
  const writeTry = (exchangeId: string, text: string): void => {
    tryDraft.value = text;
    store.write(tryDraftName(exchangeId), text);
  };
  const write = (text: string): void => {
    const again = trying.peek();
    if (again === null) writeInLine(text);
    else writeTry(again.id, text);
  };
  const startTry = (exchangeId: string, words: string): void =>
    batch(() => {
      // words that were changed before, and left, are there again
      writeTry(exchangeId, store.read(tryDraftName(exchangeId)) ?? words);
      lines.setTrying(exchangeId);
    });
  const leaveTry = (): void =>
    batch(() => {
      const again = trying.peek();
      if (again === null) return;
      const words = tryDraft.peek();
      if (words.trim() === "" || words === again.user?.content) store.forget(tryDraftName(again.id));
      lines.setTrying(null);
    });

  const delivery = createDelivery({
    api,
    sessionId,
    outbox,
    aside: false,
    pending,
    state,
    // a line that was on its way has its id now
    onStored: (_, { branchId }) => {
      if (line.peek() === branchId) lines.goTo(branchId);
    },
    onReturned: (back) => {
      if (back.recordingId) attach(back.recordingId);
      if (back.fromExchangeId === null) return writeBefore(back.content);
      store.write(tryDraftName(back.fromExchangeId), back.content);
      if (line.peek() === null) lines.goTo(back.branchId);
      if (trying.peek() === null) startTry(back.fromExchangeId, back.content);
    },
    onProblem,
  });

  // one draft for all tabs: what is written or sent in one is so in the others
  const stopWatching = store.watch(kept.name, (name, text) => {
    if (name === kept.name) lineDraft.value = text ?? "";
    else if (trying.peek() && text !== null && name === tryDraftName(trying.peek()?.id ?? "")) tryDraft.value = text;
  });

  /** the one on its way, where it is in the line that is shown */
  const unsentHere = computed(() => {
    const going = delivery.unsent.value;
    if (going === null || trying.value !== null) return null;
    return line.value === (going.fromExchangeId === null ? going.branchId : going.key) ? going : null;
  });

  /** Where the draft goes: on in this line, or anew from before the exchange that is tried again. */
  const destination = (): Pick<Pending, "branchId" | "fromExchangeId" | "afterNumber"> => {
    const again = trying.peek();
    return again
      ? { branchId: again.branchId, fromExchangeId: again.id, afterNumber: again.number - 1 }
      : { branchId: line.peek(), fromExchangeId: null, afterNumber: lastNumber(shown.peek()) };
  };

  return {
    ...delivery,
    dispose: (): void => {
      stopWatching();
      delivery.dispose();
    },
    draft,
    spoken,
    attach,
    pending,
    unsentHere,
    line,
    shown,
    trying,
    write,
    leaveTry,
    /** The words of an exchange that got no answer, to be changed and sent again in the same line. */
    reword: ({ user }: ExchangeState): void =>
      batch(() => {
        leaveTry();
        if (user && user.content !== lineDraft.peek()) writeBefore(user.content);
      }),
    tryAgain: ({ id, user }: ExchangeState): void => startTry(id, user?.content ?? ""),
    goTo: (next: LineId): void =>
      batch(() => {
        leaveTry();
        lines.goTo(next);
      }),
    /** Takes the draft and sends it; leaves it where it is while that cannot be. */
    send: (): "sent" | "empty" | "speaking" | "pending" | "too-long" => {
      const content = cleanText(draft.peek());
      if (content === "") return "empty";
      if (content.length > LONGEST_MESSAGE) return "too-long";
      if (isSpeaking()) return "speaking";
      if (pending.peek()) return "pending";
      const key = createUuid();
      const to = destination();
      const recordingId = spoken.peek();
      batch(() => {
        delivery.dispatch({
          key,
          content,
          aside: false,
          ...(recordingId === null ? {} : { recordingId }),
          afterBranches: state.peek()?.branches.length ?? 0,
          ...to,
        });
        attach(null);
        if (to.fromExchangeId === null) return writeInLine("");
        store.forget(tryDraftName(to.fromExchangeId));
        lines.setTrying(null);
        lines.goTo(key);
      });
      return "sent";
    },
  };
};

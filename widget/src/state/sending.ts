import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { ApiProblem, isLoginLost } from "../api/api-problem.ts";
import { waitBeforeReconnect } from "../api/follow-events.ts";
import { createUuid, type BrowserStore } from "./browser-store.ts";
import { createOutbox, findStored, type Pending } from "./outbox.ts";
import { lastNumber, type SessionState } from "./session-state.ts";

/** the wire's limit, in UTF-16 units */
export const LONGEST_MESSAGE = 8_000;
type Surroundings = {
  api: InviteeApi;
  store: BrowserStore;
  sessionId: number;
  state: ReadonlySignal<SessionState | null>;
  /** the partner still speaks: nothing goes out meanwhile */
  isSpeaking: () => boolean;
  onAccepted: (exchangeId: string) => void;
  onProblem: (problem: unknown) => void;
};

/** What the wire refuses in a text (NUL, lone surrogates) never leaves the composer. */
const cleanText = (text: string): string => text.replaceAll("\0", "").toWellFormed().trim();

/**
 * The draft, and the one message on its way: kept in the store until the server has it, sent again under the same key,
 * given back to the draft when it is refused for good. The words are always in exactly one place.
 */
export const createSending = ({ api, store, sessionId, state, isSpeaking, onAccepted, onProblem }: Surroundings) => {
  const outbox = createOutbox(store, sessionId);
  const draftName = `draft:${sessionId}`;
  const draft = signal(store.read(draftName) ?? "");
  const pending = signal<Pending | null>(outbox.list()[0] ?? null);
  /** pending, unless the log already shows it */
  const unsent = computed(() =>
    pending.value && state.value && findStored(pending.value, state.value.exchanges) ? null : pending.value,
  );
  let disposed = false;
  let posting = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const write = (text: string): void => {
    draft.value = text;
    if (text === "") store.forget(draftName);
    else store.write(draftName, text);
  };

  /** The words go back to where they can be changed, before anything newer. */
  const giveBack = (refused: Pending): void => {
    outbox.drop(refused.key);
    pending.value = null;
    write(draft.peek() === "" ? refused.content : `${refused.content}\n\n${draft.peek()}`);
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
    if (!going || going.exchangeId !== null || posting || disposed) return;
    posting = true;
    clearTimeout(timer);
    const wasOnline = navigator.onLine;
    try {
      pending.value = { ...going, state: "sending" };
      const { exchangeId } = await api.sendMessage(sessionId, going.key, going.content);
      tries = 0;
      // from here on the server has it
      outbox.drop(going.key);
      const shown = state.peek()?.exchanges.some(({ id }) => id === exchangeId);
      pending.value = shown ? null : { ...going, exchangeId };
      onAccepted(exchangeId);
    } catch (problem) {
      // a sign-in that is gone keeps the message: the same link brings both back
      if (disposed || isLoginLost(problem)) return onProblem(problem);
      if (problem instanceof ApiProblem && problem.passing) return waitForNextTry(going, problem, wasOnline);
      batch(() => {
        giveBack(going);
        onProblem(problem);
      });
    } finally {
      posting = false;
    }
  };
  // kept from before a reload: the same key, so that it stays one message
  void post();

  return {
    draft,
    pending,
    unsent,
    write,
    /** Takes the draft and sends it; leaves it where it is while that cannot be. */
    send: (): "sent" | "empty" | "speaking" | "pending" | "too-long" => {
      const content = cleanText(draft.peek());
      if (content === "") return "empty";
      if (content.length > LONGEST_MESSAGE) return "too-long";
      if (isSpeaking()) return "speaking";
      if (pending.peek()) return "pending";
      const afterNumber = lastNumber(state.peek());
      const going: Pending = {
        key: createUuid(),
        content,
        afterNumber,
        exchangeId: null,
        state: "sending",
        uncertain: false,
      };
      outbox.keep(going);
      batch(() => {
        pending.value = going;
        write("");
      });
      void post();
      return "sent";
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
    /** The log has moved on: a message that it shows is not on its way any more. */
    settle: (): void => {
      const acknowledged = pending.peek()?.exchangeId;
      if (acknowledged && state.peek()?.exchanges.some(({ id }) => id === acknowledged)) pending.value = null;
    },
    dispose: (): void => {
      disposed = true;
      clearTimeout(timer);
    },
  };
};

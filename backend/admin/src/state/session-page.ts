import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";
import type { StaffSessionDetail } from "./types.ts";
import { watchSession } from "./watch-session.ts";

/** Where a note is being written: on the session, or on one message of it. */
type NoteAnchor = { messageId: number | null };
export type SessionPage = {
  session: ReadonlySignal<Remote<StaffSessionDetail>>;
  load: () => Promise<void>;
  /** also of one that is over: the addresses of recordings end */
  readAgain: () => Promise<void>;
  /** something may still happen in it */
  goesOn: ReadonlySignal<boolean>;
  /** the invitee is told that somebody watches */
  watching: ReadonlySignal<boolean>;
  writingAt: ReadonlySignal<NoteAnchor | null>;
  /** kept when the composer is closed, until it was saved */
  draft: Signal<string>;
  startNote: (messageId: number | null) => void;
  closeNote: () => void;
  saveNote: Action<[]>;
  dispose: () => void;
};

// COMPLETED is final; what runs in it still ends, and nothing else changes any more but notes.
const isGoingOn = ({ status, exchanges, asides }: StaffSessionDetail): boolean =>
  status !== "COMPLETED" || [...exchanges, ...asides].some((one) => one.status === "running");

// What is watched tells when it changed; notes of others, and what was seen, are not told.
const WATCHED_MS = 20_000;
const UNWATCHED_MS = 5_000;

export const createSessionPage = (api: ConsoleApi, id: number): SessionPage => {
  const remote = createRemote(() => api.readSession(id));
  const writingAt = signal<NoteAnchor | null>(null);
  const draft = signal("");
  const saveNote = createAction(async () => {
    const content = draft.peek().trim();
    const anchor = writingAt.peek();
    if (content === "" || anchor === null) return;
    const note = await api.addNote(id, {
      content,
      ...(anchor.messageId === null ? {} : { messageId: anchor.messageId }),
    });
    draft.value = "";
    writingAt.value = null;
    const shown = valueOf(remote.state.peek());
    if (shown !== null) remote.replace({ ...shown, notes: [...shown.notes, note] });
  });
  const goesOn = computed(() => {
    const shown = valueOf(remote.state.value);
    return shown !== null && isGoingOn(shown);
  });
  const refresh = async (): Promise<void> => {
    if (goesOn.peek() || valueOf(remote.state.peek()) === null) await remote.refresh();
  };
  const watch = watchSession(api, id, goesOn, refresh);
  const stop = refreshWhileVisible(refresh, () => (watch.watching.peek() ? WATCHED_MS : UNWATCHED_MS));
  void remote.load();
  return {
    session: remote.state,
    load: remote.load,
    readAgain: remote.refresh,
    goesOn,
    watching: watch.watching,
    writingAt,
    draft,
    startNote: (messageId) => {
      saveNote.clear();
      writingAt.value = { messageId };
    },
    closeNote: () => void (writingAt.value = null),
    saveNote,
    dispose: () => {
      stop();
      watch.dispose();
    },
  };
};

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";
import type { StaffSessionDetail } from "./types.ts";

/** Where a note is being written: on the session, or on one message of it. */
type NoteAnchor = { messageId: number | null };
export type SessionPage = {
  session: ReadonlySignal<Remote<StaffSessionDetail>>;
  load: () => Promise<void>;
  writingAt: ReadonlySignal<NoteAnchor | null>;
  /** kept when the composer is closed, until it was saved */
  draft: Signal<string>;
  startNote: (messageId: number | null) => void;
  closeNote: () => void;
  saveNote: Action<[]>;
  dispose: () => void;
};

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
  // COMPLETED is final: nothing of it changes any more but notes.
  const refresh = async (): Promise<void> => {
    if (valueOf(remote.state.peek())?.status !== "COMPLETED") await remote.refresh();
  };
  void remote.load();
  return {
    session: remote.state,
    load: remote.load,
    writingAt,
    draft,
    startNote: (messageId) => {
      saveNote.clear();
      writingAt.value = { messageId };
    },
    closeNote: () => void (writingAt.value = null),
    saveNote,
    dispose: refreshWhileVisible(refresh, 5_000),
  };
};

import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { CallsOf, ConsoleApi } from "../api/console-api.ts";

import { createAction, type Action } from "./action.ts";
import type { Live } from "./live-lanes.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";
import type { StaffCode, StaffNote, StaffSessionDetail } from "./types.ts";
import { watchSession } from "./watch-session.ts";

/** Where a note is being written: on the session, or on one message of it; `note`: one of mine that I change. */
type NoteAnchor = { messageId: number | null; note: StaffNote | null };
export type { CallsOf };
export type SessionPage = {
  id: number;
  /** what the partner is called */
  persona: ReadonlySignal<string>;
  session: ReadonlySignal<Remote<StaffSessionDetail>>;
  load: () => Promise<void>;
  /** also of one that is over: the addresses of recordings end */
  readAgain: () => Promise<void>;
  /** something may still happen in it */
  goesOn: ReadonlySignal<boolean>;
  /** the invitee is told that somebody watches */
  watching: ReadonlySignal<boolean>;
  /** what is being said just now */
  live: ReadonlySignal<Live>;
  writingAt: ReadonlySignal<NoteAnchor | null>;
  /** kept when the composer is closed, until it was saved */
  draft: Signal<string>;
  /** ids of the codes that the note is marked with */
  draftCodes: Signal<string[]>;
  /** the code book; asked for when a note is first written */
  codes: ReadonlySignal<Remote<StaffCode[]>>;
  startNote: (messageId: number | null) => void;
  /** the words of another note that was begun are kept for after it */
  changeNote: (note: StaffNote) => void;
  closeNote: () => void;
  saveNote: Action<[]>;
  deleteNote: Action<[id: string]>;
  dispose: () => void;
};

/** The message on which a new note is being written. */
export const newNoteAt = ({ writingAt }: Pick<SessionPage, "writingAt">): number | null => {
  const anchor = writingAt.value;
  return anchor === null || anchor.note !== null ? null : anchor.messageId;
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
  const draftCodes = signal<string[]>([]);
  // What was begun elsewhere while a note of one's own is changed.
  let kept: { draft: string; codes: string[] } | null = null;
  const codes = createRemote(async () => (await api.listCodes()).items);
  let codesAsked = false;
  const askCodes = (): void => {
    if (codesAsked && codes.state.peek().at !== "failed") return;
    codesAsked = true;
    void codes.load();
  };
  const clearDraft = (): void => {
    draft.value = kept?.draft ?? "";
    draftCodes.value = kept?.codes ?? [];
    kept = null;
  };
  const showNotes = (change: (notes: StaffNote[]) => StaffNote[]): void => {
    const shown = valueOf(remote.state.peek());
    if (shown !== null) remote.replace({ ...shown, notes: change(shown.notes) });
  };
  const saveNote = createAction(async () => {
    const content = draft.peek().trim();
    const anchor = writingAt.peek();
    if (content === "" || anchor === null) return;
    const marked = draftCodes.peek();
    if (anchor.note !== null) {
      const { id: noteId } = anchor.note;
      const changed = await api.changeNote(noteId, { content, codes: marked });
      writingAt.value = null;
      clearDraft();
      showNotes((notes) => notes.map((note) => (note.id === noteId ? changed : note)));
      return;
    }
    const note = await api.addNote(id, {
      content,
      ...(anchor.messageId === null ? {} : { messageId: anchor.messageId }),
      ...(marked.length === 0 ? {} : { codes: marked }),
    });
    clearDraft();
    writingAt.value = null;
    showNotes((notes) => [...notes, note]);
  });
  const deleteNote = createAction(async (noteId: string) => {
    await api.deleteNote(noteId);
    showNotes((notes) => notes.filter((note) => note.id !== noteId));
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
    id,
    persona: computed(() => valueOf(remote.state.value)?.partnerPersona ?? ""),
    session: remote.state,
    load: remote.load,
    readAgain: remote.refresh,
    goesOn,
    watching: watch.watching,
    live: watch.live,
    writingAt,
    draft,
    draftCodes,
    codes: codes.state,
    startNote: (messageId) => {
      saveNote.clear();
      if (kept !== null) clearDraft();
      askCodes();
      writingAt.value = { messageId, note: null };
    },
    changeNote: (note) => {
      saveNote.clear();
      kept ??= { draft: draft.peek(), codes: draftCodes.peek() };
      draft.value = note.content;
      draftCodes.value = note.codes.map((code) => code.id);
      askCodes();
      writingAt.value = { messageId: note.messageId, note };
    },
    closeNote: () => {
      if (kept !== null) clearDraft();
      writingAt.value = null;
    },
    saveNote,
    deleteNote,
    dispose: () => {
      stop();
      watch.dispose();
    },
  };
};

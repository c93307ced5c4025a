import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { CallsOf, ConsoleApi } from "../api/console-api.ts";

import { createAction, type Action } from "./action.ts";
import type { Live } from "./live-lanes.ts";
import { createNoteDrafts, type DraftPlace, type NoteDraft } from "./note-drafts.ts";
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
  /** kept in this tab until it was saved or discarded, also when the composer is closed or the page left */
  draft: Signal<string>;
  /** ids of the codes that the note is marked with */
  draftCodes: Signal<string[]>;
  /** the code book; asked for when a note is first written */
  codes: ReadonlySignal<Remote<StaffCode[]>>;
  /** what was begun and neither saved nor discarded; not what is being written */
  begun: ReadonlySignal<readonly NoteDraft[]>;
  startNote: (messageId: number | null) => void;
  changeNote: (note: StaffNote) => void;
  /** goes on with what was begun */
  resumeNote: (place: DraftPlace) => void;
  closeNote: () => void;
  discardNote: () => void;
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

/** @param writer id of who writes notes here: what they began is kept apart from others' */
export const createSessionPage = (api: ConsoleApi, id: number, writer: string): SessionPage => {
  const remote = createRemote(() => api.readSession(id));
  const writingAt = signal<NoteAnchor | null>(null);
  const draft = signal("");
  const draftCodes = signal<string[]>([]);
  const drafts = createNoteDrafts(`${writer} ${id}`);
  const placeOf = ({ messageId, note }: NoteAnchor): DraftPlace => ({ messageId, noteId: note?.id ?? null });
  const stopKeeping = effect(() => {
    const anchor = writingAt.value;
    const [content, marked] = [draft.value, draftCodes.value];
    if (anchor === null) return;
    const before = anchor.note?.content ?? "";
    const codesBefore = anchor.note?.codes.map((code) => code.id) ?? [];
    if (content.trim() === before.trim() && marked.toSorted().join() === codesBefore.toSorted().join())
      drafts.drop(placeOf(anchor));
    else drafts.keep({ ...placeOf(anchor), content, codes: marked });
  });
  const codes = createRemote(async () => (await api.listCodes()).items);
  let codesAsked = false;
  const askCodes = (): void => {
    if (codesAsked && codes.state.peek().at !== "failed") return;
    codesAsked = true;
    void codes.load();
  };
  const open = (anchor: NoteAnchor): void => {
    saveNote.clear();
    askCodes();
    const kept = drafts.at(placeOf(anchor));
    batch(() => {
      draft.value = kept?.content ?? anchor.note?.content ?? "";
      draftCodes.value = kept?.codes ?? anchor.note?.codes.map((code) => code.id) ?? [];
      writingAt.value = anchor;
    });
  };
  const settle = (anchor: NoteAnchor): void => {
    drafts.drop(placeOf(anchor));
    // Saving takes a moment, in which another note may have been begun.
    if (writingAt.peek() === anchor) writingAt.value = null;
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
      settle(anchor);
      showNotes((notes) => notes.map((note) => (note.id === noteId ? changed : note)));
      return;
    }
    const note = await api.addNote(id, {
      content,
      ...(anchor.messageId === null ? {} : { messageId: anchor.messageId }),
      ...(marked.length === 0 ? {} : { codes: marked }),
    });
    settle(anchor);
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
    begun: computed(() => {
      const anchor = writingAt.value;
      const here = anchor && placeOf(anchor);
      return drafts.begun.value.filter(
        ({ messageId, noteId }) => here === null || here.messageId !== messageId || here.noteId !== noteId,
      );
    }),
    startNote: (messageId) => open({ messageId, note: null }),
    changeNote: (note) => open({ messageId: note.messageId, note }),
    resumeNote: (place) => {
      const note = valueOf(remote.state.peek())?.notes.find(({ id: noteId }) => noteId === place.noteId);
      // A note that was deleted meanwhile: what was to be changed is a new one's words.
      if (place.noteId !== null && note === undefined) {
        const kept = drafts.at(place);
        drafts.drop(place);
        if (kept !== null) drafts.keep({ ...kept, noteId: null });
      }
      open({ messageId: place.messageId, note: note ?? null });
    },
    closeNote: () => void (writingAt.value = null),
    discardNote: () => {
      const anchor = writingAt.peek();
      if (anchor !== null) settle(anchor);
    },
    saveNote,
    deleteNote,
    dispose: () => {
      stopKeeping();
      stop();
      watch.dispose();
    },
  };
};

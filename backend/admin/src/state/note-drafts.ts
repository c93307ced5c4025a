import { signal, type ReadonlySignal } from "@preact/signals";

/** What somebody has begun to write and not saved: a new note on the session or a message of it, or a change of one of theirs. */
export type NoteDraft = { messageId: number | null; noteId: string | null; content: string; codes: string[] };
export type DraftPlace = Pick<NoteDraft, "messageId" | "noteId">;
export type NoteDrafts = {
  /** of this session, the newest last */
  begun: ReadonlySignal<readonly NoteDraft[]>;
  at: (place: DraftPlace) => NoteDraft | null;
  keep: (draft: NoteDraft) => void;
  drop: (place: DraftPlace) => void;
};

/** In this tab: a page that was left or loaded again has lost nothing, and who closes the tab leaves nothing behind. */
const KEY = "sidecoach-note-drafts";

const readAll = (): Record<string, NoteDraft[]> => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return kept !== null && typeof kept === "object" ? (kept as Record<string, NoteDraft[]>) : {};
  } catch {
    return {};
  }
};
const isDraft = (draft: unknown): draft is NoteDraft =>
  draft !== null &&
  typeof draft === "object" &&
  "content" in draft &&
  typeof draft.content === "string" &&
  "codes" in draft &&
  Array.isArray(draft.codes);

/** @param whose what they are kept apart by: who writes, and the session */
export const createNoteDrafts = (whose: string): NoteDrafts => {
  const stored = readAll()[whose];
  const begun = signal<readonly NoteDraft[]>(Array.isArray(stored) ? stored.filter(isDraft) : []);
  const others = ({ messageId, noteId }: DraftPlace): NoteDraft[] =>
    begun.peek().filter((draft) => draft.messageId !== messageId || draft.noteId !== noteId);
  const set = (drafts: readonly NoteDraft[]): void => {
    begun.value = drafts;
    const { [whose]: _, ...rest } = readAll();
    try {
      sessionStorage.setItem(KEY, JSON.stringify(drafts.length === 0 ? rest : { ...rest, [whose]: drafts }));
    } catch {
      // A full or forbidden storage: they are kept as long as the page is.
    }
  };
  return {
    begun,
    at: ({ messageId, noteId }) =>
      begun.peek().find((draft) => draft.messageId === messageId && draft.noteId === noteId) ?? null,
    keep: (draft) => set([...others(draft), draft]),
    drop: (place) => set(others(place)),
  };
};

/** At signing out: whoever signs in next in this tab finds nothing of it. */
export const forgetNoteDrafts = (): void => {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // A forbidden storage holds nothing.
  }
};

import { useEffect } from "preact/hooks";
import type { StaffNote } from "../state/types.ts";
import { unfoldAround } from "./unfold.ts";

const find = (name: string, id: string | number): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-${name}="${CSS.escape(String(id))}"]`);

/**
 * Goes to what a note is about: its message (the note itself, where it is on the whole session, or the message is gone) comes into
 * the middle and has the focus; both are marked until another is gone to.
 */
export const usePointedNote = (noteId: string | null, notes: readonly StaffNote[]): void => {
  useEffect(() => {
    const note = notes.find(({ id }) => id === noteId);
    if (note === undefined) return;
    const written = find("note", note.id);
    const target = (note.messageId === null ? null : find("message", note.messageId)) ?? written;
    if (target === null) return;
    const marked = [target, ...(written === null ? [] : [written])];
    unfoldAround(target);
    for (const one of marked) one.toggleAttribute("data-pointed", true);
    target.tabIndex = -1;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    return () => {
      for (const one of marked) one.removeAttribute("data-pointed");
    };
  }, [noteId]);
};

import { useEffect, useRef } from "preact/hooks";
import { newNoteAt, type SessionPage } from "../state/session-page.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

/** Opens the composer of a note on one message. @param title what the note is about, in words */
export const NoteButton = ({ page, messageId, title }: { page: SessionPage; messageId: number; title: string }) => {
  const button = useRef<HTMLButtonElement>(null);
  const writing = newNoteAt(page) === messageId;
  const begun = page.begun.value.some((draft) => draft.messageId === messageId && draft.noteId === null);
  const wasWriting = useRef(false);
  // The composer went: the focus comes back to where it was opened from.
  useEffect(() => {
    if (wasWriting.current && !writing && page.writingAt.peek() === null) button.current?.focus();
    wasWriting.current = writing;
  }, [writing]);
  return (
    <button
      ref={button}
      type="button"
      class={`note-button ${begun ? "begun" : ""}`}
      aria-expanded={writing}
      aria-label={title}
      onClick={() => page.startNote(messageId)}
    >
      <Icon name="note" />
      <span>{begun ? text.note.goOn : text.note.add}</span>
    </button>
  );
};

import { useEffect, useId, useRef } from "preact/hooks";
import type { SessionPage } from "../state/session-page.ts";
import type { Message, StaffNote } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Moment } from "./moment.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

/** A note of staff: an ink rule, where the coach's is amber. */
export const Note = ({ note, on }: { note: StaffNote; on?: string | undefined }) => (
  <div class="note staff-note">
    <p class="note-by">
      <b>{text.note.label}</b>{" "}
      <span>
        {note.author}
        {on === undefined ? "" : `, ${on}`}, <Moment at={note.timestamp} how="day-and-clock" />
      </span>
    </p>
    <p class="note-content">{note.content}</p>
  </div>
);

/** Where a note is written: beside the words it is about. */
export const NoteComposer = ({ page, title, about }: { page: SessionPage; title: string; about: string | null }) => {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = (): void => void page.saveNote.run();
  return (
    <form
      class="note-composer"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") page.closeNote();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
      }}
    >
      <label for={id} class="strong">
        {title}
      </label>
      {about !== null && <blockquote>{about}</blockquote>}
      <textarea
        ref={field}
        id={id}
        class="field-input"
        rows={3}
        maxLength={8_000}
        placeholder={text.note.field}
        value={page.draft.value}
        aria-describedby={`${id}-hint`}
        onInput={(event) => void (page.draft.value = event.currentTarget.value)}
      />
      <div class="row">
        <button
          type="submit"
          class="button primary"
          disabled={page.draft.value.trim() === "" || page.saveNote.running.value}
        >
          {page.saveNote.running.value ? text.note.saving : text.note.save}
        </button>
        <button type="button" class="button quiet" onClick={page.closeNote}>
          {text.cancel}
        </button>
      </div>
      <p id={`${id}-hint`} class="hint">
        {text.note.keys}
      </p>
      <ProblemNotice title={text.note.failed} problem={page.saveNote.problem.value} />
    </form>
  );
};

const ABOUT_LENGTH = 120;

/** Where a note on one message is written, with how that message begins. */
export const MessageNoteComposer = ({
  page,
  title,
  message: { content },
}: {
  page: SessionPage;
  title: string;
  message: Message;
}) => (
  <NoteComposer
    page={page}
    title={title}
    about={content.length > ABOUT_LENGTH ? `${content.slice(0, ABOUT_LENGTH)}…` : content}
  />
);

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { SessionPage } from "../state/session-page.ts";
import type { Message, StaffNote } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useMe } from "./console-context.ts";
import { Moment } from "./moment.tsx";
import { CodeChoice, CodeTags } from "./note-codes.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

/** Asks first: what is deleted is gone. */
const Deleting = ({ note, page, onCancel }: { note: StaffNote; page: SessionPage; onCancel: () => void }) => {
  const words = text.notes;
  const { running, problem } = page.deleteNote;
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  return (
    <div
      class="note-deleting"
      role="group"
      aria-label={words.removeTitle}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <p class="strong">{words.removeTitle}</p>
      <p>{words.removeDetail}</p>
      <div class="row wrap">
        <button ref={cancel} type="button" class="button" onClick={onCancel}>
          {text.cancel}
        </button>
        <button
          type="button"
          class="button danger"
          disabled={running.value}
          onClick={() => void page.deleteNote.run(note.id)}
        >
          {running.value ? words.removing : words.removeConfirm}
        </button>
      </div>
      <ProblemNotice title={words.removeFailed} problem={problem.value} />
    </div>
  );
};

/** A note of staff: an ink rule, where the coach's is amber. Its author can change it, and take it back. */
export const Note = ({ note, on, page }: { note: StaffNote; on?: string | undefined; page: SessionPage }) => {
  const me = useMe();
  const deleting = useSignal(false);
  const remove = useRef<HTMLButtonElement>(null);
  const changed = page.writingAt.value?.note?.id === note.id;
  const change = useRef<HTMLButtonElement>(null);
  const wasChanged = useRef(false);
  useEffect(() => {
    if (wasChanged.current && !changed && page.writingAt.peek() === null) change.current?.focus();
    wasChanged.current = changed;
  }, [changed]);
  if (changed) return <NoteComposer page={page} title={text.notes.editTitle} about={null} />;
  return (
    <div class="note staff-note" data-note={note.id}>
      <p class="note-by">
        <b>{text.note.label}</b>{" "}
        <span>
          {note.author}
          {on === undefined ? "" : `, ${on}`}, <Moment at={note.timestamp} how="day-and-clock" />
          {note.editedAt !== null && `, ${text.notes.edited}`}
        </span>
      </p>
      <p class="note-content">{note.content}</p>
      <CodeTags codes={note.codes} />
      {note.authorId === me.id && !deleting.value && (
        <p class="note-acts">
          <button ref={change} type="button" class="note-button" onClick={() => page.changeNote(note)}>
            {text.notes.edit}
          </button>
          <button
            ref={remove}
            type="button"
            class="note-button"
            onClick={() => {
              page.deleteNote.clear();
              deleting.value = true;
            }}
          >
            {text.notes.remove}
          </button>
        </p>
      )}
      {deleting.value && (
        <Deleting
          note={note}
          page={page}
          onCancel={() => {
            deleting.value = false;
            queueMicrotask(() => remove.current?.focus());
          }}
        />
      )}
    </div>
  );
};

/** Where a note is written: beside the words it is about. */
export const NoteComposer = ({ page, title, about }: { page: SessionPage; title: string; about: string | null }) => {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = (): void => void page.saveNote.run();
  const changes = page.writingAt.value?.note != null;
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
      <CodeChoice page={page} />
      <div class="row wrap">
        <button
          type="submit"
          class="button primary"
          disabled={page.draft.value.trim() === "" || page.saveNote.running.value}
        >
          {page.saveNote.running.value ? text.note.saving : changes ? text.notes.saveChange : text.note.save}
        </button>
        <button type="button" class="button quiet" onClick={page.closeNote}>
          {text.note.close}
        </button>
        <button type="button" class="button quiet" onClick={page.discardNote}>
          {text.note.discard}
        </button>
      </div>
      <p id={`${id}-hint`} class="hint">
        {text.note.keys}
      </p>
      <ProblemNotice
        title={changes ? text.notes.changeFailed : text.note.failed}
        problem={page.saveNote.problem.value}
      />
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

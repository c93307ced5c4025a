import { newNoteAt, type SessionPage } from "../state/session-page.ts";
import type { Asked } from "../state/turn.ts";
import type { AsideView, Message } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatClock } from "../text/time.ts";
import { KnowledgeButton } from "./knowledge.tsx";
import { LiveLane } from "./live-lane.tsx";
import { NoteButton } from "./note-button.tsx";
import { MessageNoteComposer, Note } from "./staff-note.tsx";

const Outcome = ({ aside: { status, problemCode } }: { aside: AsideView }) => {
  if (status === "completed") return null;
  if (status === "running") return <p class="soft">{text.aside.answering}</p>;
  if (status === "stopped") return <p class="soft">{text.aside.stopped}</p>;
  const code = problemCode ?? "internal";
  return (
    <p class="bad">
      {text.aside.failed} {text.exchangeProblem[code] ?? code} <span class="mono">{code}</span>
    </p>
  );
};

/** A private question to the coach with its answer, and what staff noted on either. */
export const AsideNote = ({ asked: { aside, notes }, page }: { asked: Asked; page: SessionPage }) => {
  const { question, answer } = aside;
  const said = aside.status === "running" ? (page.live.value.asides.get(aside.id)?.text ?? "") : "";
  const onWhat = (id: number | null): string => text.note.onAside[id === question.id ? "question" : "answer"];
  const titleOf = (message: Message): string => text.note.addToAside(onWhat(message.id), aside.number);
  const button = (message: Message) => <NoteButton page={page} messageId={message.id} title={titleOf(message)} />;
  const at = [question, answer].find((message) => message !== null && message.id === newNoteAt(page));
  return (
    <>
      <div class="note aside-note">
        <p class="note-by">
          <b>{text.aside.label}</b>{" "}
          <span>
            {text.aside.name(aside.number)},{" "}
            <time dateTime={question.timestamp}>{formatClock(question.timestamp)}</time>
          </span>
          {button(question)}
        </p>
        <p class="aside-question" data-message={question.id}>
          {question.content}
        </p>
        {answer !== null && (
          <>
            <p class="note-by">
              <b>{text.coach.label}</b>
              {button(answer)}
            </p>
            <p class="note-content" data-message={answer.id}>
              {answer.content}
            </p>
          </>
        )}
        {said !== "" && answer === null ? <LiveLane text={said} lane="coach" /> : <Outcome aside={aside} />}
        <KnowledgeButton page={page} of={{ aside: aside.id }} shown={answer !== null} />
      </div>
      {notes.map((note) => (
        <Note key={note.id} note={note} on={onWhat(note.messageId)} page={page} />
      ))}
      {at != null && <MessageNoteComposer key={at.id} page={page} title={titleOf(at)} message={at} />}
    </>
  );
};

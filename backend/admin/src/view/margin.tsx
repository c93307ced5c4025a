import { newNoteAt, type SessionPage } from "../state/session-page.ts";
import { messagesOf, type Turn } from "../state/turn.ts";
import type { Message } from "../state/types.ts";
import { text } from "../text/en.ts";
import { AsideNote } from "./aside-note.tsx";
import { CoachNote } from "./coach-note.tsx";
import { NoteButton } from "./note-button.tsx";
import { KnowledgeButton } from "./knowledge.tsx";
import { LiveLane } from "./live-lane.tsx";
import { MessageNoteComposer, Note } from "./staff-note.tsx";

export const noteTitle = (message: Message, turn: Turn): string =>
  text.note.addTo(text.note.on[message.role], turn.number, turn.try);

/** What was written beside an exchange: the coach's comment, staff's notes, and what was asked in private after it. */
export const Margin = ({ turn, page, anchored }: { turn: Turn; page: SessionPage; anchored: boolean }) => {
  const messages = messagesOf(turn);
  const { exchange } = turn;
  const comment = page.live.value.exchanges.get(exchange?.id ?? "")?.coach.text ?? "";
  const saysNow = turn.coach === null && comment !== "" && exchange?.status === "running";
  const at = messages.find((message) => message.id === newNoteAt(page));
  const roleOf = (id: number | null) => messages.find((message) => message.id === id)?.role;
  const onWhat = (id: number | null): string | undefined => {
    const role = roleOf(id);
    return role === undefined ? undefined : text.note.on[role];
  };
  return (
    <div class="margin">
      {saysNow ? (
        <LiveLane text={comment} lane="coach" />
      ) : (
        <CoachNote turn={turn} anchored={anchored}>
          {turn.coach !== null && (
            <NoteButton page={page} messageId={turn.coach.id} title={noteTitle(turn.coach, turn)} />
          )}
        </CoachNote>
      )}
      {exchange !== null && !saysNow && (
        <KnowledgeButton page={page} of={{ exchange: exchange.id, lane: "coach" }} shown={turn.coach !== null} />
      )}
      {turn.notes.map((note) => (
        <Note key={note.id} note={note} on={onWhat(note.messageId)} page={page} />
      ))}
      {at !== undefined && <MessageNoteComposer key={at.id} page={page} title={noteTitle(at, turn)} message={at} />}
      {turn.asides.map((asked) => (
        <AsideNote key={asked.aside.id} asked={asked} page={page} />
      ))}
    </div>
  );
};

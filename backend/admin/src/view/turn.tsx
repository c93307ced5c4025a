import { useEffect, useRef } from "preact/hooks";
import { messagesOf, type Turn as TurnShape } from "../state/order-transcript.ts";
import { cutAtQuote, parseCoachComment } from "../state/quoted-words.ts";
import type { SessionPage } from "../state/session-page.ts";
import type { Message, StaffExchange } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatClock } from "../text/time.ts";
import { CoachNote } from "./coach-note.tsx";
import { Icon } from "./icon.tsx";
import { Note, NoteComposer } from "./staff-note.tsx";

type Props = { turn: TurnShape; page: SessionPage; persona: string };
const ABOUT_LENGTH = 120;

const noteTitle = (message: Message, turn: TurnShape): string =>
  text.note.addTo(text.note.on[message.role], turn.number);

const NoteButton = ({ message, turn, page }: Pick<Props, "turn" | "page"> & { message: Message }) => {
  const button = useRef<HTMLButtonElement>(null);
  const writing = page.writingAt.value?.messageId === message.id;
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
      class="note-button"
      aria-expanded={writing}
      aria-label={noteTitle(message, turn)}
      onClick={() => page.startNote(message.id)}
    >
      <Icon name="note" />
      <span>{text.note.add}</span>
    </button>
  );
};

const Invitee = (props: Props & { message: Message; quote: string | null }) => {
  const cut = cutAtQuote(props.message.content, props.quote);
  return (
    <div class="say mine-line">
      <span class="unseen">{text.session.invitee}</span>
      <p class="mine">
        {cut === null ? (
          props.message.content
        ) : (
          <>
            {cut.before}
            <span class="quoted">{cut.words}</span>
            {cut.after}
          </>
        )}
      </p>
      <NoteButton {...props} />
    </div>
  );
};

const Partner = (props: Props & { message: Message }) => {
  const cut = text.session.cut[props.message.stopReason ?? ""];
  return (
    <div class="say">
      <p class="who">
        <b>{props.persona}</b> {text.session.ai}
        <NoteButton {...props} />
      </p>
      <p class="partner">{props.message.content}</p>
      {cut !== undefined && <p class="warn small">{cut}</p>}
    </div>
  );
};

const Outcome = ({
  exchange,
  partner,
  persona,
}: {
  exchange: StaffExchange;
  partner: Message | null;
  persona: string;
}) => {
  if (exchange.status === "running")
    return partner === null ? <p class="soft small outcome">{text.session.answering(persona)}</p> : null;
  if (exchange.status === "stopped") return <p class="soft small outcome">{text.session.stopped}</p>;
  if (exchange.status === "completed") return null;
  const code = exchange.problemCode ?? "internal";
  return (
    <p class="bad small outcome row top">
      <Icon name="stuck" />
      <span>
        {text.session.failedExchange} {text.exchangeProblem[code] ?? code} <span class="mono">{code}</span>
        {exchange.attempt > 1 && `, ${text.session.attempt(exchange.attempt)}`}. {text.session.kept}
      </span>
    </p>
  );
};

const Earlier = ({ messages }: { messages: Message[] }) => (
  <details class="earlier">
    <summary>{text.session.earlier(messages.length)}</summary>
    {messages.map((message) => (
      <p key={message.id} class={message.role === "coach" ? "note coach-note" : "partner"}>
        {message.attempt !== null && <span class="small soft">{text.session.attempt(message.attempt)} </span>}
        {message.content}
      </p>
    ))}
  </details>
);

const Margin = ({ turn, page, anchored }: Props & { anchored: boolean }) => {
  const messages = messagesOf(turn);
  const at = messages.find((message) => message.id === page.writingAt.value?.messageId);
  const roleOf = (id: number | null) => messages.find((message) => message.id === id)?.role;
  const onWhat = (id: number | null): string | undefined => {
    const role = roleOf(id);
    return role === undefined ? undefined : text.note.on[role];
  };
  return (
    <div class="margin">
      <CoachNote turn={turn} anchored={anchored}>
        {turn.coach !== null && <NoteButton turn={turn} page={page} message={turn.coach} />}
      </CoachNote>
      {turn.notes.map((note) => (
        <Note key={note.id} note={note} on={onWhat(note.messageId)} />
      ))}
      {at !== undefined && (
        <NoteComposer
          key={at.id}
          page={page}
          title={noteTitle(at, turn)}
          about={at.content.length > ABOUT_LENGTH ? `${at.content.slice(0, ABOUT_LENGTH)}…` : at.content}
        />
      )}
    </div>
  );
};

/** One exchange: what was said on the page, what was written in its margin. */
export const Turn = ({ turn, page, persona }: Props) => {
  const { user, partner, coach, exchange } = turn;
  const quote = coach === null ? null : parseCoachComment(coach.content).quote;
  const anchored = user !== null && cutAtQuote(user.content, quote) !== null;
  const at = user?.timestamp ?? partner?.timestamp ?? exchange?.startedAt;
  const props = { turn, page, persona };
  return (
    <li class="turn" aria-label={exchange === null ? text.session.opening : text.session.exchange(turn.number)}>
      <p class="turn-number">
        <b>{exchange === null ? text.session.openingShort : turn.number}</b>
        {at !== undefined && <time dateTime={at}>{formatClock(at)}</time>}
      </p>
      <div class="scene-lines">
        {user !== null && <Invitee {...props} message={user} quote={quote} />}
        {partner !== null && <Partner {...props} message={partner} />}
        {exchange === null && <p class="soft small">{text.session.openingHint}</p>}
        {exchange !== null && <Outcome exchange={exchange} partner={partner} persona={persona} />}
        {turn.earlier.length > 0 && <Earlier messages={turn.earlier} />}
      </div>
      <Margin {...props} anchored={anchored} />
    </li>
  );
};

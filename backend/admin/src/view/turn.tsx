import { cutAtQuote, parseCoachComment } from "../state/quoted-words.ts";
import type { SessionPage } from "../state/session-page.ts";
import type { Turn as TurnShape } from "../state/turn.ts";
import type { Message, StaffExchange } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatClock } from "../text/time.ts";
import { Icon } from "./icon.tsx";
import { KnowledgeButton } from "./knowledge.tsx";
import { LiveLane } from "./live-lane.tsx";
import { Margin, noteTitle } from "./margin.tsx";
import { Recording } from "./recording.tsx";
import { NoteButton } from "./note-button.tsx";

type Props = { turn: TurnShape; page: SessionPage; persona: string };

const Invitee = (props: Props & { message: Message; quote: string | null }) => {
  const cut = cutAtQuote(props.message.content, props.quote);
  return (
    <div class="say mine-line">
      <span class="unseen">{text.session.invitee}</span>
      <p class="mine" data-message={props.message.id}>
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
      <NoteButton page={props.page} messageId={props.message.id} title={noteTitle(props.message, props.turn)} />
      {props.message.audioUrl !== undefined && (
        <Recording url={props.message.audioUrl} readAgain={props.page.readAgain} />
      )}
    </div>
  );
};

const Partner = (props: Props & { message: Message }) => {
  const cut = text.session.cut[props.message.stopReason ?? ""];
  return (
    <div class="say" data-message={props.message.id}>
      <p class="who">
        <b>{props.persona}</b> {text.session.ai}
        <NoteButton page={props.page} messageId={props.message.id} title={noteTitle(props.message, props.turn)} />
      </p>
      <p class="partner">{props.message.content}</p>
      {/* An opening line stands in the scenario: no model was asked. */}
      {props.turn.exchange !== null && (
        <KnowledgeButton page={props.page} of={{ exchange: props.turn.exchange.id, lane: "partner" }} shown />
      )}
      {cut !== undefined && <p class="warn small">{cut}</p>}
    </div>
  );
};

const Outcome = ({
  exchange,
  partner,
  speaks,
  persona,
}: {
  exchange: StaffExchange;
  partner: Message | null;
  /** its words are coming */
  speaks: boolean;
  persona: string;
}) => {
  if (exchange.status === "running")
    return partner === null && !speaks ? <p class="soft small outcome">{text.session.answering(persona)}</p> : null;
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
      <p key={message.id} data-message={message.id} class={message.role === "coach" ? "note coach-note" : "partner"}>
        {message.attempt !== null && <span class="small soft">{text.session.attempt(message.attempt)} </span>}
        {message.content}
      </p>
    ))}
  </details>
);

/** One exchange: what was said on the page, what was written in its margin. */
export const Turn = ({ turn, page, persona }: Props) => {
  const { user, partner, coach, exchange } = turn;
  const quote = coach === null ? null : parseCoachComment(coach.content).quote;
  const anchored = user !== null && cutAtQuote(user.content, quote) !== null;
  const at = user?.timestamp ?? partner?.timestamp ?? exchange?.startedAt;
  const props = { turn, page, persona };
  const said = page.live.value.exchanges.get(exchange?.id ?? "")?.partner.text ?? "";
  const speaks = partner === null && exchange?.status === "running" && said !== "";
  const isOpening = partner !== null;
  const name =
    exchange !== null
      ? text.session.exchange(turn.number, turn.try)
      : isOpening
        ? text.session.opening
        : text.session.before(turn.try);
  return (
    <li class="turn" aria-label={name} data-exchange={exchange?.id}>
      <p class="turn-number">
        <b>{exchange === null ? text.session.openingShort : turn.number}</b>
        {at !== undefined && <time dateTime={at}>{formatClock(at)}</time>}
      </p>
      <div class="scene-lines">
        {user !== null && <Invitee {...props} message={user} quote={quote} />}
        {partner !== null && <Partner {...props} message={partner} />}
        {exchange === null && (
          <p class="soft small">{isOpening ? text.session.openingHint : text.session.beforeHint}</p>
        )}
        {speaks && <LiveLane text={said} lane="partner" persona={persona} />}
        {exchange !== null && <Outcome exchange={exchange} partner={partner} speaks={speaks} persona={persona} />}
        {turn.earlier.length > 0 && <Earlier messages={turn.earlier} />}
      </div>
      <Margin turn={turn} page={page} anchored={anchored} />
    </li>
  );
};

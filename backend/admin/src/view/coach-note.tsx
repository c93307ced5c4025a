import type { ComponentChildren } from "preact";
import type { Turn } from "../state/turn.ts";
import { parseCoachComment } from "../state/quoted-words.ts";
import type { Message } from "../state/types.ts";
import { text } from "../text/en.ts";

const seenWords = (comment: Message): string => {
  if (comment.helpful !== null) return comment.helpful ? text.coach.helpful : text.coach.notHelpful;
  if (comment.seenAt !== null)
    return text.coach.seen(Date.parse(comment.seenAt) - Date.parse(comment.deliveredAt ?? comment.timestamp));
  return comment.deliveredAt !== null ? text.coach.notSeen : text.coach.notDelivered;
};

const Comment = ({
  comment,
  anchored,
  children,
}: {
  comment: Message;
  anchored: boolean;
  children: ComponentChildren;
}) => {
  const { quote, effect, suggestion } = parseCoachComment(comment.content);
  return (
    <div class="note coach-note" data-message={comment.id}>
      <p class="note-by">
        <b>{text.coach.label}</b> <span>{seenWords(comment)}</span>
        {children}
      </p>
      {/* Words that are underlined in the message need not be said again. */}
      {quote !== null && !anchored && <q>{quote}</q>}
      <p>{effect}</p>
      {suggestion !== null && (
        <p class="note-try">
          <span class="soft">{text.coach.try}</span> “{suggestion}”
        </p>
      )}
    </div>
  );
};

const Missing = ({ title, why }: { title: string; why: string }) => (
  <div class="note coach-note missing">
    <p class="note-by">
      <span>{title}</span>
    </p>
    {why !== "" && <p>{why}</p>}
  </div>
);

/** The coach's comment on an exchange; where there is none, why. Never silently nothing. */
export const CoachNote = ({
  turn,
  anchored,
  children,
}: {
  turn: Turn;
  anchored: boolean;
  children: ComponentChildren;
}) => {
  const { coach, exchange } = turn;
  if (coach !== null)
    return (
      <Comment comment={coach} anchored={anchored}>
        {children}
      </Comment>
    );
  if (exchange === null) return null;
  if (exchange.status === "running" && exchange.coachMissing === null)
    return <Missing title={text.coach.listening} why="" />;
  // A reply that never came whole says more than the policy does.
  const why = {
    failed: text.coach.missingExchange,
    stopped: text.coach.missingStopped,
    running: "",
    completed: exchange.coachMissing === null ? "" : text.coach.missing[exchange.coachMissing],
  }[exchange.status];
  return <Missing title={text.coach.none} why={why} />;
};

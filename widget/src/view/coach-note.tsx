import { useSignal } from "@preact/signals";
import type { Conversation } from "../state/conversation.ts";
import type { ExchangeState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { apart, Lazy } from "./lazy.tsx";
import type { Bubble } from "./my-message.tsx";

export type NoteProps = {
  conversation: Conversation;
  exchange: ExchangeState;
  /** the newest note stays open where there is no margin */
  newest: boolean;
  bubble: Bubble;
  /** asked for by a click, which is gone with its button: the focus goes on from the note */
  focus?: boolean;
};

/** Why there is no note, or that there will be one: a line that keeps its place, so that nothing jumps. */
const Waiting = ({ text, missing }: { text: string; missing?: boolean }) => (
  <p class={missing ? "note wait missing" : "note wait"}>{text}</p>
);

const missingText = ({ coachMissing, status }: ExchangeState): string | null => {
  if (coachMissing === "failed") return en.note.failed;
  if (coachMissing === "nothing-to-add") return en.note.nothingToAdd;
  // an answer that was stopped or failed says for itself why there is none
  return coachMissing === "policy" && status !== "stopped" && status !== "failed" ? en.note.policy : null;
};

export const CoachNote = (props: NoteProps) => {
  const { conversation, exchange } = props;
  const { text, ended } = exchange.coach;
  const asked = useSignal(false);
  const held = asked.value ? null : conversation.held.value;
  // while the partner still speaks there is another button to stop it
  const awaited = (words: string) =>
    ended || !exchange.partner.ended ? (
      <Waiting text={words} />
    ) : (
      <Lazy from={apart} waiting={<Waiting text={words} />}>
        {({ AwaitedNote }) => <AwaitedNote conversation={conversation} exchangeId={exchange.id} text={words} />}
      </Lazy>
    );
  if (text !== "") {
    const writing = awaited(en.note.writing);
    if (held !== null)
      return ended ? (
        <Lazy from={apart} waiting={null}>
          {({ HeldNote }) => <HeldNote timing={held} onShow={() => (asked.value = true)} />}
        </Lazy>
      ) : (
        writing
      );
    return (
      // plain words, should the file that draws them not come
      <Lazy from={apart} waiting={ended ? <Waiting text={text} /> : writing}>
        {({ WrittenNote, quoteIsOpen }) =>
          // held back until the quote closes: only then it is known which words it speaks of
          ended || !quoteIsOpen(text) ? <WrittenNote {...props} focus={asked.value} /> : writing
        }
      </Lazy>
    );
  }
  const missing = missingText(exchange);
  if (missing !== null) return <Waiting text={missing} missing />;
  if (ended || exchange.status !== "running") return null;
  return awaited(en.note.listening);
};

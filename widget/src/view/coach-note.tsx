import type { ExchangeState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { apart, Lazy } from "./lazy.tsx";
import type { Bubble } from "./my-message.tsx";

export type NoteProps = {
  exchange: ExchangeState;
  /** the newest note stays open where there is no margin */
  newest: boolean;
  bubble: Bubble;
  onSeen: (messageId: number) => void;
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
  const { exchange } = props;
  const { text, ended } = exchange.coach;
  if (text !== "") {
    const writing = <Waiting text={en.note.writing} />;
    return (
      // plain words, should the file that draws them not come
      <Lazy from={apart} waiting={ended ? <Waiting text={text} /> : writing}>
        {({ WrittenNote, quoteIsOpen }) =>
          // held back until the quote closes: only then it is known which words it speaks of
          ended || !quoteIsOpen(text) ? <WrittenNote {...props} /> : writing
        }
      </Lazy>
    );
  }
  const missing = missingText(exchange);
  if (missing !== null) return <Waiting text={missing} missing />;
  if (ended || exchange.status !== "running") return null;
  return <Waiting text={en.note.listening} />;
};

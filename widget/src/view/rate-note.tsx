import { useSignal } from "@preact/signals";
import type { Message } from "../api/protocol.ts";
import type { Conversation } from "../state/conversation.ts";
import { enApart } from "../text/en-apart.ts";

const { rate } = enApart.notes;

/** What the invitee thinks of a comment: pressed again, it is taken back. */
export const RateNote = ({ conversation, message }: { conversation: Conversation; message: Message }) => {
  /** pressed, and not yet told by the log */
  const pressed = useSignal<boolean | null | undefined>(undefined);
  const helpful = pressed.value === undefined ? message.helpful : pressed.value;
  const say = async (next: boolean): Promise<void> => {
    const wanted = helpful === next ? null : next;
    pressed.value = wanted;
    if (!(await conversation.rateNote(message.id, wanted))) pressed.value = undefined;
  };
  return (
    <p class="rate" role="group" aria-label={rate.label}>
      {([true, false] as const).map((value) => (
        <button
          key={`${value}`}
          type="button"
          class="btn bare"
          tabIndex={-1}
          aria-pressed={helpful === value}
          onClick={() => void say(value)}
        >
          {value ? rate.helpful : rate.notHelpful}
        </button>
      ))}
    </p>
  );
};

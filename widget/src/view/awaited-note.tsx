import { useSignal } from "@preact/signals";
import type { Conversation } from "../state/conversation.ts";
import { enApart } from "../text/en-apart.ts";
import { useSheets } from "./frame.ts";
import css from "./note.css?inline";

type Props = { conversation: Conversation; exchangeId: string; text: string };

/** The coach's turn, which can be spared: the partner has ended, so nothing else is stopped by it. */
export const AwaitedNote = ({ conversation, exchangeId, text }: Props) => {
  useSheets(css);
  const skipped = useSignal(false);
  return (
    <p class="note wait held">
      {text}
      <button
        type="button"
        class="btn bare"
        aria-disabled={skipped.value}
        onClick={async () => {
          if (skipped.value) return;
          skipped.value = true;
          skipped.value = await conversation.skipNote(exchangeId);
        }}
      >
        {enApart.notes.skip}
      </button>
    </p>
  );
};

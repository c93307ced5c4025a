import type { NoteTiming } from "../state/note-timing.ts";
import { enApart } from "../text/en-apart.ts";
import { useSheets } from "./frame.ts";
import css from "./note.css?inline";

/** A note that the invitee wants later: shown by a click, or told that it waits. */
export const HeldNote = ({ timing, onShow }: { timing: NoteTiming; onShow: () => void }) => {
  useSheets(css);
  if (timing === "end") return <p class="note wait">{enApart.notes.keptForEnd}</p>;
  return (
    <p class="note wait held">
      <button type="button" class="btn bare" onClick={onShow}>
        {enApart.notes.show}
      </button>
    </p>
  );
};

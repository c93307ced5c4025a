import type { Conversation } from "../state/conversation.ts";
import { listLines } from "../state/list-lines.ts";
import type { SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { enBeside } from "../text/en-beside.ts";
import css from "./beside.css?inline";
import { useSheets } from "./frame.ts";

/** From one line to another: each with what it shares, then its own. */
export const LineSwitcher = ({ conversation, state }: { conversation: Conversation; state: SessionState }) => {
  useSheets(css);
  const here = conversation.trying.value === null ? conversation.line.value : undefined;
  return (
    <nav class="lines" aria-label={enBeside.lines.label}>
      {listLines(state.branches).map(({ id, number }) => (
        <button
          key={id ?? ""}
          type="button"
          class="btn"
          {...(id === here ? { "aria-current": "true" } : {})}
          onClick={() => conversation.goTo(id)}
        >
          {en.lines.name(number)}
        </button>
      ))}
    </nav>
  );
};

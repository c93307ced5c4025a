import type { Conversation } from "../state/conversation.ts";
import { firstWords, listLines } from "../state/list-lines.ts";
import type { SessionState } from "../state/session-state.ts";
import { enBeside } from "../text/en-beside.ts";
import css from "./beside.css?inline";
import { useSheets } from "./frame.ts";

/** Above the words of an exchange that is tried again: what will become of the old ones, and the way back. */
export const TryLine = ({ conversation, state }: { conversation: Conversation; state: SessionState }) => {
  useSheets(css);
  const again = conversation.trying.value;
  if (!again) return null;
  const line = conversation.line.value;
  const { number } = listLines(state.branches).find(({ id }) => id === line) ?? { number: 1 };
  return (
    <div class="row again-line">
      <p class="small" id="sc-try">
        {enBeside.lines.from(again.user && firstWords(again.user.content))}
      </p>
      <button type="button" class="btn bare" onClick={conversation.leaveTry}>
        {enBeside.lines.back(number)}
      </button>
    </div>
  );
};

import type { Conversation } from "../state/conversation.ts";
import { NOTE_TIMINGS, parseNoteTiming } from "../state/note-timing.ts";
import { enBeside } from "../text/en-beside.ts";

/** When the coach's notes are to be shown. */
export const NoteTimingChoice = ({ conversation }: { conversation: Conversation }) => (
  <label class="row small timing">
    <span class="soft">{enBeside.timing.label}</span>
    <select
      value={conversation.noteTiming.value}
      onChange={({ currentTarget }) => conversation.setNoteTiming(parseNoteTiming(currentTarget.value))}
    >
      {NOTE_TIMINGS.map((timing) => (
        <option key={timing} value={timing}>
          {enBeside.timing[timing]}
        </option>
      ))}
    </select>
  </label>
);

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announceChanges } from "../state/announce.ts";
import type { ExchangeState, SessionState } from "../state/session-state.ts";

/** Reads finished messages out, once each; what was there before is not read. */
type Props = { state: SessionState; shown: readonly ExchangeState[]; notesWait: boolean };
export const Announcer = ({ state, shown, notesWait }: Props) => {
  const before = useRef<SessionState | null>(null);
  const said = useSignal("");
  useEffect(() => {
    const changes = announceChanges(before.current, state, shown, notesWait);
    before.current = state;
    if (changes.length > 0) said.value = changes.join("\n");
  }, [state]);
  return (
    <p class="ear" role="status" aria-live="polite">
      {said}
    </p>
  );
};

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announceChanges } from "../state/announce.ts";
import type { ExchangeState, SessionState } from "../state/session-state.ts";

/** Reads finished messages out, once each; what was there before is not read. */
export const Announcer = ({ state, shown }: { state: SessionState; shown: readonly ExchangeState[] }) => {
  const before = useRef<SessionState | null>(null);
  const said = useSignal("");
  useEffect(() => {
    const changes = announceChanges(before.current, state, shown);
    before.current = state;
    if (changes.length > 0) said.value = changes.join("\n");
  }, [state]);
  return (
    <p class="ear" role="status" aria-live="polite">
      {said}
    </p>
  );
};

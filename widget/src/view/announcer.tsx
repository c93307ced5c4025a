import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announceChanges, type Announcement } from "../state/announce.ts";
import type { ExchangeState, SessionState } from "../state/session-state.ts";

const LANES = ["partner", "coach", "room"] as const;
type Heard = { lane: Announcement["lane"]; text: string; key: number };
type Props = { state: SessionState; shown: readonly ExchangeState[]; notesWait: boolean };

/**
 * Reads finished messages out, once each, in a region of their lane; what was there before is not read. What is new is a node of its
 * own: the same words twice are read twice.
 */
export const Announcer = ({ state, shown, notesWait }: Props) => {
  const before = useRef<SessionState | null>(null);
  const count = useRef(0);
  const heard = useSignal<readonly Heard[]>([]);
  useEffect(() => {
    const changes = announceChanges(before.current, state, shown, notesWait);
    before.current = state;
    if (changes.length === 0) return;
    const lanes = new Set(changes.map(({ lane }) => lane));
    const fresh = changes.map((change) => ({ ...change, key: count.current++ }));
    heard.value = [...heard.peek().filter(({ lane }) => !lanes.has(lane)), ...fresh];
  }, [state]);
  return (
    <>
      {LANES.map((lane) => (
        <div key={lane} class="ear" role="status" aria-live="polite" data-lane={lane}>
          {heard.value
            .filter((said) => said.lane === lane)
            .map(({ key, text }) => (
              <p key={key} dir="auto">
                {text}
              </p>
            ))}
        </div>
      ))}
    </>
  );
};

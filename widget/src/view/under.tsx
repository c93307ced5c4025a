import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import type { SessionState } from "../state/session-state.ts";
import { enBeside } from "../text/en-beside.ts";
import { AskButton } from "./ask-button.tsx";
import css from "./beside.css?inline";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { Lazy, voice } from "./lazy.tsx";
import { QuotaLine } from "./quota-line.tsx";
import { YouButton } from "./you-button.tsx";

type Props = {
  conversation: Conversation;
  state: SessionState;
  /** whether the questions to the coach are open */
  asks: Signal<boolean>;
  /** null where it is over, or nothing more can be said: then another button ends it */
  onEnd: (() => void) | null;
  /** its question stands in place of the composer */
  ending: boolean;
};

/** Below the words: the way to the coach, the end, and what is left. */
export const Under = ({ conversation, state, asks, onEnd, ending }: Props) => {
  useSheets(css);
  const endButton = useRef<HTMLButtonElement>(null);
  const asked = useRef(ending);
  useLayoutEffect(() => {
    if (asked.current && !ending) endButton.current?.focus({ preventScroll: true });
    asked.current = ending;
  }, [ending]);
  const over = state.session.status === "COMPLETED" || conversation.closed.value !== null;
  return (
    <>
      {(!over || state.asides.length > 0) && <AskButton state={state} over={over} open={asks} />}
      {onEnd && (
        <button type="button" class="btn bare end" aria-label={enBeside.end} ref={endButton} onClick={onEnd}>
          <Icon name="check" />
          <span class="long">{enBeside.end}</span>
          <span class="short">{enBeside.endShort}</span>
        </button>
      )}
      {!over && conversation.invitation.value?.voice && (
        <Lazy from={voice} waiting={null}>
          {({ ReadAloud }) => <ReadAloud conversation={conversation} state={state} />}
        </Lazy>
      )}
      <YouButton />
      {!over && <QuotaLine conversation={conversation} state={state} />}
      {!over && <p class="margin-line small soft">{enBeside.margin(state.session.scenario.partnerPersona)}</p>}
    </>
  );
};

import { useSignal, type Signal } from "@preact/signals";
import type { Conversation } from "../state/conversation.ts";
import { isUsedUp, type SessionState } from "../state/session-state.ts";
import { Composer } from "./composer.tsx";
import { apart, beside, Lazy } from "./lazy.tsx";

type Props = {
  conversation: Conversation;
  state: SessionState;
  /** back from outside the scene by a click: the focus goes to the words */
  focus: boolean;
  /** resolves with whether it has ended */
  onEnd: () => Promise<boolean>;
  /** whether the questions to the coach are open */
  asks: Signal<boolean>;
};

/** Below the scene: what has to be known, the words to say, what is left. */
export const Foot = ({ conversation, state, focus, onEnd, asks }: Props) => {
  const ending = useSignal(false);
  const partner = state.session.scenario.partnerPersona;
  const closed = conversation.closed.value !== null;
  // what was typed before stays to be read and copied; where it is closed, the notice has it
  const usedUp = isUsedUp(state) && conversation.draft.value === "";
  // the question stands in place of the composer, once it is there to be shown
  const asking = ending.value && apart.module.value !== null;
  const keepGoing = (): void => {
    ending.value = false;
  };
  const end = (): void => {
    // why it could not be ended has to be seen
    void onEnd().then((ended) => ended || keepGoing());
  };
  return (
    <div
      class="foot"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing || conversation.trying.peek() === null) return;
        // back to the line, and no further: a panel that floats stays
        event.stopPropagation();
        conversation.leaveTry();
      }}
    >
      <Lazy from={apart} waiting={null}>
        {({ EndNotice, StandingNotice }) =>
          asking ? (
            <EndNotice onEnd={end} onKeep={keepGoing} />
          ) : (
            <StandingNotice conversation={conversation} state={state} onEnd={end} />
          )
        }
      </Lazy>
      <div hidden={asking}>
        {conversation.trying.value !== null && (
          <Lazy from={beside} waiting={null}>
            {({ TryLine }) => <TryLine conversation={conversation} state={state} />}
          </Lazy>
        )}
        {!usedUp && !closed && <Composer conversation={conversation} partner={partner} focus={focus} />}
        <div class="row under">
          <Lazy from={beside} waiting={null}>
            {({ Under }) => (
              <Under
                conversation={conversation}
                state={state}
                asks={asks}
                ending={asking}
                onEnd={usedUp && !closed ? null : () => (ending.value = true)}
              />
            )}
          </Lazy>
        </div>
      </div>
    </div>
  );
};

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import type { SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { Composer } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { apart, Lazy } from "./lazy.tsx";
import { QuotaLine } from "./quota-line.tsx";

type Props = {
  conversation: Conversation;
  state: SessionState;
  /** back from outside the scene by a click: the focus goes to the words */
  focus: boolean;
  /** resolves with whether it has ended */
  onEnd: () => Promise<boolean>;
};

/** Below the scene: what has to be known, the words to say, what is left. */
export const Foot = ({ conversation, state, focus, onEnd }: Props) => {
  const ending = useSignal(false);
  const endButton = useRef<HTMLButtonElement>(null);
  const partner = state.session.scenario.partnerPersona;
  const running = state.exchanges.some(({ status }) => status === "running");
  // what was typed before stays to be read and copied
  const usedUp = state.quota.level === "exhausted" && !running && conversation.draft.value === "";
  // the question stands in place of the composer, once it is there to be shown
  const asking = ending.value && apart.module.value !== null;
  const asked = useRef(asking);
  useLayoutEffect(() => {
    if (asked.current && !asking) endButton.current?.focus({ preventScroll: true });
    asked.current = asking;
  }, [asking]);
  const keepGoing = (): void => {
    ending.value = false;
  };
  const end = (): void => {
    // why it could not be ended has to be seen
    void onEnd().then((ended) => ended || keepGoing());
  };
  return (
    <div class="foot">
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
        {!usedUp && <Composer conversation={conversation} partner={partner} focus={focus} />}
        <div class="row under">
          {usedUp ? (
            <span />
          ) : (
            <button type="button" class="btn bare end" ref={endButton} onClick={() => (ending.value = true)}>
              <Icon name="check" />
              {en.composer.end}
            </button>
          )}
          <QuotaLine state={state} />
        </div>
      </div>
      <p class="beside small soft">{en.note.beside(partner)}</p>
    </div>
  );
};

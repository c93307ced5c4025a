import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import type { SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { Exchange, PartnerLines } from "./exchange.tsx";
import { Icon } from "./icon.tsx";
import { apart, Lazy } from "./lazy.tsx";
import { MyMessage } from "./my-message.tsx";
import { useStickToEnd } from "./use-stick-to-end.ts";

const Unsent = ({ conversation }: { conversation: Conversation }) => {
  const pending = conversation.unsent.value;
  if (!pending) return null;
  const waiting = pending.state === "waiting";
  return (
    <section class="exchange">
      <div class="me">
        <MyMessage text={pending.content} unsent={waiting} />
        {waiting ? (
          <Lazy from={apart} waiting={null}>
            {({ NotSent }) => <NotSent conversation={conversation} uncertain={pending.uncertain} />}
          </Lazy>
        ) : (
          <p class="note wait">{en.note.listening}</p>
        )}
      </div>
    </section>
  );
};

/** The scene: what was said, each exchange with its note. Read out by the status line, not token by token. */
export const Transcript = ({ conversation, state }: { conversation: Conversation; state: SessionState }) => {
  const { scroller, content, missed, toEnd } = useStickToEnd();
  const { session, opening, exchanges } = state;
  const partner = session.scenario.partnerPersona;
  const unsentKey = conversation.unsent.value?.key;
  const open = session.status !== "COMPLETED";
  const newestNote = exchanges.findLast(({ coach, status }) => coach.text !== "" || status === "running")?.id;

  // who sends wants to see it
  const sent = useRef(unsentKey);
  useEffect(() => {
    if (unsentKey !== undefined && unsentKey !== sent.current) toEnd();
    sent.current = unsentKey;
  }, [unsentKey]);

  return (
    <div class="stage">
      <div
        class="scene"
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={en.transcript.label(partner)}
        tabIndex={0}
      >
        <div class="run" ref={content}>
          {session.simulated && (
            <p class="simulated small soft">
              <Icon name="flag" />
              {en.simulated}
            </p>
          )}
          {opening ? (
            <div class="opener">
              <PartnerLines name={partner} text={opening.content} live={false} />
            </div>
          ) : (
            exchanges.length === 0 &&
            unsentKey === undefined && <p class="first soft">{en.transcript.youOpen(partner)}</p>
          )}
          {exchanges.map((exchange) => (
            <Exchange
              key={exchange.id}
              conversation={conversation}
              exchange={exchange}
              partner={partner}
              newestNote={exchange.id === newestNote}
              open={open && exchange === exchanges.at(-1)}
            />
          ))}
          <Unsent conversation={conversation} />
        </div>
      </div>
      {missed.value && (
        <button type="button" class="btn pill" onClick={toEnd}>
          {en.transcript.newMessages}
          <Icon name="down" />
        </button>
      )}
    </div>
  );
};

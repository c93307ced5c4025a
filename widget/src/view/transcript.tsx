import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { isUsedUp, type SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { Exchange, PartnerLines } from "./exchange.tsx";
import { Icon } from "./icon.tsx";
import { apart, beside, Lazy } from "./lazy.tsx";
import { MyMessage } from "./my-message.tsx";
import { useStickToEnd } from "./use-stick-to-end.ts";

const Unsent = ({ conversation }: { conversation: Conversation }) => {
  const pending = conversation.unsentHere.value;
  if (!pending) return null;
  const waiting = pending.state === "waiting";
  return (
    <section class="exchange">
      <div class="me">
        <div class="said-by-me">
          <MyMessage text={pending.content} unsent={waiting} />
        </div>
        {waiting ? (
          <Lazy from={apart} waiting={null}>
            {({ NotSent }) => <NotSent sending={conversation} uncertain={pending.uncertain} />}
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
  const { session, opening, branches } = state;
  const exchanges = conversation.shown.value;
  const trying = conversation.trying.value !== null;
  const line = conversation.line.value;
  const partner = session.scenario.partnerPersona;
  const unsentKey = conversation.unsentHere.value?.key;
  const open = session.status !== "COMPLETED" && conversation.closed.value === null;
  // the words that explain it and lead back have to be there first
  const again = open && !trying && !isUsedUp(state) && beside.module.value !== null;
  const begins = branches.find(({ id }) => id === line);
  const newestNote = exchanges.findLast(({ coach, status }) => coach.text !== "" || status === "running")?.id;

  // who sends wants to see it
  const sent = useRef(unsentKey);
  useEffect(() => {
    if (unsentKey !== undefined && unsentKey !== sent.current) toEnd();
    sent.current = unsentKey;
  }, [unsentKey]);
  // another line, or back before an exchange: what matters is at its end
  const place = `${line} ${trying}`;
  const placed = useRef(place);
  useEffect(() => {
    if (place !== placed.current) toEnd();
    placed.current = place;
  }, [place]);

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
            <Fragment key={exchange.id}>
              {begins?.fromNumber === exchange.number && exchange.branchId === line && (
                <Lazy from={beside} waiting={null}>
                  {({ LineBegins }) => <LineBegins state={state} line={line} />}
                </Lazy>
              )}
              <Exchange
                conversation={conversation}
                exchange={exchange}
                partner={partner}
                newestNote={exchange.id === newestNote}
                open={open && !trying && exchange === exchanges.at(-1)}
                again={again}
              />
            </Fragment>
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

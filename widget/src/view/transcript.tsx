import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { isUsedUp, type SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { PartnerLines } from "./exchange.tsx";
import { ExchangeBlock } from "./exchange-block.tsx";
import { Icon } from "./icon.tsx";
import { apart, beside, Lazy } from "./lazy.tsx";
import { MyMessage } from "./my-message.tsx";
import { useBlocks } from "./use-blocks.ts";
import { useStickToEnd } from "./use-stick-to-end.ts";
import { walkInTurn } from "./walk-in-turn.ts";

const Unsent = ({ conversation }: { conversation: Conversation }) => {
  const pending = conversation.unsentHere.value;
  if (!pending) return null;
  const waiting = pending.state === "waiting";
  return (
    <div class="block">
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
    </div>
  );
};

/** What was said by the end of the scene: where it is more, something came. */
const saidAtEnd = ({ shown, liveExchange }: Conversation): string => {
  const known = shown.value.at(-1);
  const last = known && liveExchange(known);
  return last ? `${last.id} ${last.partner.text.length} ${last.coach.text.length}` : "";
};

/** The scene: what was said, each exchange with its note. Read out by the status line, not token by token. */
export const Transcript = ({ conversation, state }: { conversation: Conversation; state: SessionState }) => {
  const { session, opening, branches } = state;
  const exchanges = conversation.shown.value;
  const { scroller, content, missed, toEnd } = useStickToEnd(() => saidAtEnd(conversation));
  const { blocks, skipped } = useBlocks(exchanges);
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
        onKeyDown={walkInTurn}
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
          {blocks.map((block, at) => (
            <ExchangeBlock
              key={skipped + at}
              conversation={conversation}
              exchanges={block}
              partner={partner}
              newestNote={block.some(({ id }) => id === newestNote) ? newestNote : undefined}
              open={open && !trying && at === blocks.length - 1}
              again={again}
              begins={block.some(({ branchId }) => branchId === line) ? begins?.fromNumber : undefined}
              rests={at < blocks.length - 1 && block.every(({ status }) => status !== "running")}
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

import { useComputed } from "@preact/signals";
import type { Conversation } from "../state/conversation.ts";
import type { ExchangeState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import type { ComponentChildren } from "preact";
import { CoachNote } from "./coach-note.tsx";
import { apart, beside, Lazy, voice } from "./lazy.tsx";
import { MyMessage, useBubble } from "./my-message.tsx";
import { Prose } from "./prose.tsx";

type Lines = { name: string; text: string; live: boolean; children?: ComponentChildren };
export const PartnerLines = ({ name, text, live, children }: Lines) => (
  <div class="partner">
    <p class="who">
      {name} <span>{en.ai}</span>
      {children}
    </p>
    <Prose text={text} live={live} />
  </div>
);

export type ExchangeProps = {
  conversation: Conversation;
  exchange: ExchangeState;
  partner: string;
  newestNote: boolean;
  /** the conversation has not gone on since, and can be written in */
  open: boolean;
  /** another go may begin before it */
  again: boolean;
};

/**
 * One exchange with its note. It reads signals, so it is drawn again only when one of them or a prop of its own changed
 * (`@preact/signals` sees to it): a long transcript costs nothing while its end streams, and nothing but its end is drawn.
 */
export const Exchange = (props: ExchangeProps) => {
  const { conversation, partner, newestNote, again } = props;
  const exchange = conversation.liveExchange(props.exchange);
  const bubble = useBubble();
  const { text, ended } = exchange.partner;
  const { status } = exchange;
  const live = status === "running" && !ended;
  const words = exchange.user?.content ?? "";
  const stopping = useComputed(() => conversation.stopping.value === exchange.id).value;
  return (
    <section
      class={stopping ? "exchange stopping" : "exchange"}
      aria-label={en.exchange(exchange.number)}
      aria-busy={status === "running"}
    >
      {exchange.user && (
        <div class="me">
          <div class="said-by-me">
            <MyMessage text={words} bubble={bubble} />
            {exchange.user.audioUrl && (
              <Lazy from={voice} waiting={null}>
                {({ Listen }) => <Listen conversation={conversation} exchange={exchange} />}
              </Lazy>
            )}
            <Lazy from={beside} waiting={null}>
              {({ MineActs }) => (
                <MineActs conversation={conversation} exchange={exchange} words={words} again={again} />
              )}
            </Lazy>
          </div>
          <CoachNote conversation={conversation} exchange={exchange} newest={newestNote} bubble={bubble} />
        </div>
      )}
      <div class="answer">
        {/* another attempt is another text: the key lets it begin anew */}
        {(live || text !== "") && (
          <PartnerLines key={exchange.attempt} name={partner} text={text} live={live}>
            {!live && (
              <Lazy from={beside} waiting={null}>
                {({ CopyButton, copyOf }) => <CopyButton text={text} whose={copyOf(partner)} />}
              </Lazy>
            )}
          </PartnerLines>
        )}
        {(status === "failed" || status === "stopped") && (
          <Lazy from={apart} waiting={null}>
            {({ Trial }) => <Trial {...props} exchange={exchange} />}
          </Lazy>
        )}
      </div>
    </section>
  );
};

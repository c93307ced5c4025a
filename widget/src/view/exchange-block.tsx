import { Component, Fragment } from "preact";
import type { Conversation } from "../state/conversation.ts";
import type { ExchangeState } from "../state/session-state.ts";
import { Exchange } from "./exchange.tsx";
import { beside, Lazy } from "./lazy.tsx";

type Props = {
  conversation: Conversation;
  exchanges: readonly ExchangeState[];
  partner: string;
  /** of the one whose note stays open; undefined where that is in another block */
  newestNote: string | undefined;
  /** the conversation goes on after the last one of these */
  open: boolean;
  /** another go may begin before each of them */
  again: boolean;
  /** the number that the line one is in begins with, where that is not the main one */
  begins: number | undefined;
  /** out of sight it need not be drawn: nothing grows in it any more */
  rests: boolean;
};

const Begins = ({ conversation }: Pick<Props, "conversation">) => {
  const state = conversation.outline.value;
  const line = conversation.line.value;
  return (
    <Lazy from={beside} waiting={null}>
      {({ LineBegins }) => state && <LineBegins state={state} line={line} />}
    </Lazy>
  );
};

/** Some exchanges in a row; drawn again only when one of them, or what is said of all of them, has changed. */
export class ExchangeBlock extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return (Object.keys(next) as (keyof Props)[]).some((name) => next[name] !== this.props[name]);
  }

  override render({ exchanges, begins, open, newestNote, rests, ...props }: Props) {
    const { conversation } = props;
    return (
      <div class={rests ? "block rests" : "block"}>
        {exchanges.map((exchange) => (
          <Fragment key={exchange.id}>
            {begins === exchange.number && <Begins conversation={conversation} />}
            <Exchange
              {...props}
              exchange={exchange}
              newestNote={exchange.id === newestNote}
              open={open && exchange === exchanges.at(-1)}
            />
          </Fragment>
        ))}
      </div>
    );
  }
}

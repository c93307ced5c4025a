import { Component } from "preact";
import type { ExchangeState } from "../state/session-state.ts";
import { en, problemText } from "../text/en.ts";
import { CoachNote } from "./coach-note.tsx";
import { Icon } from "./icon.tsx";
import { MyMessage, useBubble } from "./my-message.tsx";
import { Notice } from "./notice.tsx";
import { Prose } from "./prose.tsx";

export const PartnerLines = ({ name, text, live }: { name: string; text: string; live: boolean }) => (
  <div class="partner">
    <p class="who">
      {name} <span>{en.ai}</span>
    </p>
    <Prose text={text} live={live} />
  </div>
);

type Props = {
  exchange: ExchangeState;
  partner: string;
  newestNote: boolean;
  retrying: boolean;
  /** nothing else runs, and the session can be written in */
  canRetry: boolean;
  onRetry: (exchangeId: string) => void;
  onSeen: (messageId: number) => void;
};

const Trial = ({ exchange, partner, retrying, canRetry, onRetry }: Props) => {
  const stopped = exchange.status === "stopped";
  const again = exchange.retryable && canRetry && (
    <button type="button" class="btn" onClick={() => onRetry(exchange.id)} disabled={retrying}>
      <Icon name="again" />
      {en.trials.again}
    </button>
  );
  if (stopped) {
    return (
      <div class="row stopped">
        <span class="small soft">{en.trials.stopped}</span>
        {again}
      </div>
    );
  }
  return (
    <Notice kind="warn" icon="clock" title={en.trials.failed(partner)} actions={again} inset>
      {exchange.problem ? `${problemText(exchange.problem)} ` : ""}
      {en.trials.kept}
    </Notice>
  );
};

const Drawn = (props: Props) => {
  const { exchange, partner, newestNote, onSeen } = props;
  const bubble = useBubble();
  const { text, ended } = exchange.partner;
  const live = exchange.status === "running" && !ended;
  return (
    <section class="exchange" aria-label={en.exchange(exchange.number)}>
      <div class="me">
        {exchange.user && <MyMessage text={exchange.user.content} bubble={bubble} />}
        {exchange.user && <CoachNote exchange={exchange} newest={newestNote} bubble={bubble} onSeen={onSeen} />}
      </div>
      <div class="answer">
        {/* another attempt is another text: the key lets it begin anew */}
        {(live || text !== "") && <PartnerLines key={exchange.attempt} name={partner} text={text} live={live} />}
        {(exchange.status === "failed" || exchange.status === "stopped") && <Trial {...props} />}
      </div>
    </section>
  );
};

/** Drawn again only when its own exchange changed: a long transcript costs nothing while its end streams. */
export class Exchange extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const now = this.props;
    return (
      next.exchange !== now.exchange ||
      next.newestNote !== now.newestNote ||
      next.retrying !== now.retrying ||
      next.canRetry !== now.canRetry
    );
  }
  override render(props: Props) {
    return <Drawn {...props} />;
  }
}

import type { Conversation } from "../state/conversation.ts";
import type { ExchangeState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { enBeside } from "../text/en-beside.ts";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icon.tsx";

type Props = { conversation: Conversation; exchange: ExchangeState; words: string; again: boolean };

/** Below the invitee's own words: what can be done with them. */
export const MineActs = ({ conversation, exchange, words, again }: Props) => {
  const offered = again && exchange.status !== "running";
  return (
    <div class="mine-acts">
      <CopyButton text={words} whose={enBeside.copy.mine} stop={!offered} />
      {offered && (
        <button type="button" class="btn bare again" onClick={() => conversation.tryAgain(exchange)}>
          <Icon name="again" />
          {en.lines.again}
        </button>
      )}
    </div>
  );
};

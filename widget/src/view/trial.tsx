import { enApart } from "../text/en-apart.ts";
import { problemText } from "../text/en-pages.ts";
import type { Conversation } from "../state/conversation.ts";
import type { ExchangeState } from "../state/session-state.ts";
import type { ExchangeProps } from "./exchange.tsx";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { Notice, noticeSheet } from "./notice.tsx";

const { trials } = enApart;

/** Nothing was said to it that stays: it can be put in other words. */
const Reword = ({ conversation, exchange }: { conversation: Conversation; exchange: ExchangeState }) => (
  <button
    type="button"
    class="btn"
    onClick={({ currentTarget }) => {
      conversation.reword(exchange);
      const field = (currentTarget.getRootNode() as ParentNode).querySelector<HTMLTextAreaElement>(".foot textarea");
      field?.focus({ preventScroll: true });
    }}
  >
    {trials.reword}
  </button>
);

/** An answer that was stopped or failed: what was kept, and another go. */
export const Trial = ({ conversation, exchange, partner, open }: ExchangeProps) => {
  useSheets(noticeSheet);
  const { retrying, speaking, unsent } = conversation;
  const again = open && exchange.retryable && speaking.value === null && unsent.value === null && (
    <>
      <button
        type="button"
        class="btn"
        onClick={() => void conversation.retry(exchange.id)}
        disabled={retrying.value === exchange.id}
      >
        <Icon name="again" />
        {trials.again}
      </button>
      {exchange.partner.text === "" && <Reword conversation={conversation} exchange={exchange} />}
    </>
  );
  if (exchange.status === "stopped") {
    return (
      <div class="row stopped">
        <span class="small soft">{trials.stopped}</span>
        {again}
      </div>
    );
  }
  const { problem } = exchange;
  if (!open) return <p class="small soft">{trials.failed(partner)}</p>;
  return (
    <Notice kind="warn" icon="clock" title={trials.failed(partner)} actions={again} inset>
      {problem && `${problemText(problem)} `}
      {trials.kept}
    </Notice>
  );
};

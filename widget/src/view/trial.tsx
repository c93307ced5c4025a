import { enApart } from "../text/en-apart.ts";
import { problemText } from "../text/en-pages.ts";
import type { ExchangeProps } from "./exchange.tsx";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { Notice, noticeSheet } from "./notice.tsx";

const { trials } = enApart;

/** An answer that was stopped or failed: what was kept, and another go. */
export const Trial = ({ conversation, exchange, partner, open }: ExchangeProps) => {
  useSheets(noticeSheet);
  const { retrying, speaking, unsent } = conversation;
  const again = open && exchange.retryable && speaking.value === null && unsent.value === null && (
    <button
      type="button"
      class="btn"
      onClick={() => void conversation.retry(exchange.id)}
      disabled={retrying.value === exchange.id}
    >
      <Icon name="again" />
      {trials.again}
    </button>
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
  return (
    <Notice kind="warn" icon="clock" title={trials.failed(partner)} actions={again} inset>
      {problem && `${problemText(problem)} `}
      {trials.kept}
    </Notice>
  );
};

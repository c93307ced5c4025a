import { useRef } from "preact/hooks";
import { isSpending, type SessionState } from "../state/session-state.ts";
import { enBeside } from "../text/en-beside.ts";
import { Icon } from "./icon.tsx";
import { Tally } from "./tally.tsx";

/**
 * What is left, in exchanges: people are never shown tokens. While one runs its worst case is reserved, which is not
 * what will be left: the line stands as it was until it ends.
 */
export const QuotaLine = ({ state }: { state: SessionState }) => {
  const settled = useRef(state);
  if (!isSpending(state)) settled.current = state;
  const { quota, exchanges } = settled.current;
  const low = quota.level === "last" || quota.level === "exhausted";
  const words =
    quota.level === "exhausted"
      ? enBeside.left.none
      : quota.level === "last"
        ? enBeside.left.last
        : enBeside.left.more(quota.aboutExchanges);
  const done = exchanges.filter(({ status }) => status === "completed").length;
  return (
    <span class={`row small quota ${low ? "low" : "soft"}`}>
      {low && <Icon name="flag" />}
      <Tally left={quota.aboutExchanges} done={done} />
      {words}
    </span>
  );
};

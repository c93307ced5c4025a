import { useRef } from "preact/hooks";
import type { SessionState } from "../state/session-state.ts";
import { tallyExchanges } from "../state/tally.ts";
import { en } from "../text/en.ts";
import { Icon } from "./icon.tsx";

export const Tally = ({ ticks, left }: { ticks: number; left: number }) => (
  <span class="meter" aria-hidden="true">
    {Array.from({ length: ticks }, (_, at) => (
      <i key={at} class={at < left ? "left" : ""} />
    ))}
  </span>
);

/**
 * What is left, in exchanges: people are never shown tokens. While one runs its worst case is reserved, which is not
 * what will be left: the line stands as it was until it ends.
 */
export const QuotaLine = ({ state }: { state: SessionState }) => {
  const settled = useRef(state);
  if (state.exchanges.every(({ status }) => status !== "running")) settled.current = state;
  const { quota, exchanges } = settled.current;
  const low = quota.level === "last" || quota.level === "exhausted";
  const words =
    quota.level === "exhausted"
      ? en.left.none
      : quota.level === "last"
        ? en.left.last
        : en.left.more(quota.aboutExchanges);
  const done = exchanges.filter(({ status }) => status === "completed").length;
  return (
    <span class={`row small quota ${low ? "low" : "soft"}`}>
      {low && <Icon name="flag" />}
      <Tally {...tallyExchanges(quota.aboutExchanges, done)} />
      {words}
    </span>
  );
};

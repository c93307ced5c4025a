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

/** What is left, in exchanges: people are never shown tokens. */
export const QuotaLine = ({ state: { quota, exchanges } }: { state: SessionState }) => {
  const low = quota.level === "last" || quota.level === "exhausted";
  const words =
    quota.level === "exhausted"
      ? en.quota.none
      : quota.level === "last"
        ? en.quota.last
        : en.quota.more(quota.aboutExchanges);
  const done = exchanges.filter(({ status }) => status === "completed").length;
  return (
    <span class={`row small quota ${low ? "low" : "soft"}`}>
      {low && <Icon name="flag" />}
      <Tally {...tallyExchanges(quota.aboutExchanges, done)} />
      {words}
    </span>
  );
};

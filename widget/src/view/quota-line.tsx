import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import type { SessionState } from "../state/session-state.ts";
import { parseSettled, settledIn, shownLeft } from "../state/shown-left.ts";
import { enBeside } from "../text/en-beside.ts";
import { Icon } from "./icon.tsx";
import { Tally } from "./tally.tsx";

/**
 * What is left, in exchanges: people are never shown tokens. What was left when nothing ran is kept in this browser, so that a
 * reload in the middle of an answer shows the same.
 */
export const QuotaLine = ({ conversation, state }: { conversation: Conversation; state: SessionState }) => {
  const { store, sessionId } = conversation;
  const name = `left:${sessionId}`;
  const known = useRef(parseSettled(store.read(name)));
  const settled = settledIn(state);
  if (settled) known.current = settled;
  const text = JSON.stringify(known.current);
  useEffect(() => {
    if (known.current) store.write(name, text);
  }, [text]);
  const { aboutExchanges, level } = shownLeft(state, known.current);
  const low = level === "last" || level === "exhausted";
  const words =
    level === "exhausted"
      ? enBeside.left.none
      : level === "last"
        ? enBeside.left.last
        : enBeside.left.more(aboutExchanges);
  // what runs is counted as done, so that the row stays as long as it was
  const done = state.exchanges.filter(({ status }) => status === "completed" || status === "running").length;
  return (
    <span class={`row small quota ${low ? "low" : "soft"}`}>
      {low && <Icon name="flag" />}
      <Tally left={aboutExchanges} done={done} />
      {words}
    </span>
  );
};

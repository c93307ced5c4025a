import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { parseCoachComment, quoteIsOpen } from "../../../backend/src/protocol/coach-comment.ts";
import { findQuote } from "../state/find-quote.ts";
import type { ExchangeState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { Icon } from "./icon.tsx";
import { canHighlight, underline, type Underline } from "./quote-highlight.ts";
import type { Bubble } from "./my-message.tsx";
import { useSeen } from "./use-seen.ts";

type Props = {
  exchange: ExchangeState;
  /** the newest note stays open where there is no margin */
  newest: boolean;
  bubble: Bubble;
  onSeen: (messageId: number) => void;
};

/** Why there is no note, or that there will be one: a line that keeps its place, so that nothing jumps. */
const Waiting = ({ text, missing }: { text: string; missing?: boolean }) => (
  <p class={missing ? "note wait missing" : "note wait"}>{text}</p>
);

const missingText = ({ coachMissing, status }: ExchangeState): string | null => {
  if (coachMissing === "failed") return en.note.failed;
  if (coachMissing === "nothing-to-add") return en.note.nothingToAdd;
  // an answer that was stopped or failed says for itself why there is none
  return coachMissing === "policy" && status !== "stopped" && status !== "failed" ? en.note.policy : null;
};

export const CoachNote = (props: Props) => {
  const { exchange } = props;
  const { text, ended } = exchange.coach;
  // held back until the quote closes: only then it is known which words it speaks of
  if (text !== "" && (ended || !quoteIsOpen(text))) return <WrittenNote {...props} />;
  const missing = missingText(exchange);
  if (missing !== null) return <Waiting text={missing} missing />;
  if (ended || exchange.status !== "running") return null;
  return <Waiting text={text === "" ? en.note.listening : en.note.writing} />;
};

const WrittenNote = ({ exchange, newest, bubble, onSeen }: Props) => {
  const { text, ended, message } = exchange.coach;
  const { quote, effect, suggestion } = parseCoachComment(text);
  const note = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const mark = useRef<Underline | null>(null);
  const [landsLive] = useState(!ended);
  const drawn = useSignal(!landsLive);
  const anchored = useSignal(false);
  const opened = useSignal<boolean | null>(null);
  const open = opened.value ?? newest;
  useSeen(body, ended && message !== null && message.seenAt === null ? message.id : null, onSeen);

  const light = (on: boolean): void => {
    mark.current?.light(on);
    note.current?.classList.toggle("lit", on);
  };

  useLayoutEffect(() => {
    const words = bubble.element.current?.firstChild;
    const place = quote === null || exchange.user === null ? null : findQuote(exchange.user.content, quote);
    if (!place || !(words instanceof Text) || !canHighlight()) {
      drawn.value = true;
      return;
    }
    const drawnMark = underline(words, place, landsLive && !ended, () => (drawn.value = true));
    mark.current = drawnMark;
    anchored.value = true;
    bubble.onPoint.current = (point) => light(point !== null && drawnMark.contains(point.x, point.y));
    bubble.onPick.current = (point) => {
      if (drawnMark.contains(point.x, point.y)) opened.value = true;
    };
    // in the margin the note begins level with the words; a custom property set by script is fine under a strict CSP
    const level = (): void => {
      const element = bubble.element.current;
      if (element)
        note.current?.style.setProperty("--sc-level", `${Math.max(0, Math.round(drawnMark.levelIn(element) - 12))}px`);
    };
    const sizes = new ResizeObserver(level);
    if (bubble.element.current) sizes.observe(bubble.element.current);
    return () => {
      sizes.disconnect();
      drawnMark.remove();
      mark.current = null;
      bubble.onPoint.current = bubble.onPick.current = null;
    };
  }, [quote, exchange.user?.content]);

  return (
    <aside
      class={`note ${anchored.value ? "anchored" : ""} ${drawn.value ? "" : "landing"} ${landsLive ? "live" : ""}`}
      data-open={open}
      ref={note}
      tabIndex={0}
      aria-label={quote === null ? en.coach : en.note.about(quote)}
      onPointerEnter={() => light(true)}
      onPointerLeave={() => light(false)}
      onFocusIn={() => light(true)}
      onFocusOut={() => light(false)}
    >
      <p class="note-name">{en.coach}</p>
      <button type="button" class="note-fold" aria-expanded={open} onClick={() => (opened.value = !open)}>
        <b>{en.coach}</b>
        <span class="peek">{effect}</span>
        <Icon name="down" />
      </button>
      <div class="note-body" ref={body} dir="auto">
        {!anchored.value && quote !== null && <q>{quote}</q>}
        <p>{effect}</p>
        {suggestion !== null && (
          <p class="try">
            <em>{en.note.try}</em>
            <span>“{suggestion}”</span>
          </p>
        )}
      </div>
    </aside>
  );
};

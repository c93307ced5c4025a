import { useSignal } from "@preact/signals";
import { useContext, useLayoutEffect, useRef, useState } from "preact/hooks";
import { parseCoachComment } from "../../../backend/src/protocol/coach-comment.ts";
import { findQuote } from "../state/find-quote.ts";
import { en } from "../text/en.ts";
import { enPages } from "../text/en-pages.ts";
import type { NoteProps } from "./coach-note.tsx";
import { Frame, useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import css from "./note.css?inline";
import { canHighlight, underline, type Underline } from "./quote-highlight.ts";
import { RateNote } from "./rate-note.tsx";
import { useSeen } from "./use-seen.ts";

export { css as noteSheet };

/** A note that has words: it underlines what it quotes, lights up with it, and says that it was seen. */
export const WrittenNote = ({ conversation, exchange, newest, bubble, focus }: NoteProps) => {
  useSheets(css);
  const { text, ended, message } = exchange.coach;
  const { quote, effect, suggestion } = parseCoachComment(text);
  const note = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const mark = useRef<Underline | null>(null);
  const [landsLive] = useState(!ended);
  const drawn = useSignal(!landsLive);
  const anchored = useSignal(false);
  const opened = useSignal<boolean | null>(null);
  const { roomy } = useContext(Frame);
  // in a margin there is room for all of them, until one is folded by hand
  const open = opened.value ?? (newest || focus === true || roomy.value);
  const unseen = drawn.value && open && ended && message !== null && message.seenAt === null;
  useSeen(body, unseen ? message.id : null, (id) => conversation.markSeen([id]));
  useLayoutEffect(() => {
    if (focus) note.current?.focus({ preventScroll: true });
  }, []);

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
      class={`note ${drawn.value ? "" : "wait"} ${drawn.value && anchored.value ? "anchored" : ""} ${landsLive ? "live" : ""}`}
      data-open={open}
      data-newest={newest}
      ref={note}
      tabIndex={-1}
      aria-label={quote === null ? enPages.coach : enPages.noted.about(quote)}
      onPointerEnter={() => light(true)}
      onPointerLeave={() => light(false)}
      onFocusIn={() => light(true)}
      onFocusOut={() => light(false)}
    >
      {drawn.value ? (
        <>
          <button type="button" class="note-fold" aria-expanded={open} onClick={() => (opened.value = !open)}>
            <b>{enPages.coach}</b>
            <span class="peek">{effect}</span>
            <Icon name="down" />
          </button>
          <div class="note-body" ref={body} dir="auto">
            {!anchored.value && quote !== null && <q>{quote}</q>}
            <p>{effect}</p>
            {suggestion !== null && (
              <p class="try">
                <em>{enPages.noted.try}</em>
                <q>{suggestion}</q>
              </p>
            )}
            {message && <RateNote conversation={conversation} message={message} />}
          </div>
        </>
      ) : (
        en.note.writing
      )}
    </aside>
  );
};

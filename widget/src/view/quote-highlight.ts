/**
 * Marks words without touching the markup: the CSS Custom Highlight API, whose names are the document's, so all widgets
 * of a page share them. Where the browser has none, nothing is marked and the note itself shows its quote.
 */
export const canHighlight = (): boolean =>
  typeof CSS !== "undefined" && "highlights" in CSS && typeof Highlight === "function";

const QUOTE = "sidecoach-quote";
const LIT = "sidecoach-lit";

const named = (name: string, priority: number): Highlight => {
  let highlight = CSS.highlights.get(name);
  if (!highlight) {
    highlight = new Highlight();
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
  }
  return highlight;
};

/** Without ranges it has nothing to mark, and the page is left as it was. */
const unmark = (name: string, range: Range): void => {
  const highlight = CSS.highlights.get(name);
  highlight?.delete(range);
  if (highlight?.size === 0) CSS.highlights.delete(name);
};

const DRAW_MS = 180;
const isStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

export type Underline = {
  light: (on: boolean) => void;
  /** whether a point of the page is on the underlined words */
  contains: (x: number, y: number) => boolean;
  /** the line of the last quoted word, below the top of `element`, in pixels */
  levelIn: (element: HTMLElement) => number;
  remove: () => void;
};

/** Underlines `start`–`end` of `text`. `draw`: the line grows under the words, then `onDrawn`; otherwise it is simply there. */
export const underline = (
  text: Text,
  { start, end }: { start: number; end: number },
  draw: boolean,
  onDrawn: () => void,
): Underline => {
  const whole = new Range();
  whole.setStart(text, start);
  whole.setEnd(text, end);
  const shown = whole.cloneRange();
  const quotes = named(QUOTE, 0);
  let frame = 0;
  quotes.add(shown);
  if (draw && !isStill() && document.visibilityState === "visible") {
    shown.setEnd(text, start);
    const from = performance.now();
    const grow = (now: number): void => {
      const done = Math.min(1, Math.max(0, (now - from) / DRAW_MS));
      shown.setEnd(text, start + Math.round((end - start) * (1 - (1 - done) ** 2)));
      if (done < 1) frame = requestAnimationFrame(grow);
      else onDrawn();
    };
    frame = requestAnimationFrame(grow);
  } else onDrawn();

  return {
    light: (on) => void (on ? named(LIT, 1).add(whole) : unmark(LIT, whole)),
    contains: (x, y) =>
      [...whole.getClientRects()].some(
        (box) => x >= box.left && x <= box.right && y >= box.top - 3 && y <= box.bottom + 3,
      ),
    levelIn: (element) => {
      const box = [...whole.getClientRects()].at(-1);
      return box ? box.top - element.getBoundingClientRect().top : 0;
    },
    remove: () => {
      cancelAnimationFrame(frame);
      unmark(QUOTE, shown);
      unmark(LIT, whole);
    },
  };
};

import { useEffect } from "preact/hooks";
import type { RefObject } from "preact";

/** Looked at so often, and seen when every look of a second found it: at its beginning, its middle and its end. */
const LOOK_EVERY_MS = 500;
const LOOKS = 3;
/** Points of a grid over the element: of these, half are to be found. */
const ACROSS = [0.1, 0.5, 0.9];
const DOWN = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Whether half of it can be read: not beyond an edge, under a panel or a page, behind what the host page laid over it, or in a tab behind. */
const isInView = (element: HTMLElement): boolean => {
  if (document.visibilityState !== "visible") return false;
  const root = element.getRootNode() as Document | ShadowRoot;
  const { left, top, width, height } = element.getBoundingClientRect();
  const found = ACROSS.flatMap((x) =>
    DOWN.map((y) => element.contains(root.elementFromPoint(left + x * width, top + y * height))),
  );
  return found.filter(Boolean).length * 2 >= found.length;
};

/** Calls back once when half of the element could be read for a second. Null: there is nothing to see, or it was seen. */
export const useSeen = (
  element: RefObject<HTMLElement | null>,
  id: number | null,
  onSeen: (id: number) => void,
): void => {
  useEffect(() => {
    const shown = element.current;
    if (id === null || !shown) return;
    let looking: ReturnType<typeof setInterval> | undefined;
    // Near at all, it is looked at; whether something lies over it no observer tells.
    const watcher = new IntersectionObserver((entries) => {
      clearInterval(looking);
      if (!entries.at(-1)?.isIntersecting) return;
      let found = 0;
      const look = (): void => {
        found = isInView(shown) ? found + 1 : 0;
        if (found < LOOKS) return;
        clearInterval(looking);
        watcher.disconnect();
        onSeen(id);
      };
      looking = setInterval(look, LOOK_EVERY_MS);
      look();
    });
    watcher.observe(shown);
    return () => {
      clearInterval(looking);
      watcher.disconnect();
    };
  }, [id]);
};

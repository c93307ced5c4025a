import { useEffect } from "preact/hooks";
import type { RefObject } from "preact";

const SEEN_AFTER_MS = 1000;

/** Calls back once when half of the element has been visible for a second. Null: there is nothing to see, or it was seen. */
export const useSeen = (
  element: RefObject<HTMLElement | null>,
  id: number | null,
  onSeen: (id: number) => void,
): void => {
  useEffect(() => {
    if (id === null || !element.current) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watcher = new IntersectionObserver(
      (entries) => {
        clearTimeout(timer);
        if (!entries.at(-1)?.isIntersecting) return;
        timer = setTimeout(() => {
          if (document.visibilityState !== "visible") return;
          watcher.disconnect();
          onSeen(id);
        }, SEEN_AFTER_MS);
      },
      { threshold: 0.5 },
    );
    watcher.observe(element.current);
    return () => {
      clearTimeout(timer);
      watcher.disconnect();
    };
  }, [id]);
};

import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** In pixels: close enough for who comes back down; and the end itself, but for fractions of a pixel. */
const NEAR = 32;
const AT_END = 2;

/**
 * Keeps the end in view while the reader is there, and leaves alone whoever scrolled up, be it by a pixel: only moving up
 * unsticks, so neither growth nor another size does by itself. `news`: what stands at the end, told from signals alone; `missed`
 * says that something came while the reader was elsewhere.
 */
export const useStickToEnd = (news: () => string = () => "") => {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const missed = useSignal(false);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    const readSize = (): string => `${box.clientWidth} ${box.clientHeight}`;
    let lastSize = readSize();
    let lastTop = box.scrollTop;
    const fromEnd = (): number => box.scrollHeight - box.clientHeight - box.scrollTop;
    const onScroll = (): void => {
      const moved = box.scrollTop - lastTop;
      if (fromEnd() <= (moved > 0 ? NEAR : AT_END)) {
        stuck.current = true;
        missed.value = false;
        // in another size the browser may move it, which is nobody's wish
      } else if (moved < -1 && readSize() === lastSize) stuck.current = false;
      lastTop = box.scrollTop;
    };
    const onGrowth = (): void => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
      lastSize = readSize();
    };
    const sizes = new ResizeObserver(onGrowth);
    sizes.observe(inner);
    sizes.observe(box);
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, []);

  // nothing is drawn for it but what it says: while words stream they come many times a second
  useEffect(() => {
    let known: string | null = null;
    return effect(() => {
      const now = news();
      if (known !== null && now !== known && !stuck.current) missed.value = true;
      known = now;
    });
  }, []);

  const toEnd = (): void => {
    stuck.current = true;
    missed.value = false;
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  return { scroller, content, missed, toEnd };
};

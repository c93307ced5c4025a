import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

const NEAR = 32;

/**
 * Keeps the end in view while the reader is there, and leaves alone whoever scrolled up: only moving up unsticks, so
 * neither growth nor another size does by itself. `missed` says that something came meanwhile.
 */
export const useStickToEnd = () => {
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
    let lastHeight = inner.offsetHeight;
    const fromEnd = (): number => box.scrollHeight - box.clientHeight - box.scrollTop;
    const onScroll = (): void => {
      if (fromEnd() <= NEAR) {
        stuck.current = true;
        missed.value = false;
        // in another size the browser may move it, which is nobody's wish
      } else if (box.scrollTop < lastTop - 1 && readSize() === lastSize) stuck.current = false;
      lastTop = box.scrollTop;
    };
    const onGrowth = (): void => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
      else if (inner.offsetHeight > lastHeight + 8) missed.value = true;
      lastHeight = inner.offsetHeight;
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

  const toEnd = (): void => {
    stuck.current = true;
    missed.value = false;
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  return { scroller, content, missed, toEnd };
};

import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RefObject } from "preact";

/** As in the style sheets: from this width on, in pixels, there is a margin beside the scene. */
const MARGIN_FROM = 720;

/** Keeps `roomy` at whether the panel has a margin. */
export const useRoomy = (panel: RefObject<HTMLElement | null>, roomy: Signal<boolean>): void => {
  useEffect(() => {
    const box = panel.current;
    if (!box) return;
    const sizes = new ResizeObserver(() => (roomy.value = box.clientWidth >= MARGIN_FROM));
    sizes.observe(box);
    return () => sizes.disconnect();
  }, []);
};

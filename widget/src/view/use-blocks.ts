import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { inBlocks } from "../state/in-blocks.ts";

/** Drawn at once: what fills the largest panel. */
const FIRST = 3;

/**
 * The blocks of a long list, from its end: the last ones at once, then one more in every pause, until all of them stand there.
 * `skipped`: how many are still to come above.
 */
export const useBlocks = <T>(list: readonly T[]): { blocks: readonly (readonly T[])[]; skipped: number } => {
  const before = useRef<readonly (readonly T[])[]>([]);
  const blocks = (before.current = inBlocks(list, before.current));
  // from the first one down: what is appended later hides nothing that stands there
  const above = useSignal(blocks.length - FIRST);
  const skipped = Math.max(0, Math.min(above.value, blocks.length - FIRST));
  useEffect(() => {
    if (skipped === 0) return;
    // a frame is painted in between, and whoever types comes first
    const timer = setTimeout(() => (above.value = skipped - 1), 20);
    return () => clearTimeout(timer);
  }, [skipped]);
  return { blocks: blocks.slice(skipped), skipped };
};

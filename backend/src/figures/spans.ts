/** Upper ends, in ms, of the spans that calls are counted into; the last span has none. Changing them asks for a rebuild. */
export const SPAN_ENDS = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const;
export const SPAN_COUNT = SPAN_ENDS.length + 1;

/**
 * About which of `part` (0 to 1) of the counted calls are below, in ms: within its span a straight line is drawn, and what is
 * beyond the last end is told as that end. Pure.
 * @returns null where nothing was counted
 */
export const aboutBelow = (counts: readonly number[], part: number): number | null => {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let below = 0;
  for (const [place, count] of counts.entries()) {
    if (count > 0 && below + count >= all * part) {
      const from = SPAN_ENDS[place - 1] ?? 0;
      const to = SPAN_ENDS[place] ?? from;
      return Math.round(from + ((to - from) * (all * part - below)) / count);
    }
    below += count;
  }
  return SPAN_ENDS[SPAN_ENDS.length - 1] ?? null;
};

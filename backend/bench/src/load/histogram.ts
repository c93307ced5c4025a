/** Milliseconds, counted in tenths up to a minute: a figure of a million samples costs nothing to keep. */
const SLOTS = 600_000;

export type Summary = { count: number; p50: number; p99: number; max: number };
export type Histogram = { add: (ms: number) => void; summary: () => Summary };

export const createHistogram = (): Histogram => {
  const slots = new Uint32Array(SLOTS);
  let [count, max] = [0, 0];
  const at = (share: number): number => {
    let left = Math.ceil(count * share);
    for (let slot = 0; slot < SLOTS; slot++) {
      left -= slots[slot] ?? 0;
      if (left <= 0) return slot / 10;
    }
    return max;
  };
  return {
    add: (ms) => {
      const slot = Math.min(SLOTS - 1, Math.max(0, Math.round(ms * 10)));
      slots[slot] = (slots[slot] ?? 0) + 1;
      count += 1;
      max = Math.max(max, ms);
    },
    summary: () => (count === 0 ? { count, p50: 0, p99: 0, max } : { count, p50: at(0.5), p99: at(0.99), max }),
  };
};

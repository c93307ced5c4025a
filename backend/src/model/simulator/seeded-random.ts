import { createHash } from "node:crypto";

/** Draws from [0, 1). */
export type Random = () => number;

/** The same words give the same draws, on every machine. Mulberry32, seeded by a SHA-256. */
export const seedRandom = (...words: string[]): Random => {
  let state = createHash("sha256").update(words.join("\0")).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A shuffled copy (Fisher–Yates). */
export const shuffle = <T>(items: readonly T[], random: Random): T[] => {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
};

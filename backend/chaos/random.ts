/** Seeded randomness (mulberry32): the same seed and label give the same numbers, whatever the other actors draw. */
export type Random = {
  /** in [0, 1) */
  next: () => number;
  /** both ends included */
  integer: (low: number, high: number) => number;
  chance: (probability: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  /** the key of `weights` by weight */
  weighted: <K extends string>(weights: Readonly<Record<K, number>>) => K;
  uuid: () => string;
  /** an independent source for one actor */
  fork: (label: string) => Random;
};

const hash = (text: string): number => {
  let value = 2_166_136_261;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 16_777_619);
  return value >>> 0;
};

export const createRandom = (seed: string): Random => {
  let state = hash(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const chosen = list[integer(0, list.length - 1)];
      if (chosen === undefined) throw new Error("nothing to pick from");
      return chosen;
    },
    weighted: (weights) => {
      const entries = Object.entries<number>(weights);
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) if ((left -= weight) < 0) return key as keyof typeof weights;
      return entries[0]?.[0] as keyof typeof weights;
    },
    uuid: () => {
      const digits = Array.from({ length: 32 }, () => integer(0, 15).toString(16)).join("");
      return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
};

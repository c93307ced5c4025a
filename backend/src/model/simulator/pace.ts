import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "./seeded-random.ts";

/** How fast answers come. Natural: the first token after 300 to 600 ms, then about 30 a second. */
export type Speed = "natural" | "instant" | { firstTokenMs: [least: number, most: number]; tokensPerSecond: number };

const NATURAL = { firstTokenMs: [300, 600] as [number, number], tokensPerSecond: 30 };

export type Pace = { beforeFirst: () => Promise<void>; beforeNext: (tokens: number) => Promise<void> };

const wait = async (ms: number, gone: AbortSignal): Promise<void> => {
  if (ms > 0 && !gone.aborted) await sleep(ms, undefined, { signal: gone }).catch(() => undefined);
};

/** Waits as a model would, evenly with a little jitter; a gone client ends a wait at once. */
export const setPace = (speed: Speed, random: Random, gone: AbortSignal): Pace => {
  if (speed === "instant") return { beforeFirst: async () => undefined, beforeNext: async () => undefined };
  const {
    firstTokenMs: [least, most],
    tokensPerSecond,
  } = speed === "natural" ? NATURAL : speed;
  return {
    beforeFirst: () => wait(least + random() * (most - least), gone),
    beforeNext: (tokens) => wait((tokens * 1_000 * (0.7 + random() * 0.6)) / tokensPerSecond, gone),
  };
};

/** Raw counts as the Messages API reports them. `input` is the part that was neither written to nor read from the cache. */
export type TokenCounts = { input: number; cacheWrite: number; cacheRead: number; output: number };
export const NO_TOKENS: TokenCounts = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };

const CACHE_WRITE_WEIGHT = 1.25;

/** Charged tokens: ceil(input + 1.25 · cache write + 0.1 · cache read) + output. Integer arithmetic, so that no float rounds it up. */
export const chargeOf = (counts: TokenCounts): number =>
  Math.ceil((counts.input * 20 + counts.cacheWrite * 25 + counts.cacheRead * 2) / 20) + counts.output;

/** The most that `tokens` of input can cost: all of them written to the cache. */
export const worstInputCharge = (tokens: number): number => Math.ceil(tokens * CACHE_WRITE_WEIGHT);

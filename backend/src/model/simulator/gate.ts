import type { SimulatedLane } from "./converse.ts";

export type GatePlace = {
  /** only this lane is held; both otherwise */
  lane?: SimulatedLane;
  /** held once so many tokens have been sent; before any byte of the answer otherwise */
  afterTokens?: number;
};
/** Holds answers until it is opened. */
export type Gate = {
  close: (place?: GatePlace) => void;
  open: () => void;
  /** answers held right now */
  readonly waiting: number;
};
export type GateKeeper = Gate & {
  pass: (lane: SimulatedLane, tokensSent: number | null, gone: AbortSignal) => Promise<void>;
};

export const createGate = (): GateKeeper => {
  let place: GatePlace | null = null;
  const held = new Set<() => void>();
  return {
    close: (where = {}) => {
      place = where;
    },
    open: () => {
      place = null;
      for (const release of held) release();
      held.clear();
    },
    get waiting() {
      return held.size;
    },
    pass: async (lane, tokensSent, gone) => {
      const isHere =
        place !== null &&
        (place.lane ?? lane) === lane &&
        (place.afterTokens === undefined
          ? tokensSent === null
          : tokensSent !== null && tokensSent >= place.afterTokens);
      if (!isHere || gone.aborted) return;
      await new Promise<void>((resolve) => {
        const release = () => {
          held.delete(release);
          gone.removeEventListener("abort", release);
          resolve();
        };
        held.add(release);
        gone.addEventListener("abort", release);
      });
    },
  };
};

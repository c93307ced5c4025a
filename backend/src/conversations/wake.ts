/** Readers that wait for the next entry. */
export type Wake = {
  /** Resolves at the next `all`, or when the signal is aborted. */
  next: (signal: AbortSignal) => Promise<void>;
  all: () => void;
  waiting: () => number;
};

export const createWake = (): Wake => {
  const waiting = new Set<() => void>();
  // One listener a reader for its whole life: adding and removing one for every entry is what costs.
  const bySignal = new WeakMap<AbortSignal, { resolve: () => void }>();
  const ofSignal = (signal: AbortSignal): { resolve: () => void } => {
    const known = bySignal.get(signal);
    if (known) return known;
    const mine = { resolve: (): void => undefined };
    bySignal.set(signal, mine);
    signal.addEventListener("abort", () => mine.resolve(), { once: true });
    return mine;
  };
  return {
    next: (signal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        const mine = ofSignal(signal);
        mine.resolve = () => {
          waiting.delete(mine.resolve);
          resolve();
        };
        waiting.add(mine.resolve);
      }),
    all: () => {
      for (const resolve of waiting) resolve();
    },
    waiting: () => waiting.size,
  };
};

const LONGEST_WAIT_MS = 20_000;

/** Full jitter: many readers that lost one server do not come back in one wave. In milliseconds. */
export const waitBeforeReconnect = (failures: number, random: () => number): number =>
  failures === 0 ? 0 : Math.round(random() * Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures));

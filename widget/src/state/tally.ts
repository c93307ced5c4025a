const MOST_TICKS = 12;

/** The little row of ticks: how many in all, and how many of them are left. At least one stands while anything is left. */
export const tallyExchanges = (left: number, done: number): { ticks: number; left: number } => {
  const total = Math.max(1, left + done);
  const ticks = Math.min(MOST_TICKS, total);
  return { ticks, left: left === 0 ? 0 : Math.max(1, Math.round((left / total) * ticks)) };
};

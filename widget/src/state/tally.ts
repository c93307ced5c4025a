import type { QuotaState } from "../api/protocol.ts";

const MOST_TICKS = 12;

/** The little row of ticks: how many in all, and how many of them are left. At least one stands while anything is left. */
export const tallyQuota = (quota: QuotaState, done: number): { ticks: number; left: number } => {
  const total = Math.max(1, quota.exchangesLeft + done);
  const ticks = Math.min(MOST_TICKS, total);
  if (quota.exchangesLeft === 0) return { ticks, left: 0 };
  return { ticks, left: Math.min(ticks, Math.max(1, Math.round((quota.exchangesLeft / total) * ticks))) };
};

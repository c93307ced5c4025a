import { formatNumber } from "./time.ts";

/** "1 session", "1,200 sessions" */
export const plural = (count: number, one: string, many: string): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

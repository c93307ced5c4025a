import type { UsageFilter } from "./route.ts";

/** What the server is asked with: how a figure is shown is the page's own. */
export const askedFor = ({ chart: _shown, ...filter }: UsageFilter): Record<string, string> => filter;

const DAY_MS = 86_400_000;
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
/** The last days up to today, both included, as the address has them. */
export const lastDays = (days: number, now: number): { from: string; to: string } => ({
  from: dayAt(now - (days - 1) * DAY_MS),
  to: dayAt(now),
});
export const SPANS = [7, 30, 90] as const;
/** Which of the usual spans these days are; null: another one. */
export const spanIn = ({ from, to }: UsageFilter, now: number): (typeof SPANS)[number] | null => {
  if (from === undefined && to === undefined) return 30;
  return SPANS.find((days) => lastDays(days, now).from === from && lastDays(days, now).to === to) ?? null;
};

export const CHARTS = ["tokens", "exchanges", "problems", "latency", "cost"] as const;
export type ChartName = (typeof CHARTS)[number];
export const GROUPINGS = ["scenario", "model", "preset", "cohort", "site", "lane"] as const;
/** Without what is only of one list, for the way back to the figures. */
export const figuresOnly = ({ lane: _1, step: _2, was: _3, problem: _4, name: _5, detail: _6, ...rest }: UsageFilter) =>
  rest;

import type { CallFigures, UsageFigures } from "../protocol/figures.ts";
import type { Facet } from "./facet-store.ts";
import type { CallSums, Happened, Prices } from "./figure-store.ts";
import { aboutBelow, SPAN_COUNT } from "./spans.ts";

const FUNNEL = ["created", "opened", "claimed", "started", "exchanged", "completed"] as const;

const latency = (counts: readonly number[]): { half: number; most: number } | null => {
  const half = aboutBelow(counts, 0.5);
  const most = aboutBelow(counts, 0.95);
  return half === null || most === null ? null : { half, most };
};
/** Prices of caching as upstream has them: writing 1.25 times an input token, reading a tenth of one. */
const costOf = (sums: CallSums, prices: Prices): number | null => {
  const price = prices.of.get(sums.model);
  if (!price) return null;
  const input = sums.inputTokens + 1.25 * sums.cacheWriteTokens + 0.1 * sums.cacheReadTokens;
  return (input * price.input + sums.outputTokens * price.output) / 1_000_000;
};
const addUp = (rows: readonly CallSums[], read: (row: CallSums) => number): number =>
  rows.reduce((sum, row) => sum + read(row), 0);
const addSpans = (rows: readonly CallSums[], read: (row: CallSums) => readonly number[]): number[] =>
  Array.from({ length: SPAN_COUNT }, (_, place) => addUp(rows, (row) => read(row)[place] ?? 0));

/** Several sums as one. Pure. */
export const figuresOf = (rows: readonly CallSums[], prices: Prices): CallFigures => {
  const costs = rows.map((row) => costOf(row, prices)).filter((cost) => cost !== null);
  return {
    calls: addUp(rows, (row) => row.calls),
    problems: addUp(rows, (row) => row.problems),
    estimated: addUp(rows, (row) => row.estimated),
    inputTokens: addUp(rows, (row) => row.inputTokens),
    cacheWriteTokens: addUp(rows, (row) => row.cacheWriteTokens),
    cacheReadTokens: addUp(rows, (row) => row.cacheReadTokens),
    outputTokens: addUp(rows, (row) => row.outputTokens),
    chargedTokens: addUp(rows, (row) => row.chargedTokens),
    overrunTokens: addUp(rows, (row) => row.overrunTokens),
    cost: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    firstToken: latency(addSpans(rows, (row) => row.firstToken)),
    duration: latency(addSpans(rows, (row) => row.duration)),
  };
};

const gather = <T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
};

type ByFacet = CallSums & { facetId: number; lane: string };
/** What calls are grouped by: where they belong stands in their facet, the rest in themselves. */
const keyOf =
  (by: UsageFigures["by"], facets: ReadonlyMap<number, Facet>) =>
  (row: ByFacet): string => {
    if (by === "model" || by === "lane") return row[by];
    const facet = facets.get(row.facetId);
    if (by === "scenario") return String(facet?.scenarioId ?? 0);
    return (by === "site" ? facet?.siteId : facet?.[by]) ?? "";
  };
export const groupFigures = (
  rows: readonly ByFacet[],
  by: UsageFigures["by"],
  { facets, labels, prices }: { facets: readonly Facet[]; labels: ReadonlyMap<string, string>; prices: Prices },
): UsageFigures["groups"] => {
  const known = new Map(facets.map((facet) => [facet.id, facet]));
  return [...gather(rows, keyOf(by, known))]
    .map(([key, group]) => ({ key, label: labels.get(key) ?? key, ...figuresOf(group, prices) }))
    .toSorted((a, b) => b.chargedTokens - a.chargedTokens || a.key.localeCompare(b.key));
};

export const seriesOf = (
  steps: readonly Date[],
  calls: readonly (CallSums & { at: Date })[],
  events: readonly Happened[],
  prices: Prices,
): UsageFigures["series"] => {
  const callsAt = gather(calls, ({ at }) => at.toISOString());
  const eventsAt = gather(events, ({ at }) => at.toISOString());
  return steps.map((step) => {
    const at = step.toISOString();
    const { calls: many, problems, chargedTokens, cost, firstToken } = figuresOf(callsAt.get(at) ?? [], prices);
    const here = eventsAt.get(at) ?? [];
    return {
      at,
      calls: many,
      problems,
      chargedTokens,
      cost,
      firstToken,
      exchanges: countOf(here, "exchange_ended", "completed"),
      comments: countOf(here, "comment:made"),
    };
  });
};

const countOf = (events: readonly Happened[], name: string, detail?: string): number =>
  events
    .filter((event) => event.name === name && (detail === undefined || event.detail === detail))
    .reduce((sum, { count }) => sum + count, 0);
const byDetail = (events: readonly Happened[], name: string): { detail: string; count: number }[] =>
  [
    ...gather(
      events.filter((event) => event.name === name),
      ({ detail }) => detail,
    ),
  ]
    .map(([detail, group]) => ({ detail, count: group.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((a, b) => b.count - a.count || a.detail.localeCompare(b.detail));

/** @param kind of the sessions that took invitations further: theirs, but for sessions after the first that ran otherwise */
export const funnelOf = (steps: readonly Happened[], kind: string): UsageFigures["funnel"] =>
  FUNNEL.map((step, place) => ({ step, count: countOf(steps, `step:${step}`, place < 3 ? "" : kind) }));

export const doseOf = (events: readonly Happened[]): UsageFigures["comments"] => ({
  made: countOf(events, "comment:made"),
  delivered: countOf(events, "comment:delivered"),
  seen: countOf(events, "comment:seen"),
  missing: byDetail(events, "comment:missing").map(({ detail, count }) => ({ why: detail, count })),
});
export const exchangesOf = (events: readonly Happened[]): UsageFigures["exchanges"] =>
  byDetail(events, "exchange_ended").map(({ detail, count }) => ({ status: detail, count }));
/** Telemetry by name; what was made of it for other figures is left out. */
export const namesOf = (events: readonly Happened[]): UsageFigures["events"] =>
  [
    ...gather(
      events.filter(({ name }) => !name.includes(":")),
      ({ name, detail }) => `${name} ${detail}`,
    ),
  ]
    .map(([, group]) => ({
      name: group[0]?.name ?? "",
      detail: group[0]?.detail ?? "",
      count: group.reduce((sum, { count }) => sum + count, 0),
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.detail.localeCompare(b.detail));

import type { Pool } from "pg";
import { SPAN_COUNT } from "./spans.ts";
import type { Span } from "./narrow-figures.ts";

/** Sums of model calls, as the rollups have them. */
export type CallSums = {
  model: string;
  calls: number;
  problems: number;
  estimated: number;
  inputTokens: number;
  cacheWriteTokens: number;
  cacheReadTokens: number;
  outputTokens: number;
  chargedTokens: number;
  overrunTokens: number;
  firstToken: number[];
  duration: number[];
};
const SUMS = [
  "calls",
  "problems",
  "estimated",
  "inputTokens",
  "cacheWriteTokens",
  "cacheReadTokens",
  "outputTokens",
  "chargedTokens",
  "overrunTokens",
];
// Sums of tokens stay far below 2^53: as floats they come as numbers.
const sums = SUMS.map((name) => `sum("${name}")::float8 AS "${name}"`).join(", ");
const spans = (name: string): string =>
  `ARRAY[${Array.from({ length: SPAN_COUNT }, (_, place) => `sum("${name}"[${place + 1}])::float8`).join(", ")}] AS "${name}"`;

type Asked = { grain: "hour" | "day"; span: Span; facets: number[]; model?: string | undefined };

/** By `keys` and model. */
const callSums = async <Key>(
  pool: Pool,
  keys: string,
  { grain, span, facets, model }: Asked,
): Promise<(CallSums & Key)[]> => {
  const { rows } = await pool.query<CallSums & Key>(
    `SELECT ${keys}, model, ${sums}, ${spans("firstToken")}, ${spans("duration")} FROM "UsageFigure"
     WHERE grain = $1 AND at >= $2 AND at < $3 AND "facetId" = ANY($4::int[]) AND ($5::text IS NULL OR model = $5) GROUP BY ${keys}, model`,
    [grain, span.from, span.until, facets, model ?? null],
  );
  return rows;
};
export const callsByTime = (pool: Pool, asked: Asked) => callSums<{ at: Date }>(pool, "at", asked);
export const callsByFacet = (pool: Pool, asked: Asked) =>
  callSums<{ facetId: number; lane: string }>(pool, `"facetId", lane`, asked);

export type Happened = { at: Date; name: string; detail: string; count: number };
/** What happened, by time, name and detail. */
export const happened = async (pool: Pool, { grain, span, facets }: Asked): Promise<Happened[]> => {
  const { rows } = await pool.query<Happened>(
    `SELECT at, name, detail, sum(count)::float8 AS count FROM "EventFigure"
     WHERE grain = $1 AND at >= $2 AND at < $3 AND "facetId" = ANY($4::int[]) GROUP BY 1, 2, 3`,
    [grain, span.from, span.until, facets],
  );
  return rows;
};

/** What a million tokens cost, as staff have said. */
export type Prices = { currency: string | null; of: Map<string, { input: number; output: number }> };

import { Problem } from "../problem.ts";
import type { FigureQuery } from "../protocol/figures.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;
/** Up to so many days are told by the hour. */
const HOURLY_DAYS = 2;

export type Span = { from: Date; /** the first moment after it */ until: Date };
export type Narrowing = Pick<FigureQuery, "site" | "scenario" | "preset" | "cohort"> & {
  kind: NonNullable<FigureQuery["kind"]>;
};

const day = (at: Date): string => at.toISOString().slice(0, 10);
/** @param days YYYY-MM-DD, both included; @throws Problem invalid */
export const spanOf = (
  { from, to }: { from?: string | undefined; to?: string | undefined },
  now = new Date(),
): Span => {
  const last = new Date(`${to ?? day(now)}T00:00:00.000Z`);
  const first = from === undefined ? new Date(last.getTime() - 29 * DAY_MS) : new Date(`${from}T00:00:00.000Z`);
  const days = (last.getTime() - first.getTime()) / DAY_MS + 1;
  const refuse = (pointer: string, detail: string): never => {
    throw new Problem("invalid", "These days make no span.", { errors: [{ pointer, detail }] });
  };
  // PostgreSQL and ISO 8601 part ways before the year 1.
  if (first.getTime() < Date.UTC(2000, 0, 1)) refuse("/from", "2000-01-01 or later");
  if (days < 1) refuse("/to", "not before `from`");
  if (days > MOST_DAYS) refuse("/from", `at most ${MOST_DAYS} days`);
  return { from: first, until: new Date(last.getTime() + DAY_MS) };
};
export const grainOf = ({ from, until }: Span): "hour" | "day" =>
  until.getTime() - from.getTime() <= HOURLY_DAYS * DAY_MS ? "hour" : "day";
export const daysOf = ({ from, until }: Span): { from: string; to: string } => ({
  from: day(from),
  to: day(new Date(until.getTime() - DAY_MS)),
});

/** Every hour or day of a span, so that a chart has no holes. */
export const stepsIn = (span: Span, grain: "hour" | "day"): Date[] => {
  const step = grain === "hour" ? 3_600_000 : DAY_MS;
  const many = Math.round((span.until.getTime() - span.from.getTime()) / step);
  return Array.from({ length: many }, (_, at) => new Date(span.from.getTime() + at * step));
};
export const narrowingOf = (query: Omit<FigureQuery, "by" | "model">): Narrowing => ({
  site: query.site,
  scenario: query.scenario,
  preset: query.preset,
  cohort: query.cohort,
  kind: query.kind ?? "real",
});

import { spanOf } from "../figures/narrow-figures.ts";
import type { ExportNarrowing } from "../protocol/exports.ts";

/** What an export is narrowed to. Empty text: those without a site or cohort; null: all of them. */
export type Narrowed = {
  site: string | null;
  cohort: string | null;
  scenario: number | null;
  /** the first moment, and the first after the last day */
  from: Date | null;
  until: Date | null;
};
export const ALL: Narrowed = { site: null, cohort: null, scenario: null, from: null, until: null };

const DAY_MS = 86_400_000;
const named = (value: string | undefined): string | null =>
  value === undefined ? null : value === "none" ? "" : value;
const startOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`);
/** @throws Problem invalid */
export const narrowedTo = ({ site, cohort, scenario, from, to }: ExportNarrowing): Narrowed => {
  // Years that people mean, and in their order; how many days there are matters to no file.
  for (const day of [from, to]) if (day !== undefined) spanOf({ from: day, to: day });
  if (from !== undefined && to !== undefined && from > to) spanOf({ from, to });
  return {
    site: named(site),
    cohort: named(cohort),
    scenario: scenario ?? null,
    from: from === undefined ? null : startOf(from),
    until: to === undefined ? null : new Date(startOf(to).getTime() + DAY_MS),
  };
};

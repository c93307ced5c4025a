import type { Pool } from "pg";
import type { Facets } from "../protocol/figures.ts";
import type { Narrowing } from "./narrow-figures.ts";

export type Facet = { id: number; siteId: string; scenarioId: number; preset: string; cohort: string; kind: string };
/** Facets are few: as many as there are combinations in use. */
const MOST = 20_000;

/** @returns the facets that `narrowing` leaves. An invitation's kind is that of its first session, or of what would answer it */
export const facetsOf = async (pool: Pool, narrowing: Narrowing): Promise<Facet[]> => {
  const { rows } = await pool.query<Facet>(
    `SELECT id, "siteId", "scenarioId", preset, cohort, kind FROM "Facet"
     WHERE kind = $1 AND ($2::text IS NULL OR "siteId" = $2) AND ($3::int IS NULL OR "scenarioId" = $3)
       AND ($4::text IS NULL OR preset = $4) AND ($5::text IS NULL OR cohort = $5) ORDER BY id LIMIT ${MOST}`,
    [narrowing.kind, said(narrowing.site), narrowing.scenario ?? null, said(narrowing.preset), said(narrowing.cohort)],
  );
  return rows;
};
/** `none`: those without one */
const said = (value: string | undefined): string | null => (value === undefined ? null : value === "none" ? "" : value);

/** What there is to narrow figures to, with the names of sites and scenarios. */
export const knownFacets = async (pool: Pool): Promise<Facets> => {
  const [sites, scenarios, presets, cohorts] = await Promise.all([
    pool.query<{ id: string; label: string }>(`SELECT id, name AS label FROM "Site" ORDER BY name, id`),
    pool.query<{ id: number; label: string }>(`SELECT id, name AS label FROM "Scenario" ORDER BY name, id`),
    pool.query<{ preset: string }>(`SELECT DISTINCT preset FROM "Facet" WHERE preset <> '' ORDER BY 1 LIMIT 200`),
    pool.query<{ cohort: string }>(`SELECT DISTINCT cohort FROM "Facet" WHERE cohort <> '' ORDER BY 1 LIMIT 500`),
  ]);
  return {
    sites: sites.rows,
    scenarios: scenarios.rows,
    presets: presets.rows.map(({ preset }) => preset),
    cohorts: cohorts.rows.map(({ cohort }) => cohort),
  };
};

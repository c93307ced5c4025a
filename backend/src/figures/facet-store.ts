import type { Pool } from "pg";
import type { Facets } from "../protocol/figures.ts";
import type { Narrowing } from "./narrow-figures.ts";

export type Facet = { id: number; siteId: string; scenarioId: number; preset: string; cohort: string; kind: string };
/** Facets are few: as many as there are combinations in use. */
const MOST = 20_000;

/** @returns the facets that `narrowing` leaves, of these kinds */
export const facetsOf = async (pool: Pool, narrowing: Narrowing, kinds: readonly string[]): Promise<Facet[]> => {
  const { rows } = await pool.query<Facet>(
    `SELECT id, "siteId", "scenarioId", preset, cohort, kind FROM "Facet"
     WHERE kind = ANY($1) AND ($2::text IS NULL OR "siteId" = $2) AND ($3::int IS NULL OR "scenarioId" = $3)
       AND ($4::text IS NULL OR preset = $4) AND ($5::text IS NULL OR cohort = $5) ORDER BY id LIMIT ${MOST}`,
    [kinds, said(narrowing.site), narrowing.scenario ?? null, said(narrowing.preset), said(narrowing.cohort)],
  );
  return rows;
};
/** `none`: those without one */
const said = (value: string | undefined): string | null => (value === undefined ? null : value === "none" ? "" : value);

/**
 * Invitations are of no kind before somebody talks in them: what is simulated later was made for real.
 * @returns the kinds of facets that the invitations behind a kind of figures have
 */
export const invitationKinds = (kind: Narrowing["kind"]): string[] => (kind === "trial" ? ["trial"] : ["real"]);

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

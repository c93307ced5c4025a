import type { Database } from "../database/create-database.ts";
import { DRAFT_CHANGED } from "./scenario-draft-store.ts";

export type ScenarioRow = {
  id: number;
  slug: string;
  name: string;
  description: string;
  partnerPersona: string;
  partnerModel: string;
  coachModel: string;
  isActive: boolean;
  /** number of its newest version; null: it was never published */
  version: number | null;
  changed: boolean;
};
const SELECT_SCENARIOS = `
  SELECT c.id, c.slug, c.name, c.description, c."partnerPersona", c."partnerModel", c."coachModel", c."isActive",
    (SELECT max(n.number) FROM "ScenarioVersion" n WHERE n."scenarioId" = c.id AND NOT n.trial) AS version, ${DRAFT_CHANGED} AS changed
  FROM "Scenario" c`;

export type ScenarioStore = ReturnType<typeof createScenarioStore>;
export const createScenarioStore = ({ pool }: Pick<Database, "pool">) => ({
  /** As their drafts call them. */
  scenarios: async (): Promise<ScenarioRow[]> =>
    (await pool.query<ScenarioRow>(`${SELECT_SCENARIOS} ORDER BY c.id LIMIT 1000`)).rows,
  scenarioBySlug: async (slug: string): Promise<ScenarioRow | null> =>
    (await pool.query<ScenarioRow>(`${SELECT_SCENARIOS} WHERE c.slug = $1`, [slug])).rows[0] ?? null,
});

import type { Pool } from "pg";
import type { ExportTable } from "./tables.ts";

/** What the person said last in an invitation is what holds. */
const AGREES = (user: string, invitation: string): string => `(
  SELECT c.research AND c."withdrawnAt" IS NULL FROM "Consent" c WHERE c."userId" = ${user} AND c."invitationId" = ${invitation}
  ORDER BY c."createdAt" DESC, c.id LIMIT 1)`;
const IDS = {
  invitation: `SELECT i.id FROM "Invitation" i JOIN "Facet" f ON f.id = i."facetId" AND f.kind <> 'trial'
    WHERE i.id > $1 AND ${AGREES(`i."linkedUserId"`, "i.id")} ORDER BY i.id LIMIT $2`,
  session: `SELECT s.id FROM "ConversationSession" s JOIN "Facet" f ON f.id = s."facetId" AND f.kind = 'real'
    WHERE s.id > $1 AND NOT s.simulated AND s."userId" IS NOT NULL AND ${AGREES(`s."userId"`, `s."invitationId"`)} ORDER BY s.id LIMIT $2`,
  code: `SELECT k.id FROM "Code" k WHERE k.id > $1 ORDER BY k.id LIMIT $2`,
  version: `SELECT v.id FROM "ScenarioVersion" v WHERE v.id > $1 AND EXISTS (
      SELECT FROM "ConversationSession" s WHERE s."scenarioVersionId" = v.id AND s."scenarioId" = v."scenarioId") ORDER BY v.id LIMIT $2`,
};
export type Unit = keyof typeof IDS;
/** Small enough that a batch of the longest sessions stays small. */
const BATCH = 10;

/** Ids of what may be exported now, in batches: consent is asked for again with each. */
export async function* batchesOf(pool: Pool, unit: Unit): AsyncGenerator<(string | number)[]> {
  for (let after: string | number = unit === "session" ? 0 : ""; ;) {
    const { rows } = await pool.query<{ id: string | number }>(IDS[unit], [after, BATCH]);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ id }) => id);
    after = last.id;
  }
}

export type ExportRow = Record<string, unknown>;
export const rowsOf = async (pool: Pool, table: ExportTable, ids: (string | number)[]): Promise<ExportRow[]> => {
  const columns = table.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(", ");
  return (await pool.query<ExportRow>(`SELECT ${columns} FROM ${table.from}`, [ids])).rows;
};

/** How many of a unit an export would hold now; at most `most`. */
export const countUnits = async (pool: Pool, unit: Unit, most: number): Promise<number> =>
  (
    await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM (${IDS[unit]}) AS units`, [
      unit === "session" ? 0 : "",
      most,
    ])
  ).rows[0]?.count ?? 0;

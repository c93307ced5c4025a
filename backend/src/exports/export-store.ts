import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import type { ExportTable } from "./tables.ts";

/** What the person said last in an invitation is what holds. */
const AGREES = (user: string, invitation: string): string => `(
  SELECT c.research AND c."withdrawnAt" IS NULL FROM "Consent" c WHERE c."userId" = ${user} AND c."invitationId" = ${invitation}
  ORDER BY c."createdAt" DESC, c.id LIMIT 1)`;
const IDS = {
  invitation: `SELECT i.id FROM "Invitation" i JOIN "Facet" f ON f.id = i."facetId" AND f.kind <> 'trial'
    WHERE i.id > $1 AND (f.kind = 'real' OR EXISTS (SELECT FROM "ConversationSession" s WHERE s."invitationId" = i.id AND NOT s.simulated)) AND ${AGREES(`i."linkedUserId"`, "i.id")} ORDER BY i.id LIMIT $2`,
  session: `SELECT s.id FROM "ConversationSession" s JOIN "Facet" f ON f.id = s."facetId" AND f.kind = 'real'
    WHERE s.id > $1 AND NOT s.simulated AND s."userId" IS NOT NULL AND ${AGREES(`s."userId"`, `s."invitationId"`)} ORDER BY s.id LIMIT $2`,
  code: `SELECT k.id FROM "Code" k WHERE k.id > $1 ORDER BY k.id LIMIT $2`,
  version: `SELECT v.id FROM "ScenarioVersion" v WHERE v.id > $1 AND EXISTS (
      SELECT FROM "ConversationSession" s WHERE s."scenarioVersionId" = v.id AND s."scenarioId" = v."scenarioId") ORDER BY v.id LIMIT $2`,
};
export type Unit = keyof typeof IDS;
/** Small enough that a batch of the longest sessions stays small. */
const BATCH = 10;

export type ExportRow = Record<string, unknown>;
export type ExportPart = { table: ExportTable; rows: ExportRow[] };

const rowsOf = async (
  client: Pick<Pool, "query">,
  table: ExportTable,
  ids: (string | number)[],
): Promise<ExportRow[]> => {
  const columns = table.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(", ");
  return (await client.query<ExportRow>(`SELECT ${columns} FROM ${table.from}`, [ids])).rows;
};

/**
 * What may be exported now, in batches, each with its rows of all these tables. Consent is asked for again with each, and all of a batch is
 * read at that moment: a reader may stop for minutes before they take it, and what was taken back meanwhile is read no more.
 */
export async function* batchesOf(pool: Pool, unit: Unit, tables: readonly ExportTable[]): AsyncGenerator<ExportPart[]> {
  for (let after: string | number = unit === "session" ? 0 : ""; ;) {
    const { last, parts } = await inTransaction(pool, async (client) => {
      await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      const { rows } = await client.query<{ id: string | number }>(IDS[unit], [after, BATCH]);
      const ids = rows.map(({ id }) => id);
      const read: ExportPart[] = [];
      if (ids.length > 0) for (const table of tables) read.push({ table, rows: await rowsOf(client, table, ids) });
      return { last: ids.at(-1), parts: read };
    });
    if (last === undefined) return;
    yield parts;
    after = last;
  }
}

/** How many of a unit an export would hold now; at most `most`. */
export const countUnits = async (pool: Pool, unit: Unit, most: number): Promise<number> =>
  (
    await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM (${IDS[unit]}) AS units`, [
      unit === "session" ? 0 : "",
      most,
    ])
  ).rows[0]?.count ?? 0;

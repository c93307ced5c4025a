import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import type { Narrowed } from "./narrow-export.ts";
import type { ExportTable } from "./tables.ts";

/** What the person said last in an invitation is what holds. */
const AGREES = (user: string, invitation: string): string => `(
  SELECT c.research AND c."withdrawnAt" IS NULL FROM "Consent" c WHERE c."userId" = ${user} AND c."invitationId" = ${invitation}
  ORDER BY c."createdAt" DESC, c.id LIMIT 1)`;
type Query = { text: string; values: unknown[] };
/** Collects values as they are named, so that the planner sees which conditions there are at all. */
const writing = (): { values: unknown[]; put: (value: unknown) => string } => {
  const values: unknown[] = [];
  return { values, put: (value) => `$${values.push(value)}` };
};
type Put = ReturnType<typeof writing>["put"];
const all = (conditions: string[]): string => (conditions.length === 0 ? "true" : conditions.join(" AND "));
const named = (column: string, value: string | null, put: Put): string[] =>
  value === null ? [] : [value === "" ? `${column} IS NULL` : `${column} = ${put(value)}`];
const within = (column: string, { from, until }: Narrowed, put: Put): string[] => [
  ...(from === null ? [] : [`${column} >= ${put(from)}`]),
  ...(until === null ? [] : [`${column} < ${put(until)}`]),
];
const ofScenario = (column: string, { scenario }: Narrowed, put: Put): string[] =>
  scenario === null ? [] : [`${column} = ${put(scenario)}`];
const OF_SITE_AND_COHORT = (narrowed: Narrowed, put: Put): string[] => [
  ...named(`i."siteId"`, narrowed.site, put),
  ...named("i.cohort", narrowed.cohort, put),
];
/** Of `s`: of that scenario, begun in these days. */
const sessionIn = (narrowed: Narrowed, put: Put): string[] => [
  `NOT s.simulated`,
  `NOT s.trial`,
  ...ofScenario(`s."scenarioId"`, narrowed, put),
  ...within(`s."startedAt"`, narrowed, put),
];
/**
 * The ids of a unit after one of them, in order. A session is in by its invitation's site and cohort, its own scenario and the day it
 * began; an invitation, by its own scenario and the day it was made, or for a session that is in: so every session finds its invitation.
 */
const IDS = {
  invitation: (narrowed: Narrowed, after: unknown, limit: number): Query => {
    const { values, put } = writing();
    const session = `EXISTS (SELECT FROM "ConversationSession" s WHERE s."invitationId" = i.id AND ${all(sessionIn(narrowed, put))})`;
    const own = all([
      `f.kind = 'real'`,
      ...ofScenario(`i."scenarioId"`, narrowed, put),
      ...within(`i."createdAt"`, narrowed, put),
    ]);
    const text = `SELECT i.id FROM "Invitation" i JOIN "Facet" f ON f.id = i."facetId" AND f.kind <> 'trial'
      WHERE i.id > ${put(after)} AND ${all(OF_SITE_AND_COHORT(narrowed, put))} AND (${own} OR ${session})
        AND ${AGREES(`i."linkedUserId"`, "i.id")} ORDER BY i.id LIMIT ${put(limit)}`;
    return { text, values };
  },
  session: (narrowed: Narrowed, after: unknown, limit: number): Query => {
    const { values, put } = writing();
    const text = `SELECT s.id FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId"
      JOIN "Facet" f ON f.id = s."facetId" AND f.kind = 'real'
      WHERE s.id > ${put(after)} AND ${all([...sessionIn(narrowed, put), ...OF_SITE_AND_COHORT(narrowed, put)])}
        AND s."userId" IS NOT NULL AND ${AGREES(`s."userId"`, `s."invitationId"`)} ORDER BY s.id LIMIT ${put(limit)}`;
    return { text, values };
  },
  code: (_narrowed: Narrowed, after: unknown, limit: number): Query => ({
    text: `SELECT k.id FROM "Code" k WHERE k.id > $1 ORDER BY k.id LIMIT $2`,
    values: [after, limit],
  }),
  version: (narrowed: Narrowed, after: unknown, limit: number): Query => {
    const { values, put } = writing();
    const text = `SELECT v.id FROM "ScenarioVersion" v WHERE v.id > ${put(after)} AND ${all(ofScenario(`v."scenarioId"`, narrowed, put))} AND EXISTS (
      SELECT FROM "ConversationSession" s WHERE s."scenarioVersionId" = v.id AND s."scenarioId" = v."scenarioId") ORDER BY v.id LIMIT ${put(limit)}`;
    return { text, values };
  },
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
export async function* batchesOf(
  pool: Pool,
  unit: Unit,
  tables: readonly ExportTable[],
  narrowed: Narrowed,
): AsyncGenerator<ExportPart[]> {
  for (let after: string | number = unit === "session" ? 0 : ""; ;) {
    const { last, parts } = await inTransaction(pool, async (client) => {
      await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      const { rows } = await client.query<{ id: string | number }>(IDS[unit](narrowed, after, BATCH));
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
export const countUnits = async (pool: Pool, unit: Unit, narrowed: Narrowed, most: number): Promise<number> => {
  const { text, values } = IDS[unit](narrowed, unit === "session" ? 0 : "", most);
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM (${text}) AS units`, values);
  return rows[0]?.count ?? 0;
};

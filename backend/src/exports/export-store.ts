import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import type { Narrowed } from "./narrow-export.ts";
import type { ExportTable } from "./tables.ts";
import { IDS, type Unit } from "./unit-ids.ts";

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

import type { Database } from "../database/create-database.ts";
import { batchesOf, type Unit } from "./export-store.ts";
import { csvHead, csvLine, csvOf, disguise, jsonLine, pseudonymIn } from "./format-row.ts";
import { TABLES, type ExportTable } from "./tables.ts";
import { WITHHELD_COLUMNS, WITHHELD_TABLES } from "./withheld.ts";

type Pool = Database["pool"];
const UNITS: Unit[] = ["invitation", "version", "code", "session"];

/** Every table in one stream, a line a row; the last line says how many there were, so that a broken one is known. */
export async function* jsonLines(pool: Pool, key: Buffer): AsyncGenerator<string> {
  const pseudonym = pseudonymIn(key);
  let rows = 0;
  for (const unit of UNITS) {
    const tables = TABLES.filter(({ by }) => by === unit);
    for await (const batch of batchesOf(pool, unit, tables)) {
      const lines = batch.flatMap((part) =>
        part.rows.map((row) => jsonLine(part.table, disguise(part.table, row, pseudonym))),
      );
      rows += lines.length;
      if (lines.length > 0) yield lines.join("");
    }
  }
  yield `${JSON.stringify({ table: "end", rows })}\n`;
}

/** One table, with its head. */
export async function* csvLines(pool: Pool, key: Buffer, table: ExportTable): AsyncGenerator<string> {
  const pseudonym = pseudonymIn(key);
  yield csvHead(table);
  for await (const [part] of batchesOf(pool, table.by, [table]))
    if (part && part.rows.length > 0)
      yield part.rows.map((row) => csvLine(table, disguise(table, row, pseudonym))).join("");
}

/** What each column means, and what is left out. */
export const codeBook = (): string =>
  csvOf([
    ["table", "column", "pseudonym_of", "meaning"],
    ...TABLES.flatMap(({ name, holds, columns }) => [
      [name, "", "", holds],
      ...columns.map((column) => [name, column.name, column.kind ?? "", column.meaning]),
    ]),
    ...Object.entries(WITHHELD_TABLES).map(([table, why]) => ["withheld", table, "", why]),
    ...Object.entries(WITHHELD_COLUMNS).map(([column, why]) => ["withheld", column, "", why]),
  ]);

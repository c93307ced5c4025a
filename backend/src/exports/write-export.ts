import type { Database } from "../database/create-database.ts";
import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { batchesOf } from "./export-store.ts";
import { csvHead, csvLine, csvOf, disguise, jsonLine, pseudonymIn } from "./format-row.ts";
import type { Narrowed } from "./narrow-export.ts";
import { TABLES, type ExportTable } from "./tables.ts";
import type { Unit } from "./unit-ids.ts";
import { WITHHELD_COLUMNS, WITHHELD_TABLES } from "./withheld.ts";

type Pool = Database["pool"];
const UNITS: Unit[] = ["invitation", "version", "code", "session"];

/** Every table in one stream, a line a row; the last line says how many there were, so that a broken one is known. */
export async function* jsonLines(pool: Pool, key: Buffer, narrowed: Narrowed): AsyncGenerator<string> {
  const pseudonym = pseudonymIn(key);
  let rows = 0;
  for (const unit of UNITS) {
    const tables = TABLES.filter(({ by }) => by === unit);
    for await (const batch of batchesOf(pool, unit, tables, narrowed)) {
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
export async function* csvLines(
  pool: Pool,
  key: Buffer,
  table: ExportTable,
  narrowed: Narrowed,
): AsyncGenerator<string> {
  const pseudonym = pseudonymIn(key);
  yield csvHead(table);
  for await (const [part] of batchesOf(pool, table.by, [table], narrowed))
    if (part && part.rows.length > 0)
      yield part.rows.map((row) => csvLine(table, disguise(table, row, pseudonym))).join("");
}

/** Files in one, each written while it is read, the next once one is at its end. Its own end says that it is whole. */
export const zipOf = (files: { name: string; lines: () => AsyncIterable<string> }[]): Readable => {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  let open: Readable | null = null;
  const fail = (error: Error): void => void out.destroy(error);
  zip.on("error", fail);
  // Who goes away ends what is read for them.
  out.once("close", () => open?.destroy());
  for (const { name, lines } of files)
    zip.addReadStreamLazy(name, (give) => {
      open = Readable.from(lines(), { objectMode: false, highWaterMark: 65_536 }).once("error", fail);
      give(null, open);
    });
  zip.end();
  return out;
};
/** Every table as a file, with what their columns mean. */
export const zipOfTables = (pool: Pool, key: Buffer, narrowed: Narrowed): Readable =>
  zipOf([
    ...TABLES.map((table) => ({ name: `${table.name}.csv`, lines: () => csvLines(pool, key, table, narrowed) })),
    { name: `${COLUMN_GUIDE}.csv`, lines: () => Readable.from([columnGuide()]) },
  ]);

/** The name of the file beside the tables. */
export const COLUMN_GUIDE = "column-guide";
/** What each column means, and what is left out. */
export const columnGuide = (): string =>
  csvOf([
    ["table", "column", "pseudonym_of", "meaning"],
    ...TABLES.flatMap(({ name, holds, columns }) => [
      [name, "", "", holds],
      ...columns.map((column) => [name, column.name, column.kind ?? "", column.meaning]),
    ]),
    ...Object.entries(WITHHELD_TABLES).map(([table, why]) => ["withheld", table, "", why]),
    ...Object.entries(WITHHELD_COLUMNS).map(([column, why]) => ["withheld", column, "", why]),
  ]);

import { CsvError, parse } from "csv-parse/sync";
import { type BulkRowError, MOST_ROWS } from "../protocol/bulk-invitations.ts";

/** A row as it was sent: its place in the file, and what stands in it by the wire's names. */
export type RawRow = { row: number; fields: Record<string, unknown>; errors: BulkRowError[] };
type ReadRows = { rows: RawRow[] };

/** What the columns of a file may be called: the wire's name first. */
const COLUMNS: Record<string, string[]> = {
  label: ["label", "name"],
  externalRef: ["externalref", "reference", "ref"],
  cohort: ["cohort"],
  email: ["email", "mail", "address"],
  scenarioSlug: ["scenarioslug", "scenario"],
  preset: ["preset", "quota"],
  expiresInDays: ["expiresindays", "days"],
  claimMode: ["claimmode", "mode"],
  maxClaims: ["maxclaims", "people"],
  site: ["site"],
};
/** What is said to people of them. */
const COLUMN_NAMES = ["label", "reference", "cohort", "email", "scenario", "preset", "days", "mode", "people", "site"];
const NUMBERS = new Set(["expiresInDays", "maxClaims"]);
/** A first line with more cells than this names no columns: the file is something else. */
const MOST_COLUMNS = 100;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, "");
const fieldOf = (name: string): string | null =>
  Object.entries(COLUMNS).find(([, names]) => names.includes(plain(name)))?.[0] ?? null;

/** Spreadsheets write semicolons or tabs in some countries: what the header holds most of. */
const delimiterOf = (text: string): string => {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const count = (mark: string): number => header.split(mark).length;
  return [",", ";", "\t"].reduce((most, mark) => (count(mark) > count(most) ? mark : most));
};

const whole = (row: number, detail: string, column: string | null = null): ReadRows => ({
  rows: [{ row, fields: {}, errors: [{ column, detail }] }],
});

const valueOf = (field: string, cell: string): unknown => {
  const text = cell.trim();
  if (text === "") return undefined;
  if (NUMBERS.has(field)) return /^\d{1,9}([.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : text;
  return field === "claimMode" ? text.toUpperCase() : text;
};

type Record_ = { record: string[]; info: { lines: number } };

/** The rows of a CSV file (RFC 4180; also with semicolons or tabs), each with the line it begins on. What is wrong with the file is said of its line. */
export const readInvitationCsv = (file: string): ReadRows => {
  // One kind of line break: the parser counts two of another kind within a cell.
  const text = file.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  if (text.trim() === "")
    return whole(1, `The file is empty. Its first line names the columns: ${COLUMN_NAMES.join(", ")}.`);
  let records: Record_[];
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      // A sheet's lines below its last row have cells with nothing in them: they are nobody.
      skip_records_with_empty_values: true,
      // One more than an upload may have says enough: a million lines would keep everybody waiting.
      to: MOST_ROWS + 2,
      info: true,
    }) as unknown as Record_[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as CsvError & { lines?: number }).lines ?? 1;
    return whole(
      line,
      "A quotation mark is not closed, or stands within a cell: write it twice there, or leave it out.",
    );
  }
  const [header, ...body] = records;
  if (!header) return whole(1, "The file is empty.");
  if (header.record.length > MOST_COLUMNS)
    return whole(
      1,
      `has ${header.record.length} cells, so it cannot name the columns: ${COLUMN_NAMES.join(", ")}. Save the sheet as CSV, with one person a line.`,
    );
  const names = header.record.map((name) => name.trim());
  const fields = names.map(fieldOf);
  const unknown = names.filter((name, place) => name !== "" && fields[place] === null);
  if (unknown.length > 0)
    return {
      rows: unknown.map((name) => ({
        row: 1,
        fields: {},
        errors: [
          { column: name, detail: `is no column here. Name it one of ${COLUMN_NAMES.join(", ")}, or take it out.` },
        ],
      })),
    };
  const twice = fields.findIndex((field, place) => field !== null && fields.indexOf(field) !== place);
  if (twice >= 0) return whole(1, "stands twice. Keep one of them.", names[twice] ?? null);
  return {
    rows: body.map(({ record, info }) => {
      // `lines` is where the record ends; cells may hold line breaks.
      const row = info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\n/g)?.length ?? 0), 0);
      const more = record.slice(names.length).some((cell) => cell.trim() !== "");
      const errors: BulkRowError[] = more
        ? [
            {
              column: null,
              detail: `has ${record.length} cells where the first line names ${names.length}. A cell with a comma in it needs quotation marks.`,
            },
          ]
        : [];
      const pairs = record.flatMap((cell, place): [string, unknown][] => {
        const field = fields[place];
        const value = field ? valueOf(field, cell) : undefined;
        return field && value !== undefined ? [[field, value]] : [];
      });
      for (const [field, value] of pairs)
        if (typeof value === "string" && value.includes("\uFFFD"))
          errors.push({
            column: columnOf(field),
            detail: "holds characters that could not be read. Save the file as CSV UTF-8.",
          });
      return { row, fields: Object.fromEntries(pairs), errors };
    }),
  };
};

/** The name by which people know a field of the wire. */
export const columnOf = (field: string): string =>
  ({
    externalRef: "reference",
    scenarioSlug: "scenario",
    expiresInDays: "days",
    claimMode: "mode",
    maxClaims: "people",
  })[field] ?? field;

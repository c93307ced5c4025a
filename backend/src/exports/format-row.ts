import { createHmac } from "node:crypto";
import type { ExportRow } from "./export-store.ts";
import type { ExportTable, Kind } from "./tables.ts";

/** Digits of a pseudonym: 128 bits. */
const LENGTH = 32;
/**
 * HMAC-SHA-256 under the study's key: the same thing is the same in every export of a study, and in no other. With a letter before
 * the digits, so that no sheet takes it for a number or a formula, and it is the same text in CSV as in JSONL.
 */
export const pseudonymIn =
  (key: Buffer) =>
  (kind: Kind, id: string | number): string =>
    `p${createHmac("sha256", key).update(`${kind} ${id}`).digest("hex").slice(0, LENGTH)}`;
type Pseudonym = ReturnType<typeof pseudonymIn>;

/** Ids become pseudonyms, everything else stays what it is. Pure. */
export const disguise = (table: ExportTable, row: ExportRow, pseudonym: Pseudonym): ExportRow =>
  Object.fromEntries(
    table.columns.map(({ name, kind }) => {
      const value = row[name];
      if (kind === undefined || value === null || value === undefined) return [name, value ?? null];
      return [name, pseudonym(kind, value as string | number)];
    }),
  );

export const jsonLine = (table: ExportTable, row: ExportRow): string =>
  `${JSON.stringify({ table: table.name, ...row })}\n`;

const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};
/** A sheet would run what begins so as a formula (OWASP, "CSV Injection"; also in full width): what people wrote gets an apostrophe before it. */
const isFormula = (value: unknown): boolean => typeof value === "string" && /^[=+\-@\t\r\n＝＋－＠]/.test(value);
/** RFC 4180; lines end in CR LF. */
const cell = (value: unknown): string => {
  const text = `${isFormula(value) ? "'" : ""}${cellText(value)}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
export const csvHead = (table: ExportTable): string => `${table.columns.map(({ name }) => name).join(",")}\r\n`;
export const csvLine = (table: ExportTable, row: ExportRow): string =>
  `${table.columns.map(({ name }) => cell(row[name])).join(",")}\r\n`;
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

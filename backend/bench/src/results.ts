import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Values of each cell, one a repetition. Written after each, so that a bench that was stopped goes on where it was. */
export type Results = {
  count: (cell: string) => number;
  add: (cell: string, value: unknown) => void;
  all: <T>(cell: string) => T[];
  loads: () => string[];
};

type Stored = { key: string; cells: Record<string, unknown[]>; loads: string[] };

/** @param key what the figures are of: other code or another Node begins anew */
export const openResults = (file: string, key: string, load: () => string): Results => {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Stored) : null;
  const stored: Stored = known?.key === key ? known : { key, cells: {}, loads: [] };
  mkdirSync(dirname(file), { recursive: true });
  return {
    count: (cell) => stored.cells[cell]?.length ?? 0,
    add: (cell, value) => {
      (stored.cells[cell] ??= []).push(value);
      stored.loads.push(load());
      writeFileSync(file, JSON.stringify(stored));
    },
    all: <T>(cell: string) => (stored.cells[cell] ?? []) as T[],
    loads: () => stored.loads,
  };
};

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

import { useShortcut } from "./use-shortcut.ts";

const ROWS = "table.list tr.list-row, .alert-line, .listed-note";
/** What a row is first of all for: its link, or what is to be done there. */
const MAIN = ".cell-label a, .alert-acts > *, .to-message";

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(ROWS)];
const here = (): number => rows().findIndex((row) => row.contains(document.activeElement));
const goTo = (row: HTMLElement | undefined): void =>
  (row?.querySelector<HTMLElement>(MAIN) ?? row?.querySelector<HTMLElement>("a, button"))?.focus();

/** Through the rows of a list by J and K, from link to link; X chooses the row that has the focus, where rows are chosen. */
export const useRowKeys = (): void => {
  useShortcut("j", () => goTo(rows()[here() + 1]));
  useShortcut("k", () => goTo(rows()[Math.max(0, here() - 1)]));
  useShortcut("x", () => rows()[here()]?.querySelector<HTMLInputElement>(".cell-choose input")?.click());
};

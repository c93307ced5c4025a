import { useShortcut } from "./use-shortcut.ts";

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("table.list tr.list-row")];
const here = (): number => rows().findIndex((row) => row.contains(document.activeElement));
const linkIn = (row: HTMLElement | undefined): void => row?.querySelector<HTMLElement>(".cell-label a")?.focus();

/** Through the rows of a list by J and K, from link to link; X chooses the row that has the focus. */
export const useRowKeys = (): void => {
  useShortcut("j", () => linkIn(rows()[here() + 1]));
  useShortcut("k", () => linkIn(rows()[Math.max(0, here() - 1)]));
  useShortcut("x", () => rows()[here()]?.querySelector<HTMLInputElement>(".cell-choose input")?.click());
};

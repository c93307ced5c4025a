import type { BranchState, ExchangeState } from "./session-state.ts";

/** A line of the conversation by the id of its branch; null: the main one. */
export type LineId = string | null;

/**
 * The exchanges of one line in their order: those it shares with its parents up to where it begins, then its own. A line
 * that is not known (any more) is the main one.
 */
export const exchangesInLine = (
  exchanges: readonly ExchangeState[],
  branches: readonly BranchState[],
  line: LineId,
  below = Infinity,
): ExchangeState[] => {
  const branch = branches.find(({ id }) => id === line);
  const own = exchanges.filter(({ branchId, number }) => branchId === (branch?.id ?? null) && number < below);
  return branch
    ? [...exchangesInLine(exchanges, branches, branch.parentId, Math.min(below, branch.fromNumber)), ...own]
    : own;
};

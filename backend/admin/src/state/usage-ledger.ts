import { nameTries, type Try } from "./tries.ts";
import type { StaffSessionDetail, UsageRow } from "./types.ts";

export type LedgerLine = UsageRow & {
  /** null where the call belongs to no exchange */
  exchangeNumber: number | null;
  /** of that exchange; null: the main line */
  try: Try | null;
  /** null where the call answers no aside */
  asideNumber: number | null;
  /** it was asked of a model that upstream does not know, and another answered */
  fellBack: boolean;
};
/** What calls of one lane and model were charged; those for asides apart, `asides` says how many. */
export type LedgerSum = { streamType: string; model: string; asides: number; tokens: number };
export type Ledger = { lines: LedgerLine[]; sums: LedgerSum[]; total: number };

/** What answered in a simulated session, as the wire names it in StaffMe: the model it stood in for was not asked. */
export const SIMULATOR = "simulator";

const sumsOf = (lines: LedgerLine[]): LedgerSum[] => {
  const groups = new Map<string, LedgerLine[]>();
  for (const line of lines) {
    const key = `${line.asideId === null} ${line.streamType} ${line.model}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map((group) => ({
    streamType: group[0]?.streamType ?? "",
    model: group[0]?.model ?? "",
    asides: new Set(group.flatMap(({ asideId }) => asideId ?? [])).size,
    tokens: group.reduce((sum, line) => sum + line.chargedTokens, 0),
  }));
};

/** Every model call of a session in the order it was made, and what each lane and model was charged. */
export const readLedger = (
  session: Pick<StaffSessionDetail, "usage" | "exchanges" | "simulated" | "branches" | "asides">,
): Ledger => {
  const exchanges = new Map(session.exchanges.map((exchange) => [exchange.id, exchange]));
  const asides = new Map(session.asides.map((aside) => [aside.id, aside.number]));
  const tries = nameTries(session.branches);
  const lines = session.usage
    .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp) || (a.id < b.id ? -1 : 1))
    .map((row): LedgerLine => {
      const exchange = exchanges.get(row.exchangeId ?? "");
      return {
        ...row,
        model: session.simulated ? SIMULATOR : row.model,
        exchangeNumber: exchange?.number ?? null,
        try: tries.get(exchange?.branchId ?? "") ?? null,
        asideNumber: asides.get(row.asideId ?? "") ?? null,
        fellBack: row.requestedModel !== null && row.requestedModel !== row.model,
      };
    });
  return { lines, sums: sumsOf(lines), total: lines.reduce((sum, line) => sum + line.chargedTokens, 0) };
};

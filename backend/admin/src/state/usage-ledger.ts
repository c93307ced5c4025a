import type { StaffSessionDetail, UsageRow } from "./types.ts";

export type LedgerLine = UsageRow & {
  /** null where the call belongs to no exchange */
  exchangeNumber: number | null;
  /** it was asked of a model that upstream does not know, and another answered */
  fellBack: boolean;
};
export type Ledger = {
  lines: LedgerLine[];
  lanes: { streamType: string; model: string; tokens: number }[];
  total: number;
};

/** What answered in a simulated session, as the wire names it in StaffMe: the model it stood in for was not asked. */
const SIMULATOR = "simulator";

/** Every model call of a session in the order it was made, and what each lane and model was charged. */
export const readLedger = ({
  usage,
  exchanges,
  simulated,
}: Pick<StaffSessionDetail, "usage" | "exchanges" | "simulated">): Ledger => {
  const numbers = new Map(exchanges.map((exchange) => [exchange.id, exchange.number]));
  const lines = usage
    .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp) || (a.id < b.id ? -1 : 1))
    .map((row) => ({
      ...row,
      model: simulated ? SIMULATOR : row.model,
      exchangeNumber: row.exchangeId === null ? null : (numbers.get(row.exchangeId) ?? null),
      fellBack: row.requestedModel !== null && row.requestedModel !== row.model,
    }));
  const lanes = new Map<string, Ledger["lanes"][number]>();
  for (const { streamType, model, chargedTokens } of lines) {
    const key = `${streamType} ${model}`;
    lanes.set(key, { streamType, model, tokens: (lanes.get(key)?.tokens ?? 0) + chargedTokens });
  }
  return { lines, lanes: [...lanes.values()], total: lines.reduce((sum, line) => sum + line.chargedTokens, 0) };
};

import type { QuotaLevel, QuotaState } from "../protocol/quota.ts";

/** The ledger's numbers as the client's own JSON holds them. */
export type Ledger = { tokens: number; used: number; reserved: number };

type LedgerRow = { quota: unknown; usage: unknown };
const numberAt = (json: unknown, key: string): number => {
  const value = (json as Record<string, unknown> | null)?.[key];
  return typeof value === "number" ? value : 0;
};
export const readLedger = (row: LedgerRow): Ledger => ({
  tokens: numberAt(row.quota, "tokens"),
  used: numberAt(row.usage, "tokens"),
  reserved: numberAt(row.usage, "reserved"),
});

/** What the next exchange would reserve: in full, and with its output clamped to the least that makes sense. */
export type NextReservation = { full: number; least: number };
/** Ordinary exchanges that fit into so many tokens, where it is not by the worst case that one counts. */
export type PredictExchanges = (remaining: number) => number;

const WARNING_SHARE = 0.8;

const levelOf = (ledger: Ledger, exchangesLeft: number): QuotaLevel => {
  if (exchangesLeft === 0) return "exhausted";
  if (exchangesLeft === 1) return "last";
  return ledger.used + ledger.reserved >= WARNING_SHARE * ledger.tokens ? "warning" : "ok";
};

/**
 * Tokens in, exchanges out: floor(remaining / the next reservation), and one more where only a clamped one fits.
 * "last" is announced before the exchange it speaks of is sent.
 */
export const quotaState = (ledger: Ledger, next: NextReservation, predict: PredictExchanges = () => 0): QuotaState => {
  const remaining = Math.max(0, ledger.tokens - ledger.used - ledger.reserved);
  const whole = Math.floor(remaining / next.full);
  const exchangesLeft = whole === 0 && remaining >= next.least ? 1 : whole;
  // What is reserved mostly comes back, less one ordinary exchange: the number does not dip while an answer streams. Near
  // the end, with nothing on its way, the worst case decides: "last" and "none" are said as they are.
  const onItsWay = ledger.reserved > 0;
  const ordinary = predict(remaining + ledger.reserved) - (onItsWay ? 1 : 0);
  const aboutExchanges = exchangesLeft <= 1 && !onItsWay ? exchangesLeft : Math.max(exchangesLeft, ordinary);
  return { ...ledger, remaining, exchangesLeft, aboutExchanges, level: levelOf(ledger, exchangesLeft) };
};

import type { QuotaLevel, QuotaState } from "../protocol/quota.ts";

/** The ledger's numbers as the client's own JSON holds them. */
/** `marked`: the invitation bears the mark of exhaustion, where that was asked for. */
export type Ledger = { tokens: number; used: number; reserved: number; marked?: boolean };

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
/** What an exchange is likely to cost, as against what it could. */
export type Outlook = {
  /** ordinary exchanges that fit into so many tokens, one after the other */
  ordinary: (remaining: number) => number;
  /** tokens one exchange may well be charged, with nothing in the cache: after this many less, does another fit? */
  cautious: number;
};

const WARNING_SHARE = 0.8;

/** Tokens that have to be free for one more exchange not to be the last: what it may well be charged, and the least of the next. */
export const restForAnother = (next: NextReservation, cautious: number): number => next.least + cautious;

const levelOf = (ledger: Ledger, remaining: number, next: NextReservation, cautious: number): QuotaLevel => {
  if (remaining < next.least) return "exhausted";
  if (remaining < restForAnother(next, cautious)) return "last";
  return ledger.used + ledger.reserved >= WARNING_SHARE * ledger.tokens ? "warning" : "ok";
};

/**
 * Tokens in, exchanges out. `exchangesLeft` is the ledger's word: floor(remaining / the next reservation), and one where
 * only a clamped one fits. "last" is announced when one like those before it would leave no room for another: by the
 * worst case it would be announced from half of a short talk on.
 */
export const quotaState = (ledger: Ledger, next: NextReservation, outlook?: Outlook): QuotaState => {
  const remaining = Math.max(0, ledger.tokens - ledger.used - ledger.reserved);
  const exchangesLeft = Math.max(Math.floor(remaining / next.full), remaining >= next.least ? 1 : 0);
  const level = levelOf(ledger, remaining, next, outlook?.cautious ?? next.full);
  // What is reserved mostly comes back, less one ordinary exchange: the number does not dip while an answer streams. With
  // nothing on its way, "last" and "none" are said as they are.
  const onItsWay = ledger.reserved > 0;
  const ordinary = (outlook?.ordinary(remaining + ledger.reserved) ?? 0) - (onItsWay ? 1 : 0);
  const settled = level === "exhausted" ? 0 : level === "last" ? 1 : Math.max(2, exchangesLeft, ordinary);
  const aboutExchanges = onItsWay ? Math.max(exchangesLeft, ordinary) : settled;
  const { tokens, used, reserved } = ledger;
  return { tokens, used, reserved, remaining, exchangesLeft, aboutExchanges, level };
};

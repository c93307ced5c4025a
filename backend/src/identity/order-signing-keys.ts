import { ACCESS_TOKEN_SECONDS } from "./access-token-seconds.ts";

/** Seconds between two looks of a server at the signing keys. */
export const RELOAD_SECONDS = 30;
/** A server may sign with a key for as long after a rotation: two looks, for one that fails. */
const PICK_UP_SECONDS = 2 * RELOAD_SECONDS;
/** Seconds after a rotation in which tokens of the key that signed before may still come. */
export const PREVIOUS_SECONDS = PICK_UP_SECONDS + ACCESS_TOKEN_SECONDS + PICK_UP_SECONDS;

/** The public half of a row, and how long ago it was made, by the database's clock. */
export type KeyAge = { id: string; ageSeconds: number };
export type OrderedKeys<T extends KeyAge> = { next: T | null; current: T; previous: T[]; spent: T[] };

/**
 * Which key does what, newest first: the newest is published and signs nothing yet, so that every server knows it before
 * the first token of it comes; the one before it signs; older ones verify until their last token has expired. A rotation
 * adds a key, and with it each moves on by one place.
 */
export const orderSigningKeys = <T extends KeyAge>(newestFirst: readonly T[]): OrderedKeys<T> | null => {
  const [newest, second] = newestFirst;
  if (!newest) return null;
  if (!second) return { next: null, current: newest, previous: [], spent: [] };
  const older = newestFirst.slice(2);
  // A key stopped signing when the key two places before it was made.
  const isSpent = (_key: T, at: number): boolean => (newestFirst[at]?.ageSeconds ?? 0) > PREVIOUS_SECONDS;
  return {
    next: newest,
    current: second,
    previous: older.filter((key, at) => !isSpent(key, at)),
    spent: older.filter(isSpent),
  };
};

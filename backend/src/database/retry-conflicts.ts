import { setTimeout as sleep } from "node:timers/promises";

/** Another transaction was in the way, and this one left nothing behind: serialization failure, deadlock. */
const CONFLICTS = ["40001", "40P01"];
const TRIES = 8;
const WAIT_MS = 25;

/** It was rolled back for another's sake: done again, it may well work. */
export const gaveWay = (error: unknown, codes: readonly string[] = []): boolean => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && (CONFLICTS.includes(code) || codes.includes(code));
};

/**
 * Repeats a transaction that gave way to another, after a wait that grows and is drawn at random, so that two do not meet
 * again. The last failure is thrown on.
 * @param codes further SQLSTATEs to repeat after
 */
export const retryConflicts = async <T>(work: () => Promise<T>, codes: readonly string[] = []): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !gaveWay(error, codes)) throw error;
      await sleep(Math.random() * WAIT_MS * tries);
    }
  }
};

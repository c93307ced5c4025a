import { setTimeout as sleep } from "node:timers/promises";
import { gaveWay } from "./retry-conflicts.ts";

/** Class 08, 57P0x (the server goes), 53300 (too many), what the socket says, and Prisma's names for these. */
const AWAY = /^(08|57P0)|^(53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|P1001|P1002|P1008|P1017|P2024|P2037)$/;
/** The codes of an error; Prisma keeps what the database said inside its own (P2010, P2039). */
const codesOf = (error: unknown): string[] => {
  const { code, meta } = (error ?? {}) as {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
  };
  return [code, meta?.driverAdapterError?.cause?.originalCode].filter((each) => typeof each === "string");
};

/** Connection trouble: the same may work a moment later. */
export const isDatabaseAway = (error: unknown): boolean => {
  const codes = codesOf(error);
  if (codes.length > 0) return codes.some((code) => AWAY.test(code));
  const message = error instanceof Error ? error.message : "";
  return /Connection terminated|not queryable|timeout exceeded when trying to connect|Query read timeout|the database system is/.test(
    message,
  );
};

const WAIT_MS = 500;
const GIVE_UP_MS = 60_000;

/** Repeats work that must not be lost while the database is away, or gives way to another. The work must be safe to repeat. */
export const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
  const deadline = Date.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(isDatabaseAway(error) || gaveWay(error)) || Date.now() > deadline) throw error;
      await sleep(WAIT_MS);
    }
  }
};

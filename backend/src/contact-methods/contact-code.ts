import { randomInt, timingSafeEqual } from "node:crypto";
import { sha256 } from "../identity/derive-key.ts";

/** How long a code is good, how often it may be tried, and how many are sent. */
export const CODE_MINUTES = 10;
export const CODE_TRIES = 5;
export const SENDS_PER_VALUE = 3;
export const SENDS_PER_USER = 10;

export const makeCode = (): string => randomInt(1_000_000).toString().padStart(6, "0");
/** Over the row's id, so that one code says nothing of another row's. */
export const hashCode = (id: string, code: string): string => sha256(`${id}\n${code}`);
export const isCode = (id: string, code: string, hash: string): boolean => {
  const [given, kept] = [Buffer.from(hashCode(id, code)), Buffer.from(hash)];
  return given.length === kept.length && timingSafeEqual(given, kept);
};

import { Problem } from "../problem.ts";
import { safeText, Timestamp } from "../protocol/ids.ts";

/** Keyset position in a list ordered by (createdAt, id), newest first. */
export type Place = { at: string; id: string };

/** Opaque cursor of a list ordered by (createdAt, id). */
export const placeAfter = (row: { createdAt: Date; id: string }): string =>
  Buffer.from(JSON.stringify([row.createdAt.toISOString(), row.id])).toString("base64url");

/** PostgreSQL knows no year 0. */
const Moment = Timestamp.refine((text) => !text.startsWith("0000"));

/** A row's id is text, where nothing else is said; of a message it is a number that its column holds. */
export const NUMBER_ID = /^(?:\d{1,9}|1\d{9})$/;

/** @throws Problem invalid */
export const readPlace = (cursor: string | undefined, rowId = /^/): Place | null => {
  if (cursor === undefined) return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    if (Moment.safeParse(at).success && safeText.max(64).regex(rowId).safeParse(id).success)
      return { at: (at as string).replace("Z", ""), id: id as string };
  } catch {
    // not ours: said below
  }
  throw new Problem("invalid", "The cursor is not one of ours.", {
    errors: [{ pointer: "/cursor", detail: "take it from the page before" }],
  });
};

/** A page of rows that were asked for with one more than fits: whether there is another page is known by that one. */
export const pageOf = <T extends { createdAt: Date; id: string }>(
  rows: readonly T[],
  limit: number,
): { shown: T[]; cursor: string | null } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, cursor: rows.length > limit && last ? placeAfter(last) : null };
};

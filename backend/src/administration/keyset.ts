import { Problem } from "../problem.ts";
import { safeText, Timestamp } from "../protocol/ids.ts";
import type { Place } from "./staff-invitation-store.ts";

/** Opaque cursor of a list ordered by (createdAt, id). */
export const placeAfter = (row: { createdAt: Date; id: string }): string =>
  Buffer.from(JSON.stringify([row.createdAt.toISOString(), row.id])).toString("base64url");

/** @throws Problem invalid */
export const readPlace = (cursor: string | undefined): Place | null => {
  if (cursor === undefined) return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    if (Timestamp.safeParse(at).success && safeText.max(64).safeParse(id).success)
      return { at: (at as string).replace("Z", ""), id: id as string };
  } catch {
    // not ours: said below
  }
  throw new Problem("invalid", "The cursor is not one of ours.", {
    errors: [{ pointer: "/cursor", detail: "take it from the page before" }],
  });
};

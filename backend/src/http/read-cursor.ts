import type { Request } from "express";
import { isCursor } from "../conversations/session-log.ts";
import { Problem } from "../problem.ts";

/** `Last-Event-ID`; null where there is none. @throws Problem invalid */
export const readCursor = (request: Request): string | null => {
  const cursor = request.headers["last-event-id"];
  if (cursor === undefined || cursor === "") return null;
  if (typeof cursor !== "string" || !isCursor(cursor))
    throw new Problem("invalid", "Last-Event-ID is not one of ours.", {
      errors: [{ pointer: "/headers/last-event-id", detail: "must be an id of this stream" }],
    });
  return cursor;
};

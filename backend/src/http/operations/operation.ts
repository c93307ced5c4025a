import type { z } from "zod";
import { page } from "../../protocol/index.ts";

/** An operation of the wire, as its document tells it. */
export type Operation = {
  method: "get" | "post" | "patch" | "delete";
  path: string;
  summary: string;
  who: "anyone" | "invitee" | "staff";
  body?: z.ZodType;
  status: number;
  answer?: z.ZodType;
  stream?: true;
  /** media types of a body, or an answer, that is no JSON */
  bytes?: readonly string[];
};
/** A page of such items. */
export const list = <T extends z.ZodType>(item: T) => page(item);

import type { z } from "zod";
import { Problem } from "../problem.ts";

const pointerOf = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Parses `unknown` once into the shape used inside. @throws Problem invalid, with a JSON Pointer (RFC 6901) for each error */
export const parse = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ pointer: pointerOf(issue.path), detail: issue.message }));
  throw new Problem("invalid", "Something in the request is not valid; `errors` says what.", { errors });
};

/** A path parameter that is a positive integer, else the thing does not exist. */
export const integerId = (text: unknown): number => {
  const id = typeof text === "string" && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(id)) throw new Problem("not-found", "There is nothing at this address.");
  return id;
};
export const textId = (text: unknown): string => {
  if (typeof text !== "string" || !/^[\w-]{1,64}$/.test(text))
    throw new Problem("not-found", "There is nothing at this address.");
  return text;
};

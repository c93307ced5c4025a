import type { QueryConfig } from "pg";

/**
 * A statement that each connection parses and plans once, and knows by its name after that: what is asked for every message
 * (docs/benchmarks.md, "Where the time goes"). One name, one text: what differs goes into the values, in their order.
 */
export const prepared =
  (name: string, text: string) =>
  (...values: unknown[]): QueryConfig => ({ name, text, values });

import type { AppContext } from "../app-context.ts";
import { goneBefore } from "../retention/retention-store.ts";
import { recount } from "./count-store.ts";

/**
 * Counts again from the rows that are there. Days of which retention has removed rows keep the figures they have: unless somebody
 * says from when, it begins after them.
 * @param from the start of a day (UTC)
 * @returns from when it was counted; null: from the beginning
 */
export const rebuildFigures = async (
  { database: { pool } }: Pick<AppContext, "database">,
  from: Date | null,
): Promise<Date | null> => {
  const since = from ?? (await goneBefore(pool));
  await recount(pool, since ?? new Date(0));
  return since;
};

import type { AppContext } from "../app-context.ts";
import { removeUnwanted } from "../recordings/sweep-recordings.ts";
import { keepingSites, removeSome } from "./retention-store.ts";

/** Sessions that one turn takes at most: the next goes on. */
const MOST = 5_000;

/**
 * What is past the days that its site keeps it goes: messages, recordings and telemetry of ended sessions. Usage stays and belongs to
 * nobody. Whoever reads such a session begins again from the database.
 * @returns how many sessions
 */
export const keepRetention = async (
  world: Pick<AppContext, "database" | "log" | "recordingStore" | "recordingStorage">,
): Promise<number> => {
  const { pool } = world.database;
  let removed = 0;
  for (const site of await keepingSites(pool))
    while (removed < MOST) {
      const { sessions, copies } = await removeSome(pool, site);
      if (sessions.length === 0) break;
      removed += sessions.length;
      for (const id of [...sessions, ...copies]) await world.log.forget(id);
    }
  if (removed > 0) await removeUnwanted(world);
  return removed;
};

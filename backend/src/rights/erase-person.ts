import { setTimeout as sleep } from "node:timers/promises";
import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { ErasureAnswer } from "../protocol/rights.ts";
import { removeUnwanted } from "../recordings/sweep-recordings.ts";
import { erasureFile, rememberErasures } from "./erasure-file.ts";
import { forgetWho, forgetWords, runningOf } from "./erasure-store.ts";
import { pseudonymOf } from "./pseudonym.ts";

export type ErasureWorld = Pick<
  AppContext,
  "database" | "keys" | "config" | "logger" | "running" | "stops" | "log" | "recordingStore" | "recordingStorage"
>;

/** How long the words wait for what still runs; after it the background goes on. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 100;
/** What has ended is told to its readers in this time. */
const LAST_WORDS_MS = 2_000;

/**
 * Erases a person, merged guests included: at once who they are and every way in, then, once what runs has been stopped,
 * what they and others said. Numbers stay and belong to nobody. Erased twice is erased once.
 * @returns `erasing` where something still ran after ten seconds: the background finishes it
 * @param options.actorId staff who do it on request; null: the person
 * @param options.again it was done before, and a backup brought them back: also whom it made staff again
 * @throws Problem erasure-refused: staff give their role up first; session-ended: a merge was faster
 */
export const erasePerson = async (
  world: ErasureWorld,
  userId: string,
  { again = false, actorId = null }: { again?: boolean; actorId?: string | null } = {},
): Promise<ErasureAnswer> => {
  const pseudonym = (id: string) => pseudonymOf(world.keys.pseudonym, id);
  const begun = await forgetWho(world.database.pool, userId, pseudonym, { again, actorId });
  if (begun.outcome === "unknown") return { status: "nothing" };
  if (begun.outcome === "staff")
    throw new Problem("erasure-refused", "Staff are not erased. An admin takes the role back first.");
  if (begun.outcome === "merged")
    throw new Problem("session-ended", "You have become part of another account. Ask for this as that one.");
  // What the file does not take now, the background writes from the database.
  await rememberErasures(erasureFile(world.config), begun.lines).catch((error: unknown) =>
    world.logger.error({ err: error }, "an erasure could not be written beside the database"),
  );
  return { status: (await finishErasure(world, begun.persons, PATIENCE_MS)) ? "erased" : "erasing" };
};

/** Stops what runs, then lets the words go. @returns false where something still runs */
export const finishErasure = async (world: ErasureWorld, persons: string[], patienceMs: number): Promise<boolean> => {
  const { pool } = world.database;
  const pseudonyms = persons.map((id) => pseudonymOf(world.keys.pseudonym, id));
  const until = Date.now() + patienceMs;
  const telling = new Set<Promise<void>>();
  for (;;) {
    for (const { id, attempt } of await runningOf(pool, persons)) {
      const here = world.running.get(id)?.done ?? world.running.aside(id)?.done;
      if (here) telling.add(here);
      await world.stops.stop({ id, attempt });
    }
    const sessions = await forgetWords(pool, persons, pseudonyms);
    if (sessions) {
      // Their last events hold words, too: they are in the log before it is forgotten.
      await Promise.race([Promise.allSettled(telling), sleep(LAST_WORDS_MS)]);
      for (const sessionId of sessions) await world.log.forget(sessionId);
      // Nobody is led to them any more; a file that does not go now goes by the sweep.
      await removeUnwanted(world).catch((error: unknown) =>
        world.logger.error({ err: error }, "recordings of an erased person could not be removed yet"),
      );
      return true;
    }
    if (Date.now() >= until) return false;
    await sleep(LOOK_AGAIN_MS);
  }
};

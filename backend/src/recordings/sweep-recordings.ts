import type { AppContext } from "../app-context.ts";

type World = Pick<AppContext, "recordingStore" | "recordingStorage">;

const BATCH = 200;
/** A file that no row tells of is this old before it goes: its row may be about to be written. */
const NEWEST_STRAY_MS = 3_600_000;

/** Files of what is unwanted go, then its rows: who crashes between goes on by the rows. @returns how many */
export const removeUnwanted = async ({ recordingStore, recordingStorage }: World): Promise<number> => {
  let removed = 0;
  for (;;) {
    const unwanted = await recordingStore.unwanted(BATCH);
    if (unwanted.length === 0) return removed;
    for (const { key } of unwanted) await recordingStorage.remove(key);
    await recordingStore.forget(unwanted.map(({ id }) => id));
    removed += unwanted.length;
  }
};

const removeStrays = async ({ recordingStore, recordingStorage }: World, keys: string[]): Promise<number> => {
  const strays = await recordingStore.unknownKeys(keys);
  for (const key of strays) await recordingStorage.remove(key);
  return strays.length;
};

/**
 * What was recorded and never sent, what no message has any more, and files that no row tells of (a crash, a restored backup)
 * are removed.
 * @returns how many files
 */
export const sweepRecordings = async (world: World, now = Date.now()): Promise<number> => {
  await world.recordingStore.markUnwanted();
  let removed = await removeUnwanted(world);
  let keys: string[] = [];
  for await (const key of world.recordingStorage.keysBefore(new Date(now - NEWEST_STRAY_MS))) {
    keys.push(key);
    if (keys.length < BATCH) continue;
    removed += await removeStrays(world, keys);
    keys = [];
  }
  return removed + (await removeStrays(world, keys));
};

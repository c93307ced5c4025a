import { setTimeout as sleep } from "node:timers/promises";
import { createEntryParser } from "./event-parser.ts";
import { createFold, type Fold } from "./fold-events.ts";
import { openStream } from "./http-client.ts";
import type { Random } from "./random.ts";

/** How rough a reader's line is. */
export type ReaderHabits = {
  /** cuts, stalls, lost cursors; off once the history calms down */
  wild: () => boolean;
  /** of each connection: that it is cut, after at most so many bytes; that it stalls for a moment */
  cutChance?: number;
  mostBytes?: number;
  stallChance?: number;
  /** that it comes back without its cursor */
  forgetChance?: number;
};
export type ReaderWorld = {
  /** where to read now; null while no instance is up */
  pickUrl: () => string | null;
  bearer: () => string;
  sessionId: number;
  random: Random;
  habits: ReaderHabits;
  onWrong: (text: string) => void;
  /** an end told again in the same words; as wrong as anything where this is left out */
  onRepeat?: (text: string) => void;
  /** every id that came, with what it was: all readers must have been told the same */
  onEntry?: (id: string, text: string) => void;
};
export type Reader = {
  fold: Fold;
  counts: { connections: number; cuts: number; refused: number; events: number };
  stop: () => Promise<void>;
};

/** Follows a session's log as the widget does: resumes after the last whole event, comes back after whatever happened. */
export const startReader = (world: ReaderWorld): Reader => {
  const { random } = world;
  const { wild: isWild, cutChance = 0.6, mostBytes = 6_000, stallChance = 0.15, forgetChance = 0.12 } = world.habits;
  const fold = createFold(world.onWrong, world.onRepeat);
  const counts = { connections: 0, cuts: 0, refused: 0, events: 0 };
  let cursor: string | null = null;
  let stopped = false;
  let leave = (): void => undefined;

  const connectOnce = (url: string): Promise<void> =>
    new Promise((resolve) => {
      counts.connections += 1;
      const wild = isWild();
      let left = wild && random.chance(cutChance) ? random.integer(1, mostBytes) : Number.POSITIVE_INFINITY;
      let stallAt = wild && random.chance(stallChance) ? random.integer(1, 2_000) : Number.POSITIVE_INFINITY;
      let accepted = false;
      const parse = createEntryParser((entry) => {
        if (entry.id !== null) cursor = entry.id;
        counts.events += 1;
        if (entry.id !== null && entry.event.type !== "snapshot")
          world.onEntry?.(entry.id, JSON.stringify(entry.event));
        fold.take(entry);
      });
      const stream = openStream(
        {
          method: "GET",
          url: `${url}/v1/sessions/${world.sessionId}/events`,
          headers: { authorization: world.bearer(), ...(cursor === null ? {} : { "last-event-id": cursor }) },
        },
        {
          onOpen: (status) => {
            accepted = status === 200;
            if (!accepted) counts.refused += 1;
            if (status === 422) world.onWrong(`the cursor ${cursor} was refused`);
          },
          onChunk: (chunk) => {
            if (!accepted) return;
            parse(chunk.subarray(0, left));
            left -= chunk.length;
            stallAt -= chunk.length;
            if (left <= 0) {
              counts.cuts += 1;
              stream.destroy();
            } else if (stallAt <= 0) {
              stallAt = Number.POSITIVE_INFINITY;
              stream.pause();
              void sleep(random.integer(5, 120)).then(stream.resume);
            }
          },
          onEnd: resolve,
        },
      );
      leave = stream.destroy;
      if (stopped) stream.destroy();
    });

  const run = async (): Promise<void> => {
    while (!stopped) {
      const url = world.pickUrl();
      if (isWild() && random.chance(forgetChance)) {
        cursor = null;
        fold.forget();
      }
      if (url !== null) await connectOnce(url);
      if (!stopped) await sleep(random.integer(1, 20));
    }
  };
  const done = run();
  return {
    fold,
    counts,
    stop: async () => {
      stopped = true;
      leave();
      await done;
    },
  };
};

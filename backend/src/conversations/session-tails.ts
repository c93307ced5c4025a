import { randomInt } from "node:crypto";
import type { RedisLink } from "../bus/redis-link.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import { fromCursor, toCursor, type LogEntry } from "./session-log.ts";
import { createWake, type Wake } from "./wake.ts";

/** Where an entry stands in Redis: the log's birth in ms, and the sequence. */
export type Place = { birth: number; sequence: number };

// Of the 32 births that a cursor can tell apart in a millisecond, Redis has the first; the others are for servers that tell a
// session from their memory while Redis is away. So no two logs look like one, wherever they were born.
const BIRTHS_A_MS = 32;
export const cursorOf = ({ birth, sequence }: Place): string => toCursor(birth * BIRTHS_A_MS, sequence);
/** @returns null where it is no cursor of a log in Redis */
export const placeOf = (cursor: string): Place | null => {
  const place = fromCursor(cursor);
  return place && place.birth % BIRTHS_A_MS === 0 ? { ...place, birth: place.birth / BIRTHS_A_MS } : null;
};
/** Births of logs in a server's memory beside those in Redis. */
export const createIslandBirths = (): (() => number) => {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now());
    return last * BIRTHS_A_MS + randomInt(1, BIRTHS_A_MS);
  };
};

/** An entry of the stream; `entry` is null for the one that only says that the log was born. */
export type Told = { birth: number; sequence: number; entry: LogEntry | null };

/** "1763900000000-17" and its JSON, as Redis has them. */
export const readTold = (id: string, data: string): Told => {
  const [birth, sequence] = id.split("-").map(Number) as [number, number];
  const entry = data === "" ? null : { id: cursorOf({ birth, sequence }), event: JSON.parse(data) as StreamEvent };
  return { birth, sequence, entry };
};

/** The newest entries of one session while somebody reads it here; all its local readers share it. */
export type Tail = {
  birth: number;
  /** sequence of entries[0] */
  first: number;
  entries: Told[];
  wake: Wake;
  /** it cannot go on without a gap */
  ended: boolean;
  /** rejects where Redis went away meanwhile */
  ready: Promise<void>;
};

type Held = Tail & { readers: number };

const MAX_ENTRIES = 1_000;

/**
 * Local tails of logs that live in Redis: one subscription a session however many read it. What was published before the
 * subscription stood is the readers' own to catch up on.
 * @param lastOf where the log stands now, as Redis says
 */
export const createTails = (link: RedisLink, lastOf: (sessionId: number) => Promise<Place>) => {
  const tails = new Map<number, Held>();
  const channelOf = (sessionId: number): string => link.name(`told:${sessionId}`);

  const end = (sessionId: number, tail: Held): void => {
    if (tail.ended) return;
    tail.ended = true;
    if (tails.get(sessionId) === tail) {
      tails.delete(sessionId);
      link.unsubscribe(channelOf(sessionId));
    }
    tail.wake.all();
  };
  const accept = (sessionId: number, tail: Held, told: Told): void => {
    const next = tail.first + tail.entries.length;
    if (told.birth !== tail.birth || told.sequence > next) return end(sessionId, tail);
    if (told.sequence < next) return;
    tail.entries.push(told);
    if (tail.entries.length > MAX_ENTRIES) tail.first += tail.entries.splice(0, MAX_ENTRIES / 2).length;
    tail.wake.all();
  };
  const follow = (sessionId: number): Held => {
    let early: Told[] | null = [];
    const tail: Held = {
      birth: 0,
      first: 0,
      entries: [],
      wake: createWake(),
      ended: false,
      readers: 0,
      ready: Promise.resolve(),
    };
    const hear = (message: string): void => {
      const space = message.indexOf(" ");
      const told = readTold(message.slice(0, space), message.slice(space + 1));
      if (early) early.push(told);
      else accept(sessionId, tail, told);
    };
    const begin = async (): Promise<void> => {
      await link.subscribe(channelOf(sessionId), hear);
      const last = await lastOf(sessionId);
      [tail.birth, tail.first] = [last.birth, last.sequence + 1];
      const waited = early ?? [];
      early = null;
      // Older than the look: of an earlier birth, or seen by it.
      for (const told of waited) if (told.birth >= last.birth) accept(sessionId, tail, told);
    };
    tail.ready = begin().catch((error: unknown) => {
      end(sessionId, tail);
      throw error;
    });
    tail.ready.catch(() => undefined);
    tails.set(sessionId, tail);
    return tail;
  };

  return {
    /** To be given back by `leave`. */
    enter: (sessionId: number): Tail => {
      const tail = tails.get(sessionId) ?? follow(sessionId);
      tail.readers += 1;
      return tail;
    },
    leave: (sessionId: number, tail: Tail): void => {
      const held = tail as Held;
      held.readers -= 1;
      if (held.readers === 0) end(sessionId, held);
    },
    endAll: (): void => {
      for (const [sessionId, tail] of tails) end(sessionId, tail);
    },
  };
};

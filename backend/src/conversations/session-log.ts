import type { StreamEvent } from "../protocol/stream-events.ts";
import { createWake, type Wake } from "./wake.ts";

export type LogEntry = { id: string; event: StreamEvent };

/**
 * The one log of a session. Ids are opaque and strictly increasing within a session: the birth of the log, and a
 * sequence without gaps. Append comes before delivery; readers are cursors over what was appended.
 */
export type SessionLog = {
  append: (sessionId: number, event: StreamEvent) => Promise<string>;
  /** The id of the newest entry: read after it to miss nothing. */
  position: (sessionId: number) => Promise<string>;
  /** False where the entries after the cursor are not all there any more: begin with a snapshot. */
  reaches: (sessionId: number, cursor: string) => Promise<boolean>;
  /**
   * Entries strictly after the cursor, then live, until the signal. A slow reader holds nothing but its cursor. It ends where
   * the log cannot go on without a gap: the reader comes back by its cursor, and gets a snapshot.
   */
  read: (sessionId: number, cursor: string, signal: AbortSignal) => AsyncGenerator<LogEntry>;
  /** What is still there after `after` (null: from the oldest on), up to and including `upTo`. */
  past: (sessionId: number, after: string | null, upTo: string) => Promise<StreamEvent[]>;
  /** The cursor just before the first entry of an exchange or aside; null where that is gone. */
  startOf: (sessionId: number, id: string) => Promise<string | null>;
  /** What is there may not be whole (its writer died): all cursors are gone, every reader gets a snapshot. */
  forget: (sessionId: number) => Promise<void>;
  /** Ends all readers. */
  close: () => Promise<void>;
};

type Track = { birth: number; first: number; entries: LogEntry[]; touchedAt: number; wake: Wake; ended: boolean };

const CURSOR = /^([0-9a-z]{9})-([0-9a-z]{7})$/;
export const isCursor = (text: string): boolean => CURSOR.test(text);

/** Birth (ms since 1970) and sequence, as text that sorts as they do. */
export const toCursor = (birth: number, sequence: number): string =>
  `${birth.toString(36).padStart(9, "0")}-${sequence.toString(36).padStart(7, "0")}`;
export const fromCursor = (cursor: string): { birth: number; sequence: number } | null => {
  const [, birth, sequence] = CURSOR.exec(cursor) ?? [];
  return birth === undefined || sequence === undefined
    ? null
    : { birth: Number.parseInt(birth, 36), sequence: Number.parseInt(sequence, 36) };
};

/** What begins with this event, and can be found by its id: see `startOf`. */
export const beginningOf = (event: StreamEvent): string | null =>
  event.type === "exchange-start" ? event.exchangeId : event.type === "aside-start" ? event.aside.id : null;

/** Entries kept of one session, and how long a session nobody touches is kept. */
const MAX_ENTRIES = 4_000;
export const KEEP_MS = 15 * 60_000;

/** Births in ms, no two alike: two of one millisecond would make two logs look like one. */
const createBirths = (): (() => number) => {
  let last = 0;
  return () => (last = Math.max(last + 1, Date.now()));
};

/** The log of a single instance: in memory. Losing it costs a snapshot, never a message: those are in the database. */
export const createMemoryLog = (nextBirth = createBirths()): SessionLog => {
  const tracks = new Map<number, Track>();
  const trackOf = (sessionId: number): Track => {
    const known = tracks.get(sessionId);
    if (known) {
      known.touchedAt = Date.now();
      return known;
    }
    const track: Track = {
      birth: nextBirth(),
      first: 1,
      entries: [],
      touchedAt: Date.now(),
      wake: createWake(),
      ended: false,
    };
    tracks.set(sessionId, track);
    return track;
  };
  const sequenceOf = (track: Track, cursor: string): number | null => {
    const place = fromCursor(cursor);
    return place?.birth === track.birth ? place.sequence : null;
  };
  const lastOf = (track: Track): number => track.first + track.entries.length - 1;
  const drop = (sessionId: number, track: Track): void => {
    track.ended = true;
    tracks.delete(sessionId);
    track.wake.all();
  };
  const sweep = setInterval(() => {
    for (const [sessionId, track] of tracks)
      if (track.touchedAt < Date.now() - KEEP_MS && track.wake.waiting() === 0) drop(sessionId, track);
  }, KEEP_MS / 4).unref();

  return {
    append: async (sessionId, event) => {
      const track = trackOf(sessionId);
      const id = toCursor(track.birth, lastOf(track) + 1);
      track.entries.push({ id, event });
      if (track.entries.length > MAX_ENTRIES) {
        const dropped = track.entries.length - MAX_ENTRIES / 2;
        track.entries.splice(0, dropped);
        track.first += dropped;
      }
      track.wake.all();
      return id;
    },
    position: async (sessionId) => {
      const track = trackOf(sessionId);
      return toCursor(track.birth, lastOf(track));
    },
    reaches: async (sessionId, cursor) => {
      const track = trackOf(sessionId);
      const sequence = sequenceOf(track, cursor);
      return sequence !== null && sequence >= track.first - 1 && sequence <= lastOf(track);
    },
    async *read(sessionId, cursor, signal) {
      const track = trackOf(sessionId);
      const after = sequenceOf(track, cursor);
      if (after === null) return;
      let next = after + 1;
      while (!signal.aborted && !track.ended && next >= track.first) {
        const entry = track.entries[next - track.first];
        if (entry) {
          next += 1;
          yield entry;
        } else await track.wake.next(signal);
      }
    },
    past: async (sessionId, after, upTo) => {
      const track = trackOf(sessionId);
      const last = sequenceOf(track, upTo);
      if (last === null) return [];
      const from = after === null ? 0 : (sequenceOf(track, after) ?? 0);
      return track.entries
        .slice(Math.max(0, from + 1 - track.first), Math.max(0, last + 1 - track.first))
        .map(({ event }) => event);
    },
    startOf: async (sessionId, id) => {
      const track = trackOf(sessionId);
      const place = track.entries.findIndex(({ event }) => beginningOf(event) === id);
      return place < 0 ? null : toCursor(track.birth, track.first + place - 1);
    },
    forget: async (sessionId) => {
      const track = tracks.get(sessionId);
      if (track) drop(sessionId, track);
    },
    close: async () => {
      clearInterval(sweep);
      for (const [sessionId, track] of tracks) drop(sessionId, track);
    },
  };
};

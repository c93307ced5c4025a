import { EventEmitter, once } from "node:events";
import type { StreamEvent } from "../protocol/stream-events.ts";

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
  /** Entries strictly after the cursor, then live, until the signal. A slow reader holds nothing but its cursor. */
  read: (sessionId: number, cursor: string, signal: AbortSignal) => AsyncGenerator<LogEntry>;
  /** The cursor just before the first entry of an exchange; null where that is gone. */
  startOf: (sessionId: number, exchangeId: string) => Promise<string | null>;
  close: () => Promise<void>;
};

type Track = { birth: string; first: number; entries: LogEntry[]; touchedAt: number; wake: EventEmitter };

const CURSOR = /^([0-9a-z]{9})-([0-9a-z]{7})$/;
export const isCursor = (text: string): boolean => CURSOR.test(text);
const idOf = (birth: string, sequence: number): string => `${birth}-${sequence.toString(36).padStart(7, "0")}`;

/** Entries kept of one session, and how long a session nobody touches is kept. */
const MAX_ENTRIES = 4_000;
const KEEP_MS = 15 * 60_000;

/** The log of a single instance: in memory. Losing it costs a snapshot, never a message: those are in the database. */
export const createMemoryLog = (): SessionLog => {
  const tracks = new Map<number, Track>();
  let lastBirth = 0;
  const trackOf = (sessionId: number): Track => {
    const known = tracks.get(sessionId);
    if (known) {
      known.touchedAt = Date.now();
      return known;
    }
    // Two births in one millisecond would make two logs look like one.
    lastBirth = Math.max(lastBirth + 1, Date.now());
    const birth = lastBirth.toString(36).padStart(9, "0");
    const track: Track = {
      birth,
      first: 1,
      entries: [],
      touchedAt: Date.now(),
      wake: new EventEmitter().setMaxListeners(0),
    };
    tracks.set(sessionId, track);
    return track;
  };
  const sequenceOf = (track: Track, cursor: string): number | null => {
    const [, birth, sequence] = CURSOR.exec(cursor) ?? [];
    return birth === track.birth && sequence !== undefined ? Number.parseInt(sequence, 36) : null;
  };
  const lastOf = (track: Track): number => track.first + track.entries.length - 1;
  const sweep = setInterval(() => {
    for (const [sessionId, track] of tracks)
      if (track.touchedAt < Date.now() - KEEP_MS && track.wake.listenerCount("entry") === 0) tracks.delete(sessionId);
  }, KEEP_MS / 4).unref();

  return {
    append: async (sessionId, event) => {
      const track = trackOf(sessionId);
      const id = idOf(track.birth, lastOf(track) + 1);
      track.entries.push({ id, event });
      if (track.entries.length > MAX_ENTRIES) {
        const dropped = track.entries.length - MAX_ENTRIES / 2;
        track.entries.splice(0, dropped);
        track.first += dropped;
      }
      track.wake.emit("entry");
      return id;
    },
    position: async (sessionId) => {
      const track = trackOf(sessionId);
      return idOf(track.birth, lastOf(track));
    },
    reaches: async (sessionId, cursor) => {
      const track = trackOf(sessionId);
      const sequence = sequenceOf(track, cursor);
      return sequence !== null && sequence >= track.first - 1 && sequence <= lastOf(track);
    },
    async *read(sessionId, cursor, signal) {
      const track = trackOf(sessionId);
      let next = (sequenceOf(track, cursor) ?? lastOf(track)) + 1;
      while (!signal.aborted) {
        // A reader so slow that its place was dropped ends: it comes back by its cursor and gets a snapshot.
        if (next < track.first) return;
        const entry = track.entries[next - track.first];
        if (entry) {
          next += 1;
          yield entry;
        } else {
          try {
            await once(track.wake, "entry", { signal });
          } catch {
            return;
          }
        }
      }
    },
    startOf: async (sessionId, exchangeId) => {
      const track = trackOf(sessionId);
      const place = track.entries.findIndex(
        ({ event }) => event.type === "exchange-start" && event.exchangeId === exchangeId,
      );
      return place < 0 ? null : idOf(track.birth, track.first + place - 1);
    },
    close: async () => {
      clearInterval(sweep);
    },
  };
};

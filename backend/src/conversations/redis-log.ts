import type { RedisLink } from "../bus/redis-link.ts";
import { APPEND, LOOK } from "../bus/redis-scripts.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import { beginningOf, createMemoryLog, KEEP_MS, type SessionLog } from "./session-log.ts";
import {
  createIslandBirths,
  createTails,
  cursorOf,
  type Place,
  placeOf,
  readTold,
  type Told,
} from "./session-tails.ts";

/** `event` null: nothing to tell, only to know when it is this one's turn */
type Write = { event: StreamEvent | null; told: (id: string) => void };
/** What this server writes to one session, one step after the other. */
type Pen = {
  queue: Write[];
  /** what stands in Redis is not whole: begin again */
  anew: boolean;
  /** of the log it last wrote to; 0: none yet */
  birth: number;
  busy: boolean;
  touchedAt: number;
};

const PAGE = 200;
const placeIn = (id: string): Place => {
  const [birth, sequence] = id.split("-").map(Number) as [number, number];
  return { birth, sequence };
};

/**
 * The log of any number of instances: a Redis stream a session (at most about 4,000 entries, gone 15 minutes after the last
 * touch). One script appends and publishes; readers follow a local tail and catch up from the stream.
 *
 * While Redis is away, sessions are told from this server's memory: who was reading ends, comes back and gets a snapshot. When it
 * is there again, what was told here meanwhile is missing there, so those logs begin again, with the texts that still run.
 * @param retell what runs on this server in a session, as deltas from their beginning
 */
export const createRedisLog = (link: RedisLink, retell: (sessionId: number) => StreamEvent[]): SessionLog => {
  const pens = new Map<number, Pen>();
  const births = createIslandBirths();
  let island = createMemoryLog(births);
  const keysOf = (sessionId: number): string[] => [link.name(`log:${sessionId}`), link.name(`starts:${sessionId}`)];
  const settings = (sessionId: number) => [link.name(`told:${sessionId}`), link.floor(), KEEP_MS];

  const look = async (sessionId: number, bear: boolean): Promise<{ first: Place; last: Place } | null> => {
    const found = await link.run(LOOK, keysOf(sessionId), [...settings(sessionId), bear ? "1" : ""]);
    if (!Array.isArray(found)) return null;
    return { first: placeIn(String(found[0])), last: placeIn(String(found[1])) };
  };
  const stand = async (sessionId: number): Promise<Place> =>
    (await look(sessionId, true))?.last ?? { birth: 0, sequence: 0 };
  const tails = createTails(link, stand);

  /** Entries of one birth from one sequence to another, at most a page of them. */
  const page = async (sessionId: number, birth: number, from: number, to: number): Promise<Told[]> => {
    const [stream] = keysOf(sessionId) as [string];
    const found = await link.ask((client) =>
      client.xrange(stream, `${birth}-${from}`, `${birth}-${to}`, "COUNT", PAGE),
    );
    return found.map(([id, [, data = ""]]) => readTold(id, data));
  };
  /** In Redis, or from memory where it is away. */
  const either = async <T>(there: () => Promise<T>, here: () => Promise<T>): Promise<T> => {
    if (link.state() === "ok")
      try {
        return await there();
      } catch {
        // the link has noted it
      }
    return here();
  };

  const penOf = (sessionId: number): Pen => {
    const pen = pens.get(sessionId) ?? { queue: [], anew: false, birth: 0, busy: false, touchedAt: 0 };
    pen.touchedAt = Date.now();
    pens.set(sessionId, pen);
    return pen;
  };
  const writeToRedis = async (sessionId: number, pen: Pen): Promise<void> => {
    const { anew } = pen;
    const writes = pen.queue.splice(0);
    pen.anew = false;
    const texts = anew ? retell(sessionId) : [];
    const events = [...texts, ...writes.flatMap(({ event }) => event ?? [])];
    try {
      const ids = (await link.run(APPEND, keysOf(sessionId), [
        ...settings(sessionId),
        anew ? "1" : "",
        pen.birth === 0 ? "" : pen.birth,
        ...events.flatMap((event) => [beginningOf(event) ?? "", JSON.stringify(event)]),
      ])) as string[];
      const birth = Number.parseInt(ids[0] ?? "", 10);
      pen.birth = birth;
      if (ids.length <= events.length) {
        // The log was lost or begun again by another: its readers need the beginning of what runs here before what comes.
        const beginning = retell(sessionId).map((event) => ({ event, told: () => undefined }));
        pen.queue.unshift(...beginning, ...writes);
        return;
      }
      let next = 1 + texts.length;
      for (const { event, told } of writes) {
        const { sequence } = placeIn((event && ids[next++]) ?? "0-0");
        told(cursorOf({ birth, sequence }));
      }
    } catch {
      // Whether it was written is not known: that log does not count any more.
      pen.anew = true;
      pen.queue.unshift(...writes);
    }
  };
  const writeHere = async (sessionId: number, pen: Pen): Promise<void> => {
    pen.anew = true;
    for (const { event, told } of pen.queue.splice(0)) told(event ? await island.append(sessionId, event) : "");
  };
  const write = async (sessionId: number, pen: Pen): Promise<void> => {
    if (pen.busy) return;
    pen.busy = true;
    while (pen.queue.length > 0 || (pen.anew && link.state() === "ok"))
      await (link.state() === "ok" ? writeToRedis(sessionId, pen) : writeHere(sessionId, pen));
    pen.busy = false;
  };
  const put = (sessionId: number, event: StreamEvent | null): Promise<string> =>
    new Promise((told) => {
      const pen = penOf(sessionId);
      pen.anew ||= event === null;
      pen.queue.push({ event, told });
      void write(sessionId, pen);
    });

  link.onState((state) => {
    tails.endAll();
    void island.close();
    island = createMemoryLog(births);
    if (state === "away") return;
    for (const [sessionId, pen] of pens) {
      // Also where only the log may be lost: whoever looks in from another instance finds the text that runs.
      pen.anew ||= retell(sessionId).length > 0;
      void write(sessionId, pen);
    }
  });
  const sweep = setInterval(() => {
    for (const [sessionId, pen] of pens)
      if (pen.touchedAt < Date.now() - KEEP_MS && !pen.busy && !pen.anew) pens.delete(sessionId);
  }, KEEP_MS / 4).unref();

  async function* readRedis(sessionId: number, cursor: string, signal: AbortSignal) {
    const tail = tails.enter(sessionId);
    try {
      await tail.ready;
      const after = placeOf(cursor);
      if (after?.birth !== tail.birth) return;
      let next = after.sequence + 1;
      while (!signal.aborted && !tail.ended) {
        if (next < tail.first) {
          const older = await page(sessionId, tail.birth, next, tail.first - 1);
          // Trimmed meanwhile: this reader was too slow.
          if (older[0]?.sequence !== next) return;
          for (const { entry } of older) {
            next += 1;
            if (entry) yield entry;
          }
          continue;
        }
        const told = tail.entries[next - tail.first];
        if (told) {
          next += 1;
          if (told.entry) yield told.entry;
        } else await tail.wake.next(signal);
      }
    } catch {
      // Redis went away: the reader comes back.
    } finally {
      tails.leave(sessionId, tail);
    }
  }

  return {
    append: put,
    position: (sessionId) =>
      either(
        async () => cursorOf(await stand(sessionId)),
        () => island.position(sessionId),
      ),
    reaches: (sessionId, cursor) =>
      either(
        async () => {
          const [place, log] = [placeOf(cursor), await look(sessionId, false)];
          if (!place || !log || place.birth !== log.last.birth) return false;
          return place.sequence >= log.first.sequence - 1 && place.sequence <= log.last.sequence;
        },
        () => island.reaches(sessionId, cursor),
      ),
    read: (sessionId, cursor, signal) =>
      link.state() === "ok" ? readRedis(sessionId, cursor, signal) : island.read(sessionId, cursor, signal),
    past: (sessionId, after, upTo) =>
      either(
        async () => {
          const [last, log] = [placeOf(upTo), await look(sessionId, false)];
          if (!last || !log || last.birth !== log.last.birth) return [];
          const from = after === null ? null : placeOf(after);
          let next = Math.max(log.first.sequence, from?.birth === last.birth ? from.sequence + 1 : 0);
          const events: StreamEvent[] = [];
          while (next <= last.sequence) {
            const found = await page(sessionId, last.birth, next, last.sequence);
            if (found.length === 0) break;
            for (const { entry } of found) if (entry) events.push(entry.event);
            next = (found.at(-1)?.sequence ?? last.sequence) + 1;
          }
          return events;
        },
        () => island.past(sessionId, after, upTo),
      ),
    startOf: (sessionId, id) =>
      either(
        async () => {
          const [, starts] = keysOf(sessionId) as [string, string];
          const [found, log] = await Promise.all([
            link.ask((client) => client.hget(starts, id)),
            look(sessionId, false),
          ]);
          if (found === null || !log) return null;
          const { birth, sequence } = placeIn(found);
          return birth === log.last.birth && sequence >= log.first.sequence - 1 ? cursorOf({ birth, sequence }) : null;
        },
        () => island.startOf(sessionId, id),
      ),
    forget: async (sessionId) => {
      await island.forget(sessionId);
      await put(sessionId, null);
    },
    close: async () => {
      clearInterval(sweep);
      tails.endAll();
      await island.close();
    },
  };
};

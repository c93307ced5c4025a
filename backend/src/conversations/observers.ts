import type { RedisLink } from "../bus/redis-link.ts";
import { OBSERVE } from "../bus/redis-scripts.ts";
import { KEEP_MS, type SessionLog } from "./session-log.ts";

export type Observers = {
  /** A staff member begins to watch a session. @returns what to call when they leave; both never fail */
  enter: (sessionId: number, userId: string) => Promise<() => Promise<void>>;
  /** How many different staff members watch, on any instance, as the session's readers have been told. */
  observersOf: (sessionId: number) => Promise<number>;
  close: () => void;
};

export type ObserverTimes = {
  /** how long a server's word is good that somebody watches: a killed one's observers vanish after it */
  holdMs: number;
  beatMs: number;
  /** a stream that is closed comes back within this: nobody is told that they went */
  lingerMs: number;
  checkMs: number;
};
const TIMES: ObserverTimes = { holdMs: 20_000, beatMs: 7_000, lingerMs: 5_000, checkMs: 1_000 };

/** Somebody watches for that long from now; tells the session's readers when the number changes. */
type Board = {
  mark: (sessionId: number, userId: string, forMs: number) => Promise<void>;
  /** looks whose time is over */
  check: () => Promise<void>;
  count: (sessionId: number) => Promise<number>;
};

const memoryBoard = (log: SessionLog): Board => {
  const watched = new Map<number, { told: number; until: Map<string, number> }>();
  const tell = async (sessionId: number): Promise<void> => {
    const seat = watched.get(sessionId);
    if (!seat) return;
    for (const [userId, until] of seat.until) if (until <= Date.now()) seat.until.delete(userId);
    const observers = seat.until.size;
    if (observers === 0) watched.delete(sessionId);
    if (observers === seat.told) return;
    seat.told = observers;
    await log.append(sessionId, { type: "presence", observers });
  };
  return {
    mark: async (sessionId, userId, forMs) => {
      const seat = watched.get(sessionId) ?? { told: 0, until: new Map<string, number>() };
      watched.set(sessionId, seat);
      seat.until.set(userId, Date.now() + forMs);
      await tell(sessionId);
    },
    check: async () => {
      for (const sessionId of watched.keys()) await tell(sessionId);
    },
    count: async (sessionId) => watched.get(sessionId)?.told ?? 0,
  };
};

const redisBoard = (link: RedisLink, serverId: string): Board => {
  const boardOf = (sessionId: number | string): string => link.name(`observers:${sessionId}`);
  const observe = (sessionId: number | string, member: string, forMs: number): Promise<unknown> =>
    link.run(
      OBSERVE,
      [link.name(`log:${sessionId}`), link.name(`starts:${sessionId}`), boardOf(sessionId), link.name("watched")],
      [link.name(`told:${sessionId}`), link.floor(), KEEP_MS, sessionId, member, forMs],
    );
  return {
    mark: async (sessionId, userId, forMs) => void (await observe(sessionId, `${serverId} ${userId}`, forMs)),
    // Sessions of any server: one that was killed does not look after its own.
    check: async () => {
      const due = await link.ask(async (client) => {
        // They come as texts; arithmetic makes numbers of them.
        const [seconds = 0, micros = 0] = await client.time();
        const now = seconds * 1000 + Math.floor(micros / 1000);
        return client.zrangebyscore(link.name("watched"), "-inf", now, "LIMIT", 0, 100);
      });
      for (const sessionId of due) await observe(sessionId, "", 0);
    },
    count: async (sessionId) => Number((await link.ask((client) => client.hget(boardOf(sessionId), "told"))) ?? 0),
  };
};

/** Who watches which session. With Redis on all instances; while it is away, and without it, on this one. */
export const createObservers = (
  parts: {
    log: SessionLog;
    link: RedisLink | null;
    serverId: string;
    /** somebody begins to watch on this instance, or has gone for good */
    note?: (name: "observer_joined" | "observer_left", sessionId: number, userId: string) => void;
  },
  times: ObserverTimes = TIMES,
): Observers => {
  const { log, link, serverId } = parts;
  const open = new Map<number, Map<string, number>>();
  /** those who went a moment ago: a stream that is closed by the clock comes back */
  const going = new Map<string, NodeJS.Timeout>();
  let here = memoryBoard(log);
  const there = link && redisBoard(link, serverId);
  const onBoard = async <T>(work: (board: Board) => Promise<T>): Promise<T> => {
    if (there && link?.state() === "ok")
      try {
        return await work(there);
      } catch {
        // the link has noted it
      }
    return work(here);
  };
  const markAll = async (): Promise<void> => {
    for (const [sessionId, users] of open)
      for (const userId of users.keys()) await onBoard((board) => board.mark(sessionId, userId, times.holdMs));
  };
  link?.onState(() => {
    here = memoryBoard(log);
    void markAll();
  });
  const beat = setInterval(() => void markAll(), times.beatMs).unref();
  const check = setInterval(() => void onBoard((board) => board.check()), times.checkMs).unref();

  return {
    enter: async (sessionId, userId) => {
      const users = open.get(sessionId) ?? new Map<string, number>();
      open.set(sessionId, users);
      const seat = `${sessionId} ${userId}`;
      const wasGoing = going.get(seat);
      clearTimeout(wasGoing);
      going.delete(seat);
      if (!wasGoing && !users.get(userId)) parts.note?.("observer_joined", sessionId, userId);
      users.set(userId, (users.get(userId) ?? 0) + 1);
      await onBoard((board) => board.mark(sessionId, userId, times.holdMs));
      return async () => {
        const left = (users.get(userId) ?? 1) - 1;
        users.set(userId, left);
        if (left > 0) return;
        users.delete(userId);
        const gone = () => {
          going.delete(seat);
          parts.note?.("observer_left", sessionId, userId);
        };
        going.set(seat, setTimeout(gone, times.lingerMs).unref());
        if (users.size === 0 && open.get(sessionId) === users) open.delete(sessionId);
        await onBoard((board) => board.mark(sessionId, userId, times.lingerMs));
      };
    },
    observersOf: (sessionId) => onBoard((board) => board.count(sessionId)),
    close: () => {
      clearInterval(beat);
      clearInterval(check);
    },
  };
};

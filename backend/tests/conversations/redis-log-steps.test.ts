// The log in Redis one step at a time: a real Redis, with a link that can be told to fail, to wait, and to be away. What a Redis
// does that is really killed is in bus/redis-log.test.ts.
import { randomUUID } from "node:crypto";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { openRedisLink, type RedisLink } from "../../src/bus/redis-link.ts";
import { APPEND, LOOK, type RedisScript } from "../../src/bus/redis-scripts.ts";
import { createRedisLog } from "../../src/conversations/redis-log.ts";
import { fromCursor, KEEP_MS, type SessionLog } from "../../src/conversations/session-log.ts";
import { cursorOf, placeOf } from "../../src/conversations/session-tails.ts";
import type { StreamEvent } from "../../src/protocol/stream-events.ts";
import { useTestRedis } from "../test-redis.ts";

const redis = await useTestRedis();
const closing: (() => Promise<void>)[] = [];
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  for (const close of closing) await close();
});

type Fault = { of: RedisScript; when: "before" | "after" };
/** One server's link and log. `running`: what it would tell again. */
const open = async (installation: string = randomUUID(), running: (sessionId: number) => StreamEvent[] = () => []) => {
  const real = await openRedisLink({ url: redis!.url, installation, logger: pino({ level: "silent" }) });
  const listeners: ((state: "ok" | "away") => void)[] = [];
  const [runs, faults] = [[] as RedisScript[], [] as Fault[]];
  let state: "ok" | "away" = "ok";
  let held: Promise<void> | null = null;
  let asks = 0;
  let [failAsks, beforeAsk] = [false, async () => {}];
  const link: RedisLink = {
    ...real,
    state: () => state,
    onState: (listener) => void listeners.push(listener),
    run: async (script, keys, args) => {
      runs.push(script);
      await held;
      if (state === "away") throw new Error("away");
      const fault = faults[0]?.of === script ? faults.shift() : undefined;
      if (fault?.when === "before") throw new Error("not written");
      const result = await real.run(script, keys, args);
      if (fault) throw new Error("the answer was lost");
      return result;
    },
    ask: async (work) => {
      asks += 1;
      if (failAsks) throw new Error("away");
      await beforeAsk();
      return real.ask(work);
    },
  };
  const log = createRedisLog(link, running);
  closing.push(
    () => log.close(),
    () => real.close(),
  );
  return {
    log,
    client: real.client,
    streamOf: (sessionId: number) => real.name(`log:${sessionId}`),
    startsOf: (sessionId: number) => real.name(`starts:${sessionId}`),
    appends: () => runs.filter((script) => script === APPEND).length,
    asks: () => asks,
    failAsks: () => (failAsks = true),
    beforeAsk: (work: () => Promise<void>) => (beforeAsk = work),
    fail: (of: RedisScript, when: Fault["when"] = "before") => faults.push({ of, when }),
    hold: () => {
      let release = () => {};
      held = new Promise((resolve) => (release = resolve));
      return () => {
        held = null;
        release();
      };
    },
    go: (next: "ok" | "away") => {
      state = next;
      for (const listener of listeners) listener(next);
    },
  };
};
type Opened = Awaited<ReturnType<typeof open>>;

const SESSION = 7;
const seen = (observers: number): StreamEvent => ({ type: "presence", observers });
const text = (words: string): StreamEvent => ({
  type: "partner-delta",
  exchangeId: "x",
  attempt: 1,
  offset: 0,
  text: words,
});
const all = async ({ log }: Pick<Opened, "log">, after: string | null = null) =>
  log.past(SESSION, after, await log.position(SESSION));
const toCursor = (birth: number, sequence: number) => cursorOf({ birth, sequence });
// A log of this server's memory is none of Redis.
const place = (cursor: string) => placeOf(cursor) ?? fromCursor(cursor)!;
const append = async ({ log }: Opened, ...numbers: number[]) => {
  const ids: string[] = [];
  for (const number of numbers) ids.push(await log.append(SESSION, seen(number)));
  return ids;
};
const follow = (log: SessionLog, cursor: string) => {
  const [events, ids, stop] = [[] as StreamEvent[], [] as string[], new AbortController()];
  let ended = false;
  const done = (async () => {
    for await (const { id, event } of log.read(SESSION, cursor, stop.signal)) {
      ids.push(id);
      events.push(event);
    }
    ended = true;
  })();
  closing.unshift(async () => stop.abort());
  return { events, ids, stop: () => stop.abort(), done, hasEnded: () => ended };
};
const count = (to: number, from = 1) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const until = (holds: () => boolean | Promise<boolean>) =>
  expect.poll(holds, { interval: 2, timeout: 10_000 }).toBe(true);

describe.skipIf(!redis)("one server's log", () => {
  it("is born by a look at where it stands; each entry is the next, and is read as it was appended", async () => {
    const a = await open();
    const born = await a.log.position(SESSION);
    expect(place(born).sequence).toBe(0);
    const reader = follow(a.log, born);
    const ids = await append(a, 1, 2, 3);
    expect(ids).toEqual(count(3).map((sequence) => toCursor(place(born).birth, sequence)));
    expect(await a.log.position(SESSION)).toBe(ids[2]);
    await until(() => reader.events.length === 3);
    expect(reader.events).toEqual([seen(1), seen(2), seen(3)]);
    expect(reader.ids).toEqual(ids);
    reader.stop();
    await reader.done;
  });
  it("is not made by asking whether it reaches back", async () => {
    const a = await open();
    expect(await a.log.reaches(SESSION, toCursor(1, 1))).toBe(false);
    expect(await a.log.startOf(SESSION, "x")).toBeNull();
    expect(await a.log.past(SESSION, null, toCursor(1, 1))).toEqual([]);
    expect(await a.client.exists(a.streamOf(SESSION))).toBe(0);
  });
  it("is kept a quarter of an hour from the last touch, be it only a look", async () => {
    const a = await open();
    const left = async () => a.client.pttl(a.streamOf(SESSION));
    const [id] = await append(a, 1);
    expect(await left()).toBeGreaterThan(KEEP_MS - 60_000);
    await a.client.pexpire(a.streamOf(SESSION), 5_000);
    await a.log.reaches(SESSION, id!);
    expect(await left()).toBeGreaterThan(KEEP_MS - 60_000);
    expect(await left()).toBeLessThanOrEqual(KEEP_MS);
  });
  it("writes one script after the other, with all that came meanwhile in the next", async () => {
    const a = await open();
    const release = a.hold();
    const ids = Promise.all(count(5).map((number) => a.log.append(SESSION, seen(number))));
    await turn();
    expect(a.appends()).toBe(1);
    release();
    expect((await ids).map((id) => place(id).sequence)).toEqual(count(5));
    expect(a.appends()).toBe(2);
    expect(await all(a)).toEqual(count(5).map(seen));
  });
  it("keeps sessions apart", async () => {
    const a = await open();
    await append(a, 1);
    await a.log.append(SESSION + 1, seen(9));
    expect(await all(a)).toEqual([seen(1)]);
  });
});

describe.skipIf(!redis)("what is still there", () => {
  it("after a cursor, up to another; of another birth there is nothing to go by", async () => {
    const a = await open();
    const ids = await append(a, 1, 2, 3, 4);
    const [, two, three, four] = ids as [string, string, string, string];
    const { birth } = place(two);
    expect(await a.log.past(SESSION, two, four)).toEqual([seen(3), seen(4)]);
    expect(await a.log.past(SESSION, null, three)).toEqual([seen(1), seen(2), seen(3)]);
    expect(await a.log.past(SESSION, two, two)).toEqual([]);
    expect(await a.log.past(SESSION, toCursor(birth - 1, 3), three)).toEqual([seen(1), seen(2), seen(3)]);
    expect(await a.log.past(SESSION, "nonsense", three)).toEqual([seen(1), seen(2), seen(3)]);
    expect(await a.log.past(SESSION, null, toCursor(birth - 1, 3))).toEqual([]);
    expect(await a.log.past(SESSION, null, "nonsense")).toEqual([]);
  });
  it("is read in pages, all of them, by `past` and by a reader", async () => {
    const a = await open();
    const born = await a.log.position(SESSION);
    await Promise.all(count(450).map((number) => a.log.append(SESSION, seen(number))));
    const asked = a.asks();
    expect(await all(a)).toEqual(count(450).map(seen));
    expect(a.asks() - asked).toBe(3);
    const reader = follow(a.log, born);
    await until(() => reader.events.length === 450);
    expect(reader.events).toEqual(count(450).map(seen));
    await append(a, 451);
    await until(() => reader.events.length === 451);
    reader.stop();
    await reader.done;
    expect(reader.events.at(-1)).toEqual(seen(451));
  });
  it("reaches as far back as the entry before the oldest, and no farther than the newest", async () => {
    const a = await open();
    const ids = await append(a, 1, 2, 3, 4, 5);
    const { birth } = place(ids[0]!);
    const reached = () =>
      Promise.all([0, 1, 2, 3, 4, 5, 6].map((sequence) => a.log.reaches(SESSION, toCursor(birth, sequence))));
    expect(await reached()).toEqual([true, true, true, true, true, true, false]);
    await a.client.xtrim(a.streamOf(SESSION), "MAXLEN", 3);
    expect(await reached()).toEqual([false, false, true, true, true, true, false]);
    expect(await a.log.reaches(SESSION, toCursor(birth - 1, 4))).toBe(false);
    expect(await a.log.reaches(SESSION, toCursor(birth + 1, 4))).toBe(false);
    expect(await a.log.reaches(SESSION, "nonsense")).toBe(false);
    expect(await all(a)).toEqual([seen(3), seen(4), seen(5)]);
    expect(await all(a, toCursor(birth, 0))).toEqual([seen(3), seen(4), seen(5)]);
  });
  it("what began is found by its id until it is trimmed, or the log begins again", async () => {
    const a = await open();
    await append(a, 1);
    const exchange = { type: "exchange-start", exchangeId: "x", number: 1, attempt: 1, branchId: null } as StreamEvent;
    const aside = { type: "aside-start", aside: { id: "y" } } as StreamEvent;
    const [begun, asked] = [await a.log.append(SESSION, exchange), await a.log.append(SESSION, aside)];
    const { birth } = place(begun);
    const starts = () => Promise.all(["x", "y", "z"].map((id) => a.log.startOf(SESSION, id)));
    expect(await starts()).toEqual([toCursor(birth, 1), begun, null]);
    expect(await a.log.past(SESSION, begun, asked)).toEqual([aside]);
    await a.client.xtrim(a.streamOf(SESSION), "MAXLEN", 2);
    expect(await starts()).toEqual([toCursor(birth, 1), begun, null]);
    await a.client.xtrim(a.streamOf(SESSION), "MAXLEN", 1);
    expect(await starts()).toEqual([null, begun, null]);
    // An entry of an earlier birth.
    await a.client.hset(a.startsOf(SESSION), "y", `${birth - 1}-5`);
    expect(await starts()).toEqual([null, null, null]);
    await a.client.del(a.streamOf(SESSION));
    expect(await starts()).toEqual([null, null, null]);
  });
});

describe.skipIf(!redis)("a reader", () => {
  it.each(["an earlier birth", "nonsense"])("with a cursor of %s ends at once", async (which) => {
    const a = await open();
    const [id] = await append(a, 1);
    const reader = follow(a.log, which === "nonsense" ? which : toCursor(place(id!).birth - 1, 1));
    await reader.done;
    expect(reader.events).toEqual([]);
  });
  it("whose next entry is trimmed ends; one behind it goes on", async () => {
    const a = await open();
    const ids = await append(a, 1, 2, 3, 4);
    await a.client.xtrim(a.streamOf(SESSION), "MAXLEN", 2);
    const late = follow(a.log, ids[0]!);
    await late.done;
    expect(late.events).toEqual([]);
    const good = follow(a.log, ids[1]!);
    await until(() => good.events.length === 2);
    good.stop();
    await good.done;
  });
  it("ends, and does not throw, where Redis goes away while it catches up", async () => {
    const a = await open();
    const ids = await append(a, 1, 2);
    a.failAsks();
    const reader = follow(a.log, ids[0]!);
    await reader.done;
    expect(reader.events).toEqual([]);
  });
  it("ends with the log, and one that has stopped takes nothing more", async () => {
    const a = await open();
    const born = await a.log.position(SESSION);
    const [one, two] = [follow(a.log, born), follow(a.log, born)];
    await append(a, 1);
    await until(() => one.events.length === 1 && two.events.length === 1);
    one.stop();
    await one.done;
    await append(a, 2);
    await until(() => two.events.length === 2);
    expect(one.events).toEqual([seen(1)]);
    expect(two.hasEnded()).toBe(false);
    await a.log.close();
    await two.done;
    expect(two.events).toEqual([seen(1), seen(2)]);
  });
  it("that has stopped gives its tail back: the next one stands where the log is then", async () => {
    const a = await open();
    const [first] = await append(a, 1);
    const one = follow(a.log, first!);
    await append(a, 2);
    await until(() => one.events.length === 1);
    one.stop();
    await one.done;
    const asked = a.asks();
    const [, fourth] = await append(a, 3, 4);
    const two = follow(a.log, one.ids[0]!);
    await until(() => two.events.length === 2);
    // What was told before it came had to be fetched: nobody listened any more.
    expect(a.asks()).toBe(asked + 1);
    expect(two.ids.at(-1)).toBe(fourth);
  });
  it("does not go on after a stop in the middle of catching up", async () => {
    const a = await open();
    const born = await a.log.position(SESSION);
    await append(a, ...count(3));
    const stop = new AbortController();
    const reader = a.log.read(SESSION, born, stop.signal);
    a.beforeAsk(async () => stop.abort());
    const read: StreamEvent[] = [];
    for await (const { event } of reader) read.push(event);
    // The page that was on its way is told; nothing is asked for after it.
    expect(read).toEqual(count(3).map(seen));
    expect(a.asks()).toBe(1);
  });
});

describe.skipIf(!redis)("a write whose fate is not known", () => {
  it.each(["before", "after"] as const)(
    "failed %s it was written: that log begins again, with what runs first",
    async (when) => {
      const a = await open(undefined, (sessionId) => (sessionId === SESSION ? [text("All of it")] : []));
      const [old] = await append(a, 1);
      a.fail(APPEND, when);
      const id = await a.log.append(SESSION, seen(2));
      expect(place(id)).toEqual({ birth: expect.any(Number), sequence: 2 });
      expect(place(id).birth).toBeGreaterThan(place(old!).birth);
      expect(await all(a)).toEqual([text("All of it"), seen(2)]);
      expect(await a.log.reaches(SESSION, old!)).toBe(false);
      // It knows the new log as its own: nothing is told once more.
      await append(a, 3);
      expect(await all(a)).toEqual([text("All of it"), seen(2), seen(3)]);
      expect(a.appends()).toBe(4);
    },
  );
});

describe.skipIf(!redis)("forgotten", () => {
  it("the log begins again with what runs; nobody reaches back", async () => {
    const a = await open(undefined, () => [text("What runs")]);
    const [old] = await append(a, 1);
    const reader = follow(a.log, old!);
    await sleep(5);
    await a.log.forget(SESSION);
    await reader.done;
    expect(await a.log.reaches(SESSION, old!)).toBe(false);
    expect(await all(a)).toEqual([text("What runs")]);
  });
  it("where nothing runs it begins with nothing", async () => {
    const a = await open();
    const [old] = await append(a, 1);
    await a.log.forget(SESSION);
    expect(await a.log.reaches(SESSION, old!)).toBe(false);
    expect(place(await a.log.position(SESSION)).sequence).toBe(0);
    expect(await all(a)).toEqual([]);
    const [next] = await append(a, 2);
    expect(place(next!).sequence).toBe(1);
  });
  it("together with what is being told: each gets its own place", async () => {
    const a = await open();
    const release = a.hold();
    const first = a.log.append(SESSION, seen(1));
    const rest = [a.log.append(SESSION, seen(2)), a.log.forget(SESSION), a.log.append(SESSION, seen(3))] as const;
    await turn();
    await turn();
    release();
    await first;
    const [two, , three] = await Promise.all(rest);
    expect([place(two).sequence, place(three).sequence]).toEqual([1, 2]);
    expect(await all(a)).toEqual([seen(2), seen(3)]);
  });
  it("by another server: what runs here is told again before the next word, once", async () => {
    const name = randomUUID();
    const [a, b] = [await open(name, () => [text("Runs on a")]), await open(name)];
    await append(a, 1);
    await b.log.forget(SESSION);
    await append(a, 2);
    await until(async () => (await all(b)).length > 1);
    expect(await all(b)).toEqual([text("Runs on a"), seen(2)]);
    await append(a, 3);
    await append(b, 4);
    expect(await all(b)).toEqual([text("Runs on a"), seen(2), seen(3), seen(4)]);
  });
  it("a server that writes to a log for the first time tells nothing again", async () => {
    const name = randomUUID();
    const [a, b] = [await open(name), await open(name, () => [text("Runs on b")])];
    await append(a, 1);
    await append(b, 2);
    await append(b, 3);
    expect(await all(a)).toEqual([seen(1), seen(2), seen(3)]);
  });
});

describe.skipIf(!redis)("while Redis is away", () => {
  it("all is told from memory; then that log begins again in Redis, with what runs", async () => {
    const running: StreamEvent[] = [];
    const a = await open(undefined, () => running);
    const [old] = await append(a, 1);
    const before = follow(a.log, old!);
    a.go("away");
    await before.done;
    const runs = a.appends();
    const born = await a.log.position(SESSION);
    expect(place(born).sequence).toBe(0);
    const local = follow(a.log, born);
    const [id] = await append(a, 2);
    expect(place(id!)).toEqual({ birth: place(born).birth, sequence: 1 });
    const start = { type: "exchange-start", exchangeId: "x", number: 1, attempt: 1, branchId: null } as StreamEvent;
    await a.log.append(SESSION, start);
    await until(() => local.events.length === 2);
    expect(await all(a)).toEqual([seen(2), start]);
    expect(await a.log.startOf(SESSION, "x")).toBe(id);
    expect([await a.log.reaches(SESSION, id!), await a.log.reaches(SESSION, old!)]).toEqual([true, false]);
    expect(a.appends()).toBe(runs);
    running.push(text("All of it"));
    a.go("ok");
    await local.done;
    await until(async () => (await all(a)).length === 1);
    expect(await all(a)).toEqual([text("All of it")]);
    expect([await a.log.reaches(SESSION, id!), await a.log.reaches(SESSION, old!)]).toEqual([false, false]);
    // That memory is gone.
    a.go("away");
    expect(await all(a)).toEqual([]);
  });
  it("a log born here in the same millisecond as one in Redis is another", async () => {
    const [a, b] = [await open(), await open()];
    const [old] = await append(a, 1);
    vi.useFakeTimers({ toFake: ["Date"], now: place(old!).birth });
    for (const { go } of [a, b]) go("away");
    const [here, there] = [await a.log.position(SESSION), await b.log.position(SESSION)];
    expect([placeOf(here), placeOf(there)]).toEqual([null, null]);
    for (const born of [here, there]) expect(Math.floor(fromCursor(born)!.birth / 32)).toBe(place(old!).birth);
    expect(await a.log.reaches(SESSION, old!)).toBe(false);
    expect(here > old!).toBe(true);
    a.go("ok");
    expect(await a.log.reaches(SESSION, here)).toBe(false);
  });
  it("told here with nothing running: the log in Redis begins again all the same", async () => {
    const a = await open();
    const [old] = await append(a, 1);
    a.go("away");
    await append(a, 2);
    a.go("ok");
    await until(async () => !(await a.log.reaches(SESSION, old!)));
    expect(await all(a)).toEqual([]);
  });
  it("nothing told and nothing running: the log goes on where it was", async () => {
    const a = await open();
    const [old] = await append(a, 1);
    a.go("away");
    a.go("ok");
    const [next] = await append(a, 2);
    expect(place(next!)).toEqual({ birth: place(old!).birth, sequence: 2 });
    expect(await a.log.reaches(SESSION, old!)).toBe(true);
    expect(await all(a)).toEqual([seen(1), seen(2)]);
  });
  it("nothing told here, but a text that runs: the log may be lost, and begins again with it", async () => {
    const a = await open(undefined, () => [text("Runs on")]);
    const [old] = await append(a, 1);
    a.go("away");
    a.go("ok");
    await until(async () => !(await a.log.reaches(SESSION, old!)));
    expect(await all(a)).toEqual([text("Runs on")]);
  });
  it("a text that ran when it went and is over when it is back does not count", async () => {
    const running = [text("Almost done")];
    const a = await open(undefined, () => running);
    const [old] = await append(a, 1);
    a.go("away");
    running.pop();
    a.go("ok");
    const [next] = await append(a, 2);
    expect(place(next!)).toEqual({ birth: place(old!).birth, sequence: 2 });
  });
  it("forgotten, the memory is too, and the log in Redis when it is back", async () => {
    const a = await open();
    const [old] = await append(a, 1);
    a.go("away");
    const [id] = await append(a, 2);
    await a.log.forget(SESSION);
    expect(await a.log.reaches(SESSION, id!)).toBe(false);
    a.go("ok");
    await until(async () => !(await a.log.reaches(SESSION, old!)));
  });
  it("a look that fails is answered from memory", async () => {
    const a = await open();
    const [id] = await append(a, 1);
    for (let looks = 0; looks < 3; looks++) a.fail(LOOK);
    expect(await a.log.position(SESSION)).not.toBe(id);
    expect(await a.log.reaches(SESSION, id!)).toBe(false);
    expect(await a.log.past(SESSION, null, id!)).toEqual([]);
    expect(await a.log.position(SESSION)).toBe(id);
  });
  it("what was on its way when it went is told from memory, in order", async () => {
    const a = await open();
    await append(a, 1);
    const release = a.hold();
    const told = Promise.all([a.log.append(SESSION, seen(2)), a.log.append(SESSION, seen(3))]);
    await turn();
    a.go("away");
    release();
    expect((await told).map((id) => place(id).sequence)).toEqual([1, 2]);
    expect(await all(a)).toEqual([seen(2), seen(3)]);
  });
});

describe.skipIf(!redis)("what a server remembers of a session", () => {
  const pass = async (minutes: number, meanwhile: (a: Opened) => Promise<void> = async () => {}) => {
    const name = randomUUID();
    const b = await open(name);
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    const a = await open(name, () => [text("Runs on a")]);
    await append(a, 1);
    await meanwhile(a);
    vi.advanceTimersByTime(minutes * 60_000);
    await b.log.forget(SESSION);
    await append(a, 2);
    await turn();
    await append(a, 3);
    // Where it still knows the log it wrote to, it sees that this is another.
    return all(a);
  };
  const anew = [text("Runs on a"), seen(2), seen(3)];
  it("goes when nobody wrote to it for a quarter of an hour and some minutes", async () => {
    expect(await pass(19)).toEqual([seen(2), seen(3)]);
  });
  it("stays until then", async () => {
    expect(await pass(15)).toEqual(anew);
  });
  it("stays where it was written to meanwhile", async () => {
    const write = async (a: Opened) => {
      vi.advanceTimersByTime(10 * 60_000);
      await append(a, 9);
    };
    expect(await pass(10, write)).toEqual(anew);
  });
});

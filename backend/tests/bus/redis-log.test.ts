import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { openRedisLink, type RedisLink } from "../../src/bus/redis-link.ts";
import { createRedisLog } from "../../src/conversations/redis-log.ts";
import type { LogEntry, SessionLog } from "../../src/conversations/session-log.ts";
import type { StreamEvent } from "../../src/protocol/stream-events.ts";
import { useTestRedis } from "../test-redis.ts";

const redis = await useTestRedis({ keep: true });
const logger = pino({ level: "silent" });
const links: RedisLink[] = [];
const logs: SessionLog[] = [];
afterAll(async () => {
  for (const log of logs) await log.close();
  for (const link of links) await link.close();
});
let session = 0;

/** A server's log. `running` is what it would tell again. */
const open = async (installation: string, running: (sessionId: number) => StreamEvent[] = () => []) => {
  const link = await openRedisLink({ url: redis!.url, installation, logger });
  const log = createRedisLog(link, running);
  links.push(link);
  logs.push(log);
  return { link, log };
};
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(5);
};
const presence = (observers: number): StreamEvent => ({ type: "presence", observers });
const delta = (offset: number, text: string): StreamEvent => ({
  type: "partner-delta",
  exchangeId: "x",
  attempt: 1,
  offset,
  text,
});
const numbers = (entries: LogEntry[]) => entries.map(({ event }) => (event as { observers: number }).observers);
/** Reads on in the background until `stop`; `ended` when the log itself ends it. */
const follow = (log: SessionLog, sessionId: number, cursor: string) => {
  const [entries, abort] = [[] as LogEntry[], new AbortController()];
  const reader = { entries, ended: false, stop: () => abort.abort(), done: Promise.resolve() };
  reader.done = (async () => {
    for await (const entry of log.read(sessionId, cursor, abort.signal)) entries.push(entry);
    reader.ended = !abort.signal.aborted;
  })();
  return reader;
};

afterEach(async () => {
  redis?.thaw();
  await redis?.start();
});

describe.skipIf(!redis)("the log in Redis", () => {
  it("gives every reader on every instance the same entries, in the order in which they were appended", async () => {
    const name = randomUUID();
    const [a, b] = [await open(name), await open(name)];
    const id = ++session;
    const cursor = await a.log.position(id);
    const readers = [a, a, b, b, b].map(({ log }) => follow(log, id, cursor));
    await Promise.all(Array.from({ length: 300 }, (_, n) => (n % 2 ? a : b).log.append(id, presence(n))));
    await until(() => readers.every(({ entries }) => entries.length === 300));
    const late = follow(b.log, id, cursor);
    await until(() => late.entries.length === 300);
    for (const { entries } of readers) expect(entries).toEqual(late.entries);
    const ids = late.entries.map((entry) => entry.id);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(300);
    expect(numbers(late.entries).filter((n) => n % 2)).toEqual(Array.from({ length: 150 }, (_, n) => 2 * n + 1));
    for (const reader of [...readers, late]) reader.stop();
  });

  it("can be resumed at every entry; a place that is gone or never was is not reached", async () => {
    const name = randomUUID();
    const [a, b] = [await open(name), await open(name)];
    const id = ++session;
    expect(await b.log.reaches(id, "000000001-0000001")).toBe(false);
    const cursor = await b.log.position(id);
    expect(await a.log.reaches(id, cursor)).toBe(true);
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push(await a.log.append(id, presence(n)));
    for (const [n, place] of ids.entries()) {
      expect(await b.log.reaches(id, place)).toBe(true);
      const reader = follow(b.log, id, place);
      await until(() => reader.entries.length === 19 - n);
      expect(numbers(reader.entries)).toEqual(Array.from({ length: 19 - n }, (_, m) => n + 1 + m));
      reader.stop();
    }
    const beyond = ids.at(-1)!.replace(/.$/, "z");
    expect(await b.log.reaches(id, beyond)).toBe(false);
  });

  it("a reader whose place was trimmed ends", async () => {
    const { log } = await open(randomUUID());
    const id = ++session;
    const cursor = await log.position(id);
    const first = await log.append(id, presence(0));
    await Promise.all(Array.from({ length: 5_000 }, (_, n) => log.append(id, presence(n))));
    expect(await log.reaches(id, cursor)).toBe(false);
    const reader = follow(log, id, first);
    await reader.done;
    expect([reader.ended, reader.entries]).toEqual([true, []]);
    const last = await log.position(id);
    expect((await log.past(id, null, last)).length).toBeGreaterThanOrEqual(4_000);
    expect((await log.past(id, null, last)).length).toBeLessThan(4_200);
  });

  it("a slow reader takes its time and misses nothing", async () => {
    const { log } = await open(randomUUID());
    const id = ++session;
    const stop = new AbortController();
    const reader = log.read(id, await log.position(id), stop.signal);
    await log.append(id, presence(0));
    expect(numbers([(await reader.next()).value as LogEntry])).toEqual([0]);
    await Promise.all(Array.from({ length: 3_000 }, (_, n) => log.append(id, presence(n + 1))));
    const seen: LogEntry[] = [];
    while (seen.length < 3_000) seen.push((await reader.next()).value as LogEntry);
    expect(numbers(seen)).toEqual(Array.from({ length: 3_000 }, (_, n) => n + 1));
    stop.abort();
    await reader.return(undefined);
  });

  it("finds where an exchange began", async () => {
    const { log } = await open(randomUUID());
    const id = ++session;
    const before = await log.append(id, presence(1));
    const start = { type: "exchange-start", exchangeId: "x", number: 1, attempt: 1, branchId: null } as StreamEvent;
    const at = await log.append(id, start);
    await log.append(id, { ...start, attempt: 2 } as StreamEvent);
    expect(await log.startOf(id, "x")).toBe(before);
    expect(await log.startOf(id, "y")).toBeNull();
    expect(await log.past(id, before, at)).toEqual([start]);
  });

  it("forgotten: every cursor is gone, readers end, and what runs is told again from its beginning", async () => {
    const name = randomUUID();
    const [a, b] = [await open(name, () => [delta(0, "What runs")]), await open(name)];
    const id = ++session;
    const cursor = await a.log.append(id, delta(0, "What"));
    const reader = follow(b.log, id, cursor);
    await b.log.append(id, presence(1));
    await until(() => reader.entries.length === 1);
    await b.log.forget(id);
    await reader.done;
    expect(reader.ended).toBe(true);
    expect(await a.log.reaches(id, cursor)).toBe(false);
    await a.log.append(id, delta(9, "!"));
    await until(async () => (await b.log.past(id, null, await b.log.position(id))).length === 2);
    expect(await b.log.past(id, null, await b.log.position(id))).toEqual([delta(0, "What runs"), delta(9, "!")]);
  });

  it("flushed under a running text: the next entry is born into a new log, with the text's beginning", async () => {
    const { log } = await open(randomUUID(), () => [delta(0, "What runs")]);
    const id = ++session;
    const cursor = await log.append(id, delta(0, "What"));
    await redis!.flush();
    expect(await log.reaches(id, cursor)).toBe(false);
    const next = await log.append(id, delta(4, " runs"));
    expect(next > cursor).toBe(true);
    await until(async () => (await log.past(id, null, await log.position(id))).length === 2);
  });

  it.each(["killed", "frozen"] as const)(
    "%s: told from memory meanwhile, in order; back: those logs begin again",
    async (how) => {
      const name = randomUUID();
      const running: StreamEvent[] = [];
      const [id, other] = [++session, ++session];
      const a = await open(name, (sessionId) => (sessionId === id ? running : []));
      const b = await open(name);
      const cursor = await a.log.append(id, delta(0, "What "));
      const otherCursor = await a.log.append(other, presence(7));
      const reader = follow(a.log, id, cursor);
      await sleep(50);
      if (how === "killed") await redis!.kill();
      else redis!.freeze();
      running.push(delta(0, "What is told meanwhile"));
      await a.log.append(id, delta(5, "is told"));
      expect(a.link.state()).toBe("away");
      await reader.done;
      expect(reader.ended).toBe(true);
      const here = await a.log.position(id);
      const local = follow(a.log, id, here);
      await a.log.append(id, delta(12, " mean"));
      await a.log.append(id, delta(17, "while"));
      await until(() => local.entries.length === 2);
      expect(await a.log.reaches(id, cursor)).toBe(false);
      if (how === "killed") await redis!.start();
      else redis!.thaw();
      await until(() => a.link.state() === "ok" && b.link.state() === "ok");
      await local.done;
      expect(local.ended).toBe(true);
      expect(await b.log.reaches(id, cursor)).toBe(false);
      expect(await b.log.reaches(id, here)).toBe(false);
      // Redis kept its file, but it may lack the last second: after a restart nothing of before counts.
      expect(await b.log.reaches(other, otherCursor)).toBe(how === "frozen");
      await until(async () => (await b.log.past(id, null, await b.log.position(id))).length > 0);
      expect(await b.log.past(id, null, await b.log.position(id))).toEqual(running);
      const after = follow(b.log, id, await b.log.position(id));
      await a.log.append(id, presence(3));
      await until(() => after.entries.length === 1);
      after.stop();
    },
  );

  it("a link that cannot be made is no error; one that is refused is", async () => {
    const nowhere = await openRedisLink({ url: "redis://127.0.0.1:1", installation: "none", logger });
    links.push(nowhere);
    expect(nowhere.state()).toBe("away");
    const refused = redis!.url.replace("redis://", "redis://nobody:wrong@");
    await expect(openRedisLink({ url: refused, installation: "none", logger })).rejects.toThrow(/^REDIS_URL: /);
  });
});

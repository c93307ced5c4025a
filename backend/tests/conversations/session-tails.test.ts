// The local tail of a log that lives elsewhere: one subscription a session, no gap, no entry twice. The link is played here; with
// a real Redis it is in bus/redis-log.test.ts.
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import type { RedisLink } from "../../src/bus/redis-link.ts";
import { fromCursor, toCursor } from "../../src/conversations/session-log.ts";
import {
  createIslandBirths,
  createTails,
  cursorOf,
  placeOf,
  readTold,
  type Tail,
} from "../../src/conversations/session-tails.ts";

const BIRTH = 1_763_900_000_000;
const event = (observers: number) => ({ type: "presence", observers }) as const;
const message = (sequence: number, birth = BIRTH) => `${birth}-${sequence} ${JSON.stringify(event(sequence))}`;

/** `stand`: resolves when the test says where the log stands. */
const play = () => {
  const channels = new Map<string, (message: string) => void>();
  const [calls, looks] = [[] as string[], [] as ((place: { birth: number; sequence: number } | Error) => void)[]];
  const link = {
    name: (rest: string) => `sidecoach:test:${rest}`,
    subscribe: async (channel: string, listener: (message: string) => void) => {
      calls.push(`subscribe ${channel}`);
      channels.set(channel, listener);
    },
    unsubscribe: (channel: string) => {
      calls.push(`unsubscribe ${channel}`);
      channels.delete(channel);
    },
  } as unknown as RedisLink;
  const lastOf = () =>
    new Promise<{ birth: number; sequence: number }>((resolve, reject) => {
      looks.push((place) => (place instanceof Error ? reject(place) : resolve(place)));
    });
  const say = (text: string, session = 1) => channels.get(`sidecoach:test:told:${session}`)?.(text);
  return { tails: createTails(link, lastOf), calls, looks, say };
};
/** A tail that stands after `sequence`. */
const stand = async (sequence: number) => {
  const played = play();
  const tail = played.tails.enter(1);
  await turn();
  played.looks[0]!({ birth: BIRTH, sequence });
  await tail.ready;
  return { ...played, tail };
};
const sequences = (tail: Tail) => tail.entries.map((told) => told.sequence);
const isWoken = async (tail: Tail, work: () => void) => {
  const stop = new AbortController();
  let woken = false;
  const waits = tail.wake.next(stop.signal).then(() => (woken = true));
  work();
  await turn();
  const was = woken;
  stop.abort();
  await waits;
  return was;
};

describe("an entry as Redis has it", () => {
  it("has birth, sequence and event; the first of a log says only that it was born", () => {
    expect(readTold(`${BIRTH}-17`, JSON.stringify(event(5)))).toEqual({
      birth: BIRTH,
      sequence: 17,
      entry: { id: cursorOf({ birth: BIRTH, sequence: 17 }), event: event(5) },
    });
    expect(readTold(`${BIRTH}-0`, "")).toEqual({ birth: BIRTH, sequence: 0, entry: null });
  });
});

describe("a tail", () => {
  it("begins after where the log stands, and grows by what is told", async () => {
    const { tail, say, calls } = await stand(7);
    expect(calls).toEqual(["subscribe sidecoach:test:told:1"]);
    expect([tail.birth, tail.first, tail.entries, tail.ended]).toEqual([BIRTH, 8, [], false]);
    expect(await isWoken(tail, () => say(message(8)))).toBe(true);
    say(message(9));
    expect([tail.first, sequences(tail)]).toEqual([8, [8, 9]]);
    expect(tail.entries[0]).toEqual(readTold(`${BIRTH}-8`, JSON.stringify(event(8))));
  });
  it("passes over what it has", async () => {
    const { tail, say } = await stand(7);
    say(message(8));
    expect(await isWoken(tail, () => [6, 7, 8].forEach((sequence) => say(message(sequence))))).toBe(false);
    expect([sequences(tail), tail.ended]).toEqual([[8], false]);
  });
  it.each([
    ["a gap", message(9)],
    ["another birth", message(8, BIRTH + 1)],
    ["an earlier birth", message(8, BIRTH - 1)],
  ])("ends at %s: subscription gone, readers woken, nothing more taken in", async (_, text) => {
    const { tail, say, calls, tails } = await stand(7);
    expect(await isWoken(tail, () => say(text))).toBe(true);
    expect([tail.ended, sequences(tail)]).toEqual([true, []]);
    expect(calls.at(-1)).toBe("unsubscribe sidecoach:test:told:1");
    tails.leave(1, tail);
    expect(calls).toHaveLength(2);
  });
  it("what is told while it looks counts from where it stands on", async () => {
    const { tails, looks, say } = play();
    const tail = tails.enter(1);
    await turn();
    for (const text of [message(0, BIRTH - 5), message(6), message(7), message(8), message(9)]) say(text);
    expect(tail.entries).toEqual([]);
    looks[0]!({ birth: BIRTH, sequence: 7 });
    await tail.ready;
    expect([sequences(tail), tail.ended]).toEqual([[8, 9], false]);
    say(message(10));
    expect(sequences(tail)).toEqual([8, 9, 10]);
  });
  it("a birth told while it looks, later than what the look saw, ends it", async () => {
    const { tails, looks, say } = play();
    const tail = tails.enter(1);
    await turn();
    say(message(0, BIRTH + 1));
    looks[0]!({ birth: BIRTH, sequence: 7 });
    await tail.ready;
    expect(tail.ended).toBe(true);
  });
  it("keeps a thousand entries; with one more the older five hundred go", async () => {
    const { tail, say } = await stand(0);
    for (let sequence = 1; sequence <= 1_000; sequence++) say(message(sequence));
    expect([tail.first, tail.entries.length]).toEqual([1, 1_000]);
    say(message(1_001));
    expect([tail.first, tail.entries.length, tail.entries[0]?.sequence]).toEqual([501, 501, 501]);
    say(message(1_002));
    expect([tail.entries.at(-1)?.sequence, tail.ended]).toEqual([1_002, false]);
  });
  it("ends where Redis goes away while it looks; whoever waits for it is told", async () => {
    const { tails, looks, calls } = play();
    const tail = tails.enter(1);
    await turn();
    looks[0]!(new Error("away"));
    await expect(tail.ready).rejects.toThrow("away");
    expect(tail.ended).toBe(true);
    expect(calls).toHaveLength(2);
    expect(tails.enter(1)).not.toBe(tail);
  });
});

describe("its readers", () => {
  it("share it, and it goes with the last of them", async () => {
    const { tails, tail, calls } = await stand(7);
    expect(tails.enter(1)).toBe(tail);
    tails.leave(1, tail);
    expect([tail.ended, calls.length]).toEqual([false, 1]);
    tails.leave(1, tail);
    expect([tail.ended, calls.at(-1)]).toEqual([true, "unsubscribe sidecoach:test:told:1"]);
    expect(tails.enter(1)).not.toBe(tail);
    expect(calls).toHaveLength(3);
  });
  it("of an ended one leave it without touching the one that came after", async () => {
    const { tails, tail, say, calls } = await stand(7);
    say(message(99));
    const next = tails.enter(1);
    tails.leave(1, tail);
    expect([next.ended, calls.filter((call) => call.startsWith("unsubscribe")).length]).toEqual([false, 1]);
    expect(tails.enter(1)).toBe(next);
  });
  it("of two sessions have two tails; all can be ended", async () => {
    const { tails, tail, calls } = await stand(7);
    const other = tails.enter(2);
    expect(other).not.toBe(tail);
    await turn();
    expect(calls.at(-1)).toBe("subscribe sidecoach:test:told:2");
    tails.endAll();
    expect([tail.ended, other.ended]).toEqual([true, true]);
    expect(calls.slice(-2)).toEqual(["unsubscribe sidecoach:test:told:1", "unsubscribe sidecoach:test:told:2"]);
  });
});

describe("births", () => {
  const AT = 1_764_000_000_000;
  it("a place in Redis is the cursor of the first of 32 births of its millisecond, and comes back from it", () => {
    const cursor = cursorOf({ birth: AT, sequence: 17 });
    expect(fromCursor(cursor)).toEqual({ birth: AT * 32, sequence: 17 });
    expect(placeOf(cursor)).toEqual({ birth: AT, sequence: 17 });
  });
  it.each([1, 16, 31])("birth %d of a millisecond is none of Redis", (later) => {
    expect(placeOf(toCursor(AT * 32 + later, 1))).toBeNull();
  });
  it("what is no cursor is no place", () => {
    expect(placeOf("nonsense")).toBeNull();
  });
  it("in a server's memory are never Redis's, never two alike, and grow with the time", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: AT });
    const next = createIslandBirths();
    const births = Array.from({ length: 200 }, next);
    vi.setSystemTime(AT + 5_000);
    births.push(next());
    vi.useRealTimers();
    expect(births.map((birth) => Math.floor(birth / 32))).toEqual([
      ...Array.from({ length: 200 }, (_, at) => AT + at),
      AT + 5_000,
    ]);
    const within = births.map((birth) => birth % 32);
    expect(Math.min(...within)).toBeGreaterThanOrEqual(1);
    expect(new Set(within).size).toBeGreaterThan(5);
  });
});

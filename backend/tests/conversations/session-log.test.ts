// The log of one instance: ids without gaps, readers as cursors, and what is gone is said to be gone.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  beginningOf,
  createMemoryLog,
  fromCursor,
  isCursor,
  KEEP_MS,
  type LogEntry,
  type SessionLog,
  toCursor,
} from "../../src/conversations/session-log.ts";
import type { StreamEvent } from "../../src/protocol/stream-events.ts";

const NOW = 1_763_900_000_000;
const presence = (observers: number): StreamEvent => ({ type: "presence", observers });
const numbersOf = (events: StreamEvent[]) => events.map((event) => (event as { observers: number }).observers);
const start = (exchangeId: string) => ({ type: "exchange-start", exchangeId, number: 1, attempt: 1 }) as StreamEvent;
const asideStart = (id: string) => ({ type: "aside-start", aside: { id } }) as StreamEvent;
const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

let log: SessionLog;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  log = createMemoryLog();
});
afterEach(async () => {
  await log.close();
  vi.useRealTimers();
});
const tell = async (count: number, from = 0, session = 1) => {
  const ids = [];
  for (const n of range(count, from)) ids.push(await log.append(session, presence(n)));
  return ids;
};
const settle = () => vi.advanceTimersByTimeAsync(0);
/** Reads until it is stopped or ends by itself. */
const follow = (cursor: string, session = 1) => {
  const [entries, abort] = [[] as LogEntry[], new AbortController()];
  const reader = {
    entries,
    ended: false,
    stop: () => abort.abort(),
    numbers: () => numbersOf(entries.map((entry) => entry.event)),
  };
  void (async () => {
    for await (const entry of log.read(session, cursor, abort.signal)) entries.push(entry);
    reader.ended = true;
  })();
  return reader;
};

describe("a cursor", () => {
  it("is birth and sequence in base 36, of fixed length, so that text sorts as they do", () => {
    expect(toCursor(NOW, 1)).toBe("0miboimm8-0000001");
    expect(toCursor(35, 36)).toBe("00000000z-0000010");
    expect(fromCursor("00000000z-0000010")).toEqual({ birth: 35, sequence: 36 });
    expect(fromCursor(toCursor(NOW, 4_001))).toEqual({ birth: NOW, sequence: 4_001 });
  });
  it.each([
    "",
    "00000000z",
    "x00000000z-0000010",
    "00000000z-00000100",
    "00000000Z-0000010",
    "00000000z-000001",
    "0000000z-0000010",
    "00000000z_0000010",
  ])("%j is none", (text) => {
    expect(isCursor(text)).toBe(false);
    expect(fromCursor(text)).toBeNull();
  });
  it("what is one is known as one", () => {
    expect(isCursor("00000000z-0000010")).toBe(true);
  });
});

it("an exchange and an aside can be found by what begins them, nothing else can", () => {
  expect(beginningOf(start("x"))).toBe("x");
  expect(beginningOf(asideStart("a"))).toBe("a");
  expect(beginningOf(presence(1))).toBeNull();
  expect(beginningOf({ type: "aside-delta", asideId: "a", text: "", offset: 0 })).toBeNull();
});

describe("what is told", () => {
  it("gets ids without gaps, from the birth of the session's log on", async () => {
    expect(await log.position(1)).toBe(toCursor(NOW, 0));
    expect(await tell(3)).toEqual([toCursor(NOW, 1), toCursor(NOW, 2), toCursor(NOW, 3)]);
    expect(await log.position(1)).toBe(toCursor(NOW, 3));
  });
  it("of two sessions born in one millisecond has two births; and of a later one the later", async () => {
    expect(await tell(1)).toEqual([toCursor(NOW, 1)]);
    expect(await tell(1, 0, 2)).toEqual([toCursor(NOW + 1, 1)]);
    vi.setSystemTime(NOW + 500);
    expect(await tell(1, 0, 3)).toEqual([toCursor(NOW + 500, 1)]);
  });
  it("is read strictly after the cursor, then live, by every reader alike", async () => {
    const ids = await tell(3);
    const [early, late] = [follow(toCursor(NOW, 0)), follow(ids[1]!)];
    await settle();
    expect([early.numbers(), late.numbers()]).toEqual([[0, 1, 2], [2]]);
    const [next] = await tell(1, 3);
    await settle();
    expect([early.numbers(), late.numbers()]).toEqual([
      [0, 1, 2, 3],
      [2, 3],
    ]);
    expect(late.entries.at(-1)?.id).toBe(next);
    early.stop();
    late.stop();
    await settle();
    expect([early.ended, late.ended]).toEqual([true, true]);
  });
  it("is not read any more once the reader has gone, were it told in the same moment", async () => {
    const abort = new AbortController();
    await tell(2);
    const reader = log.read(1, toCursor(NOW, 0), abort.signal);
    expect((await reader.next()).value?.event).toEqual(presence(0));
    abort.abort();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });
  it.each(["nonsense", toCursor(NOW - 1, 0)])("at %j there is nothing to read", async (cursor) => {
    await tell(2);
    const reader = follow(cursor);
    await settle();
    expect([reader.ended, reader.entries]).toEqual([true, []]);
  });
});

describe("a place", () => {
  it.each([
    [toCursor(NOW, 0), true],
    [toCursor(NOW, 1), true],
    [toCursor(NOW, 2), true],
    [toCursor(NOW, 3), false],
    [toCursor(NOW - 1, 1), false],
    [toCursor(NOW + 1, 1), false],
    ["nonsense", false],
  ])("%s of a log of two entries is reached: %s", async (cursor, reached) => {
    await tell(2);
    expect(await log.reaches(1, cursor)).toBe(reached);
  });
  it("of an exchange or aside is just before it begins; null where it is not there", async () => {
    const ids = await tell(2);
    await log.append(1, start("x"));
    const end = await log.append(1, asideStart("a"));
    expect(await log.startOf(1, "x")).toBe(ids[1]);
    expect(await log.startOf(1, "a")).toBe(toCursor(NOW, 3));
    expect(await log.startOf(1, "y")).toBeNull();
    expect(await log.past(1, await log.startOf(1, "a"), end)).toEqual([asideStart("a")]);
  });
  it("of what begins a log is its birth", async () => {
    await log.append(1, start("x"));
    expect(await log.startOf(1, "x")).toBe(toCursor(NOW, 0));
  });
});

describe("the past", () => {
  it.each([
    [null, 4, [0, 1, 2, 3]],
    [0, 4, [0, 1, 2, 3]],
    [1, 4, [1, 2, 3]],
    [1, 3, [1, 2]],
    [null, 1, [0]],
    [null, 0, []],
    [4, 4, []],
    [3, 2, []],
  ])("after %s up to %i", async (after, upTo, expected) => {
    await tell(4);
    const from = after === null ? null : toCursor(NOW, after);
    expect(numbersOf(await log.past(1, from, toCursor(NOW, upTo)))).toEqual(expected);
  });
  it("of another log is nothing; after a place of another it is all there is", async () => {
    await tell(2);
    expect(await log.past(1, null, toCursor(NOW - 1, 2))).toEqual([]);
    expect(numbersOf(await log.past(1, toCursor(NOW - 1, 1), toCursor(NOW, 2)))).toEqual([0, 1]);
  });
});

describe("a long session", () => {
  it("keeps 4,000 entries; with one more the older half goes", async () => {
    await tell(4_000);
    expect(await log.reaches(1, toCursor(NOW, 0))).toBe(true);
    expect(await log.past(1, null, await log.position(1))).toHaveLength(4_000);
    await tell(1, 4_000);
    const last = await log.position(1);
    expect(last).toBe(toCursor(NOW, 4_001));
    expect(numbersOf(await log.past(1, null, last))).toEqual(range(2_000, 2_001));
    expect(numbersOf(await log.past(1, toCursor(NOW, 3_999), last))).toEqual([3_999, 4_000]);
    expect(numbersOf(await log.past(1, null, toCursor(NOW, 2_003)))).toEqual([2_001, 2_002]);
    expect(await log.past(1, null, toCursor(NOW, 1_500))).toEqual([]);
    expect(await log.past(1, toCursor(NOW, 100), toCursor(NOW, 1_500))).toEqual([]);
    expect(await log.reaches(1, toCursor(NOW, 2_001))).toBe(true);
    expect(await log.reaches(1, toCursor(NOW, 2_000))).toBe(false);
    expect(await log.append(1, start("x"))).toBe(toCursor(NOW, 4_002));
    expect(await log.startOf(1, "x")).toBe(last);
  });
  it("a reader who is where the log still begins goes on; one who is not ends, without a gap", async () => {
    await tell(2_002);
    const [there, behind] = [new AbortController(), new AbortController()];
    const reader = log.read(1, toCursor(NOW, 2_000), there.signal);
    const slow = log.read(1, toCursor(NOW, 1_999), behind.signal);
    expect(numbersOf([(await reader.next()).value!.event])).toEqual([2_000]);
    expect(numbersOf([(await slow.next()).value!.event])).toEqual([1_999]);
    await tell(1_999, 2_002);
    expect(numbersOf([(await reader.next()).value!.event])).toEqual([2_001]);
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    there.abort();
    await reader.return(undefined);
  });
});

describe("what is forgotten", () => {
  it("ends its readers, and is born anew: no place of before is reached", async () => {
    const ids = await tell(2);
    const [mine, other] = [follow(ids[1]!), follow(await log.position(2), 2)];
    await settle();
    await log.forget(1);
    await settle();
    expect([mine.ended, other.ended]).toEqual([true, false]);
    expect(await log.reaches(1, ids[1]!)).toBe(false);
    expect(await log.position(1)).not.toBe(ids[1]);
    await log.forget(99);
    other.stop();
  });
  it("also where a reader is just being served", async () => {
    await tell(2);
    const reader = log.read(1, toCursor(NOW, 0), new AbortController().signal);
    await reader.next();
    await log.forget(1);
    expect((await reader.next()).done).toBe(true);
  });
  it("closing ends all readers and leaves no timer", async () => {
    const readers = [follow(await log.position(1)), follow(await log.position(2), 2)];
    await settle();
    await log.close();
    await settle();
    expect(readers.map(({ ended }) => ended)).toEqual([true, true]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a session that nobody touches", () => {
  const quarter = KEEP_MS / 4;
  it("is kept for a quarter of an hour", () => {
    expect(KEEP_MS).toBe(900_000);
  });
  it("is still there when that time is just over, and gone at the next look", async () => {
    const [id] = await tell(1);
    await vi.advanceTimersByTimeAsync(KEEP_MS);
    // Not by `reaches`, which touches it.
    const reader = log.read(1, id!, new AbortController().signal);
    await log.append(1, presence(1));
    expect((await reader.next()).value?.event).toEqual(presence(1));
    await reader.return(undefined);
  });
  it("is gone at the next look after it", async () => {
    const [id] = await tell(1);
    await vi.advanceTimersByTimeAsync(KEEP_MS + quarter);
    expect(await log.reaches(1, id!)).toBe(false);
  });
  it("is looked for four times in that time", async () => {
    await vi.advanceTimersByTimeAsync(quarter - 1);
    const [id] = await tell(1);
    // Looks are at every quarter; the one at 5 is the first more than a whole time later.
    await vi.advanceTimersByTimeAsync(4 * quarter);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await log.reaches(1, id!)).toBe(false);
  });
  it.each<[string, (id: string) => Promise<unknown>]>([
    ["an entry", () => log.append(1, presence(1))],
    ["a look at where it stands", () => log.position(1)],
    ["a reader's return", (id) => log.reaches(1, id)],
  ])("is kept by %s", async (_, touch) => {
    const [id] = await tell(1);
    await vi.advanceTimersByTimeAsync(KEEP_MS - 1);
    await touch(id!);
    await vi.advanceTimersByTimeAsync(KEEP_MS);
    expect(await log.reaches(1, id!)).toBe(true);
  });
  it("is kept while somebody waits, and ends nobody's reading", async () => {
    const [id] = await tell(1);
    const reader = follow(id!);
    await vi.advanceTimersByTimeAsync(3 * KEEP_MS);
    expect(reader.ended).toBe(false);
    reader.stop();
    await vi.advanceTimersByTimeAsync(KEEP_MS);
    expect(await log.reaches(1, id!)).toBe(false);
  });
});

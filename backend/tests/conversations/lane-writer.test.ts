// When a lane's words reach the log: the first at once, later ones gathered, none twice and none after the end.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLaneWriter } from "../../src/conversations/lane-writer.ts";
import type { StreamEvent } from "../../src/protocol/stream-events.ts";

let told: StreamEvent[];
let span: number;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  [told, span] = [[], 25];
});
afterEach(() => void vi.useRealTimers());

const open = (lane: "partner" | "coach" = "partner", attempt = 1) =>
  createLaneWriter(
    async (event) => `${told.push(event)}`,
    lane,
    "x",
    attempt,
    () => span,
  );
const pieces = () => told.map((event) => [(event as { offset: number }).offset, (event as { text: string }).text]);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("each delta says which lane, exchange and attempt it is of, and where in the text it stands", async () => {
  const [partner, coach] = [open(), open("coach", 2)];
  await partner.write("Hel");
  await pass(25);
  await partner.write("lo");
  await coach.write("“Hel");
  expect(told).toEqual([
    { type: "partner-delta", exchangeId: "x", attempt: 1, text: "Hel", offset: 0 },
    { type: "partner-delta", exchangeId: "x", attempt: 1, text: "lo", offset: 3 },
    { type: "coach-delta", exchangeId: "x", attempt: 2, text: "“Hel", offset: 0 },
  ]);
});

it("gathers for longer where the server says so", async () => {
  const writer = open();
  span = 60;
  await writer.write("a");
  await pass(30);
  await writer.write("b");
  await pass(29);
  expect(pieces()).toEqual([[0, "a"]]);
  await pass(1);
  expect(pieces()).toEqual([
    [0, "a"],
    [1, "b"],
  ]);
});

describe("deltas after the first", () => {
  it("are gathered until 25 ms after the last entry", async () => {
    const writer = open();
    await writer.write("a");
    await pass(10);
    await writer.write("b");
    await pass(5);
    await writer.write("c");
    await pass(9);
    expect(pieces()).toEqual([[0, "a"]]);
    await pass(1);
    expect(pieces()).toEqual([
      [0, "a"],
      [1, "bc"],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
  it("begin a new wait after each entry", async () => {
    const writer = open();
    for (const piece of ["a", "b", "c"]) {
      await writer.write(piece);
      await pass(15);
    }
    expect(pieces()).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
    await pass(20);
    expect(pieces().at(-1)).toEqual([2, "c"]);
  });
  it.each([
    [19, 1],
    [20, 2],
    [25, 2],
    [400, 2],
  ])("one that comes %i ms after the last: %i entries at once", async (ms, entries) => {
    const writer = open();
    await writer.write("a");
    await pass(ms);
    await writer.write("b");
    expect(told).toHaveLength(entries);
  });
});

describe("the end", () => {
  it("writes what is still gathered, and nothing comes after it", async () => {
    const writer = open();
    await writer.write("a");
    await writer.write("b");
    expect([writer.text, writer.written]).toEqual(["ab", "a"]);
    await writer.end();
    expect([writer.text, writer.written]).toEqual(["ab", "ab"]);
    expect(vi.getTimerCount()).toBe(0);
    await pass(100);
    expect(pieces()).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
  });
  it("of a lane without words writes nothing", async () => {
    const writer = open();
    await writer.end();
    expect([told, writer.text, writer.written]).toEqual([[], "", ""]);
  });
  it("says no word twice, ended twice", async () => {
    const writer = open();
    await writer.write("a");
    await writer.end();
    await writer.end();
    expect(pieces()).toEqual([[0, "a"]]);
  });
});

describe("what may not be for the reader", () => {
  it("is kept back while held, and told from there on when it is not", async () => {
    const writer = open();
    writer.hold(true);
    await writer.write("NOTH");
    await pass(100);
    expect([told, writer.text, writer.written]).toEqual([[], "NOTH", ""]);
    writer.hold(false);
    await writer.write("ER");
    expect(pieces()).toEqual([[0, "NOTHER"]]);
  });
  it("dropped, it is told to nobody, and what was waiting is not either", async () => {
    const writer = open();
    await writer.write("a");
    await writer.write("b");
    writer.drop();
    expect(vi.getTimerCount()).toBe(0);
    await pass(100);
    await writer.end();
    expect([pieces(), writer.text, writer.written]).toEqual([[[0, "a"]], "a", "a"]);
    // What comes after it follows what was told.
    await writer.write("c");
    expect(pieces().at(-1)).toEqual([1, "c"]);
  });
  it("after a drop the next wait is a wait of its own", async () => {
    const writer = open();
    await writer.write("a");
    await writer.write("b");
    writer.drop();
    await writer.write("c");
    await pass(25);
    expect(pieces()).toEqual([
      [0, "a"],
      [1, "c"],
    ]);
  });
});

// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api/api-problem.ts";
import { followEvents } from "../src/api/follow-events.ts";
import type { StreamEvent } from "../src/api/protocol.ts";
import { createEventParser, type LogEntry, readEventStream } from "../src/api/read-event-stream.ts";
import { readStreamEvent } from "../src/api/read-stream-event.ts";
import { waitBeforeReconnect } from "../src/api/wait-before-reconnect.ts";

const parse = (...chunks: string[]): LogEntry[] => {
  const entries: LogEntry[] = [];
  const feed = createEventParser((entry) => entries.push(entry));
  chunks.forEach(feed);
  return entries;
};
const ONE: LogEntry = { id: "1", type: "quota", data: '{"a":1}' };

describe("the parser", () => {
  test.each<[string, string[], LogEntry[]]>([
    ["one event", ['id: 1\nevent: quota\ndata: {"a":1}\n\n'], [ONE]],
    ["CRLF", ['id: 1\r\nevent: quota\r\ndata: {"a":1}\r\n\r\n'], [ONE]],
    ["CR", ['id: 1\revent: quota\rdata: {"a":1}\r\r', ":\n"], [ONE]],
    ["a CRLF cut in two", ["id: 1\r", '\nevent: quota\r\ndata: {"a":1}\r\n\r', "\n"], [ONE]],
    ["cut at every unit", 'id: 1\nevent: quota\ndata: {"a":1}\n\n'.split(""), [ONE]],
    [
      "comments and unknown fields",
      [': beat\n\nretry: 10\nid: 1\nevent: quota\nfoo: bar\ndata: {"a":1}\n\n: beat\n\n'],
      [ONE],
    ],
    ["several lines of data", ["data: a\ndata: b\ndata\n\n"], [{ id: undefined, type: undefined, data: "a\nb\n" }]],
    ["no space after the colon", ['id:1\nevent:quota\ndata:{"a":1}\n\n'], [ONE]],
    ["an event without data is dropped", ["event: quota\n\n"], []],
    ["an event that is not ended yet", ["id: 1\ndata: x\n"], []],
  ])("%s", (_, chunks, entries) => {
    expect(parse(...chunks)).toEqual(entries);
  });
});

const streamOf = (
  chunks: (string | Uint8Array)[],
  end: "close" | "break" | "hang" = "close",
): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      if (end === "close") controller.close();
      if (end === "break") controller.error(new TypeError("network error"));
    },
  });

describe("the reader", () => {
  const readAll = async (body: ReadableStream<Uint8Array>, silenceMs = 1_000): Promise<LogEntry[][]> => {
    const batches: LogEntry[][] = [];
    for await (const batch of readEventStream(body, silenceMs)) batches.push(batch);
    return batches;
  };

  test("puts together a character that was cut in two, and shows a comment as a sign of life", async () => {
    const bytes = new TextEncoder().encode("data: é\n\n");
    expect(await readAll(streamOf([": beat\n\n", bytes.slice(0, 7), bytes.slice(7)]))).toEqual([
      [],
      [],
      [{ id: undefined, type: undefined, data: "é" }],
    ]);
  });

  test("throws when nothing comes for too long", async () => {
    await expect(readAll(streamOf(["data: a\n\n"], "hang"), 20)).rejects.toThrow("silent");
  });
});

describe("an event of the log", () => {
  test.each<[string, string | undefined, string]>([
    ["of an unknown type", "weather", "{}"],
    ["without a type", undefined, "{}"],
    ["that is no JSON", "presence", "{"],
    ["that is no object", "presence", "3"],
    ["that lacks a field", "partner-delta", '{"exchangeId":"e","attempt":1,"text":"x"}'],
    ["named like a method of every object", "toString", "{}"],
  ])("%s is dropped", (_, type, data) => {
    expect(readStreamEvent(type, data)).toBeNull();
  });

  test("that lacks aboutExchanges falls back to exchangesLeft", () => {
    expect(readStreamEvent("quota", '{"exchangesLeft":3,"level":"warning"}')).toMatchObject({ aboutExchanges: 3 });
    const bare = '{"session":{},"messages":[],"exchanges":[],"openExchanges":[],"quota":{"exchangesLeft":2}}';
    expect(readStreamEvent("snapshot", bare)).toMatchObject({ quota: { aboutExchanges: 2 } });
    expect(readStreamEvent("quota", '{"exchangesLeft":3,"aboutExchanges":7,"level":"ok"}')).toMatchObject({
      aboutExchanges: 7,
    });
  });

  test("keeps further fields", () => {
    expect(readStreamEvent("presence", '{"observers":2,"since":"now"}')).toEqual({
      type: "presence",
      observers: 2,
      since: "now",
    });
  });
});

describe("following", () => {
  let stop = (): void => {};
  afterEach(() => stop());

  const follow = (
    answers: ((cursor: string | null) => Response | ApiProblem)[],
    renew: () => Promise<void> = () => Promise.resolve(),
  ) => {
    const cursors: (string | null)[] = [];
    const events: StreamEvent[] = [];
    const lost = vi.fn();
    const connections: string[] = [];
    ({ stop } = followEvents({
      open: async (cursor, signal) => {
        cursors.push(cursor);
        const answer = answers[cursors.length - 1]?.(cursor) ?? new Response(streamOf([], "hang"));
        if (answer instanceof ApiProblem) throw answer;
        signal.addEventListener("abort", () => void answer.body?.cancel().catch(() => {}));
        return answer;
      },
      apply: (more) => void events.push(...more),
      renew,
      onConnection: (connection) => void connections.push(connection),
      onLost: lost,
      random: () => 0,
    }));
    return { cursors, events, lost, connections };
  };
  const presence = (id: string, observers: number): string =>
    `id: ${id}\nevent: presence\ndata: {"observers":${observers}}\n\n`;

  test("resumes after the last event, also past those it does not know", async () => {
    const { cursors, events } = follow([
      () => new Response(streamOf([presence("1", 1), "id: 2\nevent: weather\ndata: {}\n\n"])),
      () => new Response(streamOf([presence("3", 2)])),
    ]);
    await vi.waitFor(() => expect(cursors).toEqual([null, "2", "3"]));
    expect(events).toEqual([
      { type: "presence", observers: 1 },
      { type: "presence", observers: 2 },
    ]);
  });

  test("keeps its cursor when a resumed stream dies before its first event", async () => {
    const { cursors } = follow([
      () => new Response(streamOf([presence("1", 1)])),
      () => new Response(streamOf([], "break")),
      () => new ApiProblem(503, "database-away", ""),
    ]);
    await vi.waitFor(() => expect(cursors).toEqual([null, "1", "1", "1"]));
  });

  test("drops a cursor that the server cannot read", async () => {
    const { cursors } = follow([
      () => new Response(streamOf([presence("1", 1)])),
      () => new ApiProblem(422, "invalid", ""),
    ]);
    await vi.waitFor(() => expect(cursors).toEqual([null, "1", null]));
  });

  const REAUTH = 'event: reauth\ndata: {"reason":"session-ended"}\n\n';

  test("told that the sign-in has ended, renews it once and goes on after the last event", async () => {
    const renew = vi.fn(() => Promise.resolve());
    const { cursors, lost } = follow([() => new Response(streamOf([presence("1", 1), REAUTH], "hang"))], renew);
    await vi.waitFor(() => expect(cursors).toEqual([null, "1"]));
    expect(renew).toHaveBeenCalledOnce();
    expect(lost).not.toHaveBeenCalled();
  });

  test("told that the sign-in has ended, and refused another, gives up without a question more", async () => {
    const refused = new ApiProblem(401, "session-ended", "");
    const { cursors, lost } = follow([() => new Response(streamOf([REAUTH], "hang"))], () => Promise.reject(refused));
    await vi.waitFor(() => expect(lost).toHaveBeenCalledExactlyOnceWith(refused));
    expect(cursors).toEqual([null]);
  });

  test("told that the sign-in has ended while the line is down, tries again", async () => {
    const { cursors, lost } = follow([() => new Response(streamOf([REAUTH], "hang"))], () =>
      Promise.reject(new ApiProblem(0, "unreachable", "")),
    );
    await vi.waitFor(() => expect(cursors).toHaveLength(2));
    expect(lost).not.toHaveBeenCalled();
  });

  test("gives up when the sign-in is gone", async () => {
    const { cursors, lost } = follow([() => new ApiProblem(401, "session-ended", "")]);
    await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce());
    expect(cursors).toEqual([null]);
  });

  test("says when the line is broken and when it is live", async () => {
    const { connections } = follow([() => new ApiProblem(0, "unreachable", "")]);
    await vi.waitFor(() => expect(connections).toEqual(["connecting", "broken", "connecting", "live"]));
  });

  test("backs off with jitter, up to a bound", () => {
    expect(waitBeforeReconnect(0, () => 1)).toBe(0);
    expect(waitBeforeReconnect(1, () => 1)).toBe(1_000);
    expect(waitBeforeReconnect(3, () => 0.5)).toBe(2_000);
    expect(waitBeforeReconnect(40, () => 1)).toBe(20_000);
  });
});

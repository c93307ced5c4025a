import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followEvents, waitBefore } from "../src/api/follow-events.ts";
import { createOpenStream } from "../src/api/open-stream.ts";
import { type Problem, ProblemError, UNREACHABLE } from "../src/api/problem.ts";
import { type NamedEvent, readEventNames } from "../src/api/read-event-names.ts";

const bodyOf = (...chunks: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
const readAll = async (...chunks: string[]): Promise<NamedEvent[]> => {
  const all: NamedEvent[] = [];
  for await (const events of readEventNames(bodyOf(...chunks), 1_000)) all.push(...events);
  return all;
};

const TEXT =
  ': hello\n\nid: 1-0\nevent: session\ndata: {"status":"PAUSED"}\n\nevent: presence\ndata: {"observers":1}\n\n';
const EVENTS = [
  { type: "session", id: "1-0", data: '{"status":"PAUSED"}' },
  { type: "presence", id: null, data: '{"observers":1}' },
];

describe("readEventNames", () => {
  it.each([
    ["at once", [TEXT]],
    ["cut at every character", TEXT.split("")],
    ["with one that is not ended", [`${TEXT}id: 2-0\nevent: quota\n`]],
  ])("reads %s", async (_, chunks) => {
    expect(await readAll(...chunks)).toEqual(EVENTS);
  });
  it("takes silence for a connection that died", async () => {
    const silent = new ReadableStream<Uint8Array>();
    await expect(readEventNames(silent, 5).next()).rejects.toThrow("silent");
  });
});

const streamOf = (status: number, body: BodyInit, type = "text/event-stream; charset=utf-8") => {
  const fetch = vi.fn<typeof globalThis.fetch>(
    async () => new Response(body, { status, headers: { "Content-Type": type, "Retry-After": "5" } }),
  );
  const onSignedOut = vi.fn<() => void>();
  const open = createOpenStream({ fetch, onSignedOut });
  return { fetch, onSignedOut, open: () => open("/v1/x", "7-0", new AbortController().signal) };
};

describe("opening a stream", () => {
  it("asks with the cookie and the place it has read to", async () => {
    const { fetch, open } = streamOf(200, "event: quota\n\n");
    await open();
    const [path, init] = fetch.mock.calls[0] ?? [];
    expect([path, init?.credentials]).toEqual(["/v1/x", "same-origin"]);
    expect(new Headers(init?.headers).get("Last-Event-ID")).toBe("7-0");
  });
  it.each([
    [429, '{"code":"too-many"}', "application/problem+json", { code: "too-many", retryAfterSeconds: 5 }],
    [200, "<html>", "text/html", { code: "unreadable", status: 200 }],
  ])("rejects a %i of %s", async (status, body, type, problem) => {
    const thrown: unknown = await streamOf(status, body, type)
      .open()
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProblemError);
    expect(thrown).toMatchObject({ problem });
  });
  it("says that staff are signed out", async () => {
    const { open, onSignedOut } = streamOf(401, "{}", "application/json");
    await expect(open()).rejects.toBeInstanceOf(ProblemError);
    expect(onSignedOut).toHaveBeenCalledOnce();
  });
});

const problem = (change: Partial<Problem>): ProblemError => new ProblemError({ ...UNREACHABLE, ...change });
type Answer = ReadableStream<Uint8Array> | Error;

describe("followEvents", () => {
  let leave = (): void => undefined;
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    leave();
    vi.useRealTimers();
  });
  /** Answers each opening with the next answer, and then with a stream that stays. */
  const follow = (...answers: Answer[]) => {
    const cursors: (string | null)[] = [];
    const types: string[] = [];
    const told: boolean[] = [];
    leave = followEvents({
      open: async (cursor) => {
        const answer = answers[cursors.push(cursor) - 1] ?? new ReadableStream();
        if (answer instanceof Error) throw answer;
        return answer;
      },
      onEvent: (type) => void types.push(type),
      onOpen: (open) => void told.push(open),
      random: () => 1,
    });
    return { cursors, types, told, after: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
  };

  it("goes on where it was when the server closes a stream that stood, and says nothing of it", async () => {
    const long = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(TEXT));
        setTimeout(() => controller.close(), 30_000);
      },
    });
    const { cursors, types, told, after } = follow(long);
    await after(29_999);
    expect(cursors).toEqual([null]);
    await after(2);
    expect(cursors).toEqual([null, "1-0"]);
    expect(types).toEqual(["session", "presence"]);
    expect(told).toEqual([true, true]);
  });
  it("comes back later and later, and not before it is told to", async () => {
    const { cursors, told, after } = follow(problem({}), problem({ status: 429, retryAfterSeconds: 9 }));
    await after(999);
    expect(cursors).toHaveLength(1);
    await after(1);
    expect(cursors).toHaveLength(2);
    await after(8_999);
    expect(cursors).toHaveLength(2);
    await after(1);
    expect(cursors).toHaveLength(3);
    expect(told).toEqual([false, false, true]);
  });
  it("does not hurry a server that closes at once", async () => {
    const { cursors, after } = follow(bodyOf(), bodyOf());
    await after(999);
    expect(cursors).toHaveLength(1);
    await after(1);
    expect(cursors).toHaveLength(2);
  });
  it("drops a place that the server cannot read", async () => {
    const { cursors, after } = follow(bodyOf(TEXT), problem({ status: 422 }));
    await after(5_000);
    expect(cursors).toEqual([null, "1-0", null]);
  });
  it.each([401, 403, 404])("gives up at a %i", async (status) => {
    const { cursors, told, after } = follow(problem({ status }));
    await after(600_000);
    expect(cursors).toHaveLength(1);
    expect(told).toEqual([false]);
  });
  it("opens nothing and tells nothing after it was left", async () => {
    const { cursors, told, after } = follow(problem({}));
    await after(0);
    leave();
    const before = [...told];
    await after(600_000);
    expect(cursors).toHaveLength(1);
    expect(told).toEqual(before);
  });
  it("waits at most half a minute", () => {
    expect(waitBefore(0, () => 1)).toBe(0);
    expect(waitBefore(50, () => 1)).toBe(30_000);
    expect(waitBefore(50, () => 0)).toBe(0);
  });
});
